"""What working on designs can refuse, each in a sentence that the reader can act on."""

from django.utils.translation import gettext as _

from network.models import User


class DesignRefused(Exception):
    """A refusal to change a design; ``str()`` is the translated sentence."""


class NotAllowedToDesign(DesignRefused):
    """Somebody other than an active administrator asked."""

    def __str__(self) -> str:
        return _("Only an administrator can change designs.")


class DesignKnown(DesignRefused):
    """Another design has this name, in one of the two languages."""

    def __str__(self) -> str:
        return _("Another design has this name.")


class LookChanged(DesignRefused):
    """Somebody, ``by``, has saved the draft since it was seen; ``edition`` is what it is now."""

    def __init__(self, by: User | None, edition: int) -> None:
        super().__init__(by, edition)
        self.by, self.edition = by, edition

    def __str__(self) -> str:
        if self.by is None:
            return _("This draft is not the one that you have looked at. Look at it again.")
        return _(
            "%(name)s changed this draft while you did. Look at it in another window; saving again "
            "replaces that change."
        ) % {"name": self.by.full_name}


class VersionPublished(DesignRefused):
    """The version is published: nobody changes it any more."""

    def __str__(self) -> str:
        return _("This version is published and never changes. Begin a new version.")


class NothingPublished(DesignRefused):
    """The design has no version yet that certificates could be issued with."""

    def __str__(self) -> str:
        return _("Publish a version of this design first.")


class DesignRetired(DesignRefused):
    """The design is retired."""

    def __str__(self) -> str:
        return _("This design is retired. Take it into use again first.")


class DefaultNeeded(DesignRefused):
    """The design is the default of its kind, which cannot be without one."""

    def __str__(self) -> str:
        return _("This is the default of its kind. Make another design the default first.")
