"""What people type about certificates."""

from certificates.forms.correcting import CorrectionForm, ReissueForm, RevocationForm
from certificates.forms.issuing import ExceptionForm, IssueForm
from certificates.forms.papers import PrintForm
from certificates.forms.verification import CodeForm

__all__ = [
    "CodeForm",
    "CorrectionForm",
    "ExceptionForm",
    "IssueForm",
    "PrintForm",
    "ReissueForm",
    "RevocationForm",
]
