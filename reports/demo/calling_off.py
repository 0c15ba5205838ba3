"""An event of the demo that is postponed, and a draft that clashes with another event."""

import datetime as dt
from decimal import Decimal

from network.models import User
from participants.services.calling_off import postpone_and_tell
from reports.demo.attending import Registrar
from reports.demo.calendar import GOVERNANCE, training_day
from reports.demo.planning import plan_event
from reports.demo.story import MODULES, EventStory, QuotaStory, VenueStory
from trainings.models import Programme
from trainings.services.events import open_registration

REASON = "أشغال صيانة بدار الثقافة إلى متم شهر دجنبر، في انتظار موعد جديد من الجماعة"
POSTPONED = EventStory(
    code="MD05",
    title=MODULES["quality"],
    venue=VenueStory(("دار الثقافة", "Maison de la culture"), "06.355.01.01", 60),
    hours=Decimal(6),
    required_presence=80,
    days=(training_day(dt.date(2026, 12, 5), "quality"),),
    quotas={
        "MA-CAS": QuotaStory(places=12, returning=4),
        "MA-MOH": QuotaStory(places=8, returning=2),
        "MA-NOU": QuotaStory(places=8, returning=3),
        "MA-MED": QuotaStory(places=12, returning=5),
    },
    prepared=(0,),
)
# On the second day of the open event in Azemmour, in the same house: somebody has to move.
CLASHING = EventStory(
    code="JD06",
    title=MODULES["introduction"],
    venue=GOVERNANCE.venue,
    hours=Decimal(6),
    required_presence=80,
    days=(training_day(GOVERNANCE.days[-1].date, "introduction"),),
    quotas={"MA-JDI": QuotaStory(places=30), "MA-SIB": QuotaStory(places=20)},
)


def call_off(registrar: Registrar, programme: Programme, *, administrator: User, by: User) -> None:
    """Open an event, let people register, and postpone it; plan the draft that clashes."""
    event = plan_event(POSTPONED, programme, by=administrator)
    open_registration(event, by=administrator)
    registrar.register_all(event, POSTPONED)
    postpone_and_tell(event, reason=REASON, by=by)
    plan_event(CLASHING, programme, by=administrator)
