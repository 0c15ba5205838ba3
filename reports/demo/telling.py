"""A reminder of a coming event that is half worked through."""

from django.core.mail import get_connection

from network.models import User
from participants.audience import Group, Way, draw_up_lines, list_addressees
from participants.models import Announcement, MessageKind, Recipient
from participants.services.announcements import give_out, write_announcement
from participants.services.sending import send_waiting
from participants.services.telling import mark_told
from participants.usual_texts import USUAL_TEXTS
from reports.demo.attending import Registrar
from trainings.models import Event

NOWHERE = "django.core.mail.backends.dummy.EmailBackend"
# How many of each province were told by hand so far, and how, in turn.
TOLD = {"MA-SIB": 4, "MA-JDI": 3}
CHANNELS = (Recipient.Channel.WHATSAPP, Recipient.Channel.WHATSAPP, Recipient.Channel.SPOKEN)


def remind_of(event: Event, registrar: Registrar, *, by: User) -> Announcement:
    """Remind everybody who has a place: the e-mails are out, by hand some were told so far.

    Nothing leaves the machine, whatever mail server is set up.
    """
    texts = USUAL_TEXTS[MessageKind.REMINDER]
    reminder = write_announcement(
        event, kind=MessageKind.REMINDER, language="ar", reason="", by=by, **texts
    )
    addressees = list_addressees(event, by, groups=[Group.REGISTERED])
    lines = draw_up_lines(reminder, addressees, way=Way.EMAIL)
    give_out(reminder, edition=reminder.edition, lines=lines, again=(), by=by)
    while send_waiting(reminder.pk, connection=get_connection(NOWHERE)):
        pass
    for iso, number in TOLD.items():
        _tell_by_hand(reminder, registrar, iso, number)
    return reminder


def _tell_by_hand(reminder: Announcement, registrar: Registrar, iso: str, number: int) -> None:
    by_hand = reminder.recipients.filter(state=Recipient.State.BY_HAND, province__iso=iso)
    for position, recipient in enumerate(by_hand.order_by("pk")[:number]):
        channel = CHANNELS[position % len(CHANNELS)]
        mark_told(recipient, channel=channel, by=registrar.coordinators[iso])
