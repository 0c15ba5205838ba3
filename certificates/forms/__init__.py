"""What people type about certificates."""

from certificates.forms.papers import PrintForm
from certificates.forms.verification import CodeForm

__all__ = ["CodeForm", "PrintForm"]
