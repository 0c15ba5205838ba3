"""What people type about certificates."""

from certificates.forms.correcting import CorrectionForm, ReissueForm, RevocationForm
from certificates.forms.handing_out import HandOutForm, SendingForm
from certificates.forms.issuing import ExceptionForm, IssueForm
from certificates.forms.papers import DuplicateForm, PileForm, PrintForm, read_ticks
from certificates.forms.verification import CodeForm

__all__ = [
    "CodeForm",
    "CorrectionForm",
    "DuplicateForm",
    "ExceptionForm",
    "HandOutForm",
    "IssueForm",
    "PileForm",
    "PrintForm",
    "ReissueForm",
    "RevocationForm",
    "SendingForm",
    "read_ticks",
]
