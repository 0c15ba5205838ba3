"""The ways through the house: which pages each role finds in its menu."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.models import Role, User

EVERYBODY = frozenset(Role)
PLANNERS = frozenset({Role.ADMINISTRATOR, Role.STAFF})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Entry:
    """A line of the menu. ``sections`` are the beginnings of the URL names that belong to it."""

    url_name: str
    label: str | Promise
    icon: str
    sections: tuple[str, ...]
    roles: frozenset[Role] = EVERYBODY
    # Who finds it in the bottom bar of a phone, where there is room for five.
    at_hand: frozenset[Role] = frozenset()

    def leads_to(self, url_name: str) -> bool:
        """Say whether the page of that URL name belongs to this entry."""
        return url_name.startswith(self.sections)


ENTRIES = (
    Entry("home", _("Home"), "home", ("home",), at_hand=EVERYBODY),
    Entry(
        "programme_list",
        _("Programmes"),
        "academic-cap",
        ("programme_",),
        at_hand=PLANNERS | {Role.OBSERVER},
    ),
    Entry(
        "event_list",
        _("Events"),
        "calendar-days",
        (
            "event_",
            "session_",
            "workshop_",
            "presence",
            "certificate",
            "batch_",
            "announcement_",
        ),
        at_hand=EVERYBODY,
    ),
    Entry("calendar", _("Calendar"), "calendar", ("calendar",)),
    Entry(
        "proposal_board",
        _("Proposals"),
        "hand-raised",
        ("proposal_",),
        roles=PLANNERS | {Role.COORDINATOR},
    ),
    Entry(
        "person_list",
        _("Participants"),
        "users",
        (
            "person_",
            "registration_",
            "organisation_",
            "duplicate_",
            "merge_",
            "transfer_",
            "import_",
            "application",
        ),
        roles=PLANNERS | {Role.COORDINATOR},
        at_hand=PLANNERS | {Role.COORDINATOR},
    ),
    Entry(
        "preparation_list",
        _("Preparation"),
        "clipboard-document-list",
        ("preparation_",),
        roles=PLANNERS | {Role.COORDINATOR},
    ),
    Entry("recommendation_list", _("Recommendations"), "arrow-trending-up", ("recommendation_",)),
    # Venues, trainers and modules, with tabs between them.
    Entry(
        "venue_list",
        _("Resources"),
        "rectangle-stack",
        ("venue_", "trainer_", "module_"),
        roles=PLANNERS,
    ),
    Entry(
        "verify_form",
        _("Check a certificate"),
        "check-badge",
        ("verify",),
        at_hand=frozenset({Role.COORDINATOR, Role.OBSERVER}),
    ),
    Entry("user_list", _("Users"), "key", ("user_",), roles=ADMINISTRATORS),
    Entry(
        "network_settings",
        _("Network settings"),
        "cog-6-tooth",
        ("network_", "partner_", "design_", "export_list"),
        roles=ADMINISTRATORS,
    ),
)


def entries_for(user: User) -> list[Entry]:
    """Return the menu of ``user``, in its order."""
    return [entry for entry in ENTRIES if user.role in entry.roles]
