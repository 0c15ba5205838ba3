"""Venues: where they are, their rooms and pictures, and what was held there."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from documents.pictures import Picture
from tests import factories
from tests.documents.test_pictures import drawn
from tests.trainings.concurrently import run_together
from tests.trainings.conftest import audited
from trainings.forms.venues import PositionField
from trainings.models import AgendaItem, Room, Venue, VenuePhoto
from trainings.services.errors import VenueChanged
from trainings.services.venues import (
    RoomFacts,
    add_photo,
    remove_photo,
    set_rooms,
    update_venue,
)

PICTURE = Picture(drawn("JPEG"), "jpg", 40, 20)


@pytest.fixture
def venue(province):
    commune = factories.CommuneFactory(province=province, name_ar="الوليدية")
    return factories.VenueFactory(name_ar="فندق السانية", commune=commune, capacity=120)


@pytest.fixture
def photo(venue, staff):
    return add_photo(venue, picture=PICTURE, caption_ar="القاعة الكبرى", by=staff)


def typed(venue, rooms=(), **changes):
    facts = {
        "name_ar": venue.name_ar,
        "name_fr": venue.name_fr,
        "commune": venue.commune_id,
        "capacity": venue.capacity,
        "rooms-TOTAL_FORMS": len(rooms),
        "rooms-INITIAL_FORMS": "0",
    }
    for number, room in enumerate(rooms):
        facts |= {f"rooms-{number}-{name}": value for name, value in room.items()}
    return {**facts, **changes}


def save(client, venue, **changes):
    answer = client.post(f"/venues/{venue.pk}/edit/", typed(venue, **changes))
    venue.refresh_from_db()
    return answer


# Where it is -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pasted",
    [
        "33.2541, -8.5062",
        "33.2541,-8.5062",
        "33.2541 -8.5062",
        "٣٣.٢٥٤١, -٨.٥٠٦٢",
        "https://www.openstreetmap.org/?mlat=33.2541&mlon=-8.5062#map=17/33.25410/-8.50620",
        "https://www.google.com/maps/place/X/@33.2541,-8.5062,17z/data=!3m1",
        "https://www.google.com/maps/search/?api=1&query=33.2541%2C-8.5062",
        "https://maps.apple.com/?ll=33.2541,-8.5062&q=X",
    ],
)
def test_a_position_is_read_as_people_copy_it(pasted):
    assert PositionField().clean(pasted) == (Decimal("33.254100"), Decimal("-8.506200"))


@pytest.mark.parametrize(
    "pasted", ["فندق السانية", "33", "33,2541", "https://maps.app.goo.gl/abc", "mlat=.&mlon=."]
)
def test_what_holds_no_position_is_refused(pasted):
    with pytest.raises(ValidationError):
        PositionField().clean(pasted)


def test_a_position_may_stay_empty():
    assert PositionField(required=False).clean("  ") is None


def test_a_position_is_kept_and_shown_again(as_staff, venue):
    save(as_staff, venue, position="33.2541, -8.5062")
    shown = as_staff.get(f"/venues/{venue.pk}/edit/").context["form"]["position"].value()
    assert (venue.latitude, shown) == (Decimal("33.254100"), "33.254100, -8.506200")


def test_a_position_can_be_taken_away(as_staff, venue):
    Venue.objects.update(latitude=33, longitude=-8)
    save(as_staff, venue, position="")
    assert venue.has_position is False


def test_a_position_elsewhere_is_said_at_its_field(as_staff, venue):
    page = save(as_staff, venue, position="48.8584, 2.2945")
    assert page.context["form"].errors.keys() == {"position"}


def test_half_a_position_is_none(venue):
    with pytest.raises(IntegrityError), transaction.atomic():
        Venue.objects.update(latitude=33)


def test_the_page_leads_to_maps_with_dots_in_the_degrees(as_staff, venue):
    Venue.objects.update(latitude="33.254100", longitude="-8.506200")
    page = as_staff.get(f"/venues/{venue.pk}/").content.decode()
    assert "mlat=33.254100&amp;mlon=-8.506200" in page


# Facts -------------------------------------------------------------------------------------


def test_contact_and_equipment_are_kept(as_staff, venue):
    save(as_staff, venue, contact_name="سعيد", contact_phone="0661234567", equipment_ar="سبورة")
    assert (venue.contact_name, venue.contact_phone.as_e164, venue.equipment_ar) == (
        "سعيد",
        "+212661234567",
        "سبورة",
    )


def test_a_phone_that_cannot_be_is_said_and_kept(as_staff, venue):
    page = save(as_staff, venue, contact_phone="123")
    form = page.context["form"]
    assert (form.errors.keys(), form["contact_phone"].value()) == ({"contact_phone"}, "123")


def test_a_venue_that_postgresql_could_not_hold_is_refused(as_staff, venue):
    page = save(as_staff, venue, capacity=40_000)
    assert page.context["form"].errors.keys() == {"capacity"}


# Rooms -------------------------------------------------------------------------------------


def room(name="القاعة الكبرى", capacity="80", **rest):
    return {"name_ar": name, "name_fr": "Salle", "capacity": capacity, **rest}


def test_rooms_are_added_with_the_venue(as_staff, venue):
    save(as_staff, venue, rooms=[room(), room("قاعة الورشات", "30")])
    assert list(venue.rooms.values_list("capacity", flat=True)) == [80, 30]


def test_a_room_that_changes_stays_the_same_room(venue, staff):
    set_rooms(venue, rooms=[RoomFacts(None, "قاعة", "Salle", 30)], by=staff)
    before = venue.rooms.get()
    set_rooms(venue, rooms=[RoomFacts(before.pk, "قاعة", "Salle", 40)], by=staff)
    assert (venue.rooms.get().pk, venue.rooms.get().capacity) == (before.pk, 40)


def test_rooms_that_stay_as_they_are_leave_no_audit_row(venue, staff):
    set_rooms(venue, rooms=[RoomFacts(None, "قاعة", "Salle", 30)], by=staff)
    before = audited()
    set_rooms(venue, rooms=[RoomFacts(venue.rooms.get().pk, "قاعة", "Salle", 30)], by=staff)
    assert audited() == before


def test_two_rooms_change_names(venue, staff):
    set_rooms(venue, rooms=[RoomFacts(None, n, "Salle", 30) for n in ("أ", "ب")], by=staff)
    first, second = venue.rooms.order_by("pk")
    wanted = [RoomFacts(first.pk, "ب", "Salle", 30), RoomFacts(second.pk, "أ", "Salle", 30)]
    set_rooms(venue, rooms=wanted, by=staff)
    assert dict(venue.rooms.values_list("pk", "name_ar")) == {first.pk: "ب", second.pk: "أ"}


def test_a_new_room_takes_the_name_that_another_one_had(venue, staff):
    set_rooms(venue, rooms=[RoomFacts(None, "أ", "Salle", 30)], by=staff)
    standing = venue.rooms.get()
    wanted = [RoomFacts(None, "أ", "Salle", 20), RoomFacts(standing.pk, "ب", "Salle", 30)]
    set_rooms(venue, rooms=wanted, by=staff)
    assert dict(venue.rooms.values_list("name_ar", "capacity")) == {"أ": 20, "ب": 30}


def test_a_slot_in_a_room_that_goes_stays(venue, staff):
    gone = Room.objects.create(venue=venue, name_ar="قاعة", name_fr="Salle", capacity=30)
    slot = AgendaItem.objects.create(
        session=factories.SessionFactory(),
        kind="module",
        starts_at=dt.time(9),
        ends_at=dt.time(10),
        room=gone,
    )
    set_rooms(venue, rooms=[], by=staff)
    slot.refresh_from_db()
    assert slot.room is None


def test_the_room_of_another_venue_is_not_taken_over(venue, staff):
    foreign = Room.objects.create(
        venue=factories.VenueFactory(), name_ar="قاعة", name_fr="Salle", capacity=30
    )
    set_rooms(venue, rooms=[RoomFacts(foreign.pk, "قاعتنا", "Salle", 10)], by=staff)
    foreign.refresh_from_db()
    assert (foreign.name_ar, venue.rooms.count()) == ("قاعة", 1)


def test_a_room_named_twice_is_said_at_the_second(as_staff, venue):
    page = save(as_staff, venue, rooms=[room(), room()])
    assert page.context["rooms"].forms[1].errors.keys() == {"name_ar"}


def test_another_row_keeps_what_was_typed(as_staff, venue):
    page = save(as_staff, venue, rooms=[room()], contact_name="سعيد", add_rooms="1")
    assert (len(page.context["rooms"].forms), page.context["form"]["contact_name"].value()) == (
        2,
        "سعيد",
    )


def test_who_saves_over_an_unseen_change_is_told_and_keeps_what_was_typed(
    as_staff, venue, in_english
):
    """Two have the form open: the second one's rooms must not wipe out the first one's."""
    opened = as_staff.get(f"/venues/{venue.pk}/edit/").context["form"]["edition"].value()
    save(as_staff, venue, edition=opened, rooms=[room("قاعة الورشات")])
    second = {"edition": opened, "contact_name": "سعيد"}
    page = save(as_staff, venue, rooms=[room("القاعة الكبرى")], **second)
    form, rooms = page.context["form"], page.context["rooms"]
    assert len(form.non_field_errors()) == 1
    assert (form["contact_name"].value(), rooms.forms[0]["name_ar"].value()) == (
        "سعيد",
        "القاعة الكبرى",
    )
    assert (venue.contact_name, venue.rooms.get().name_ar) == ("", "قاعة الورشات")
    # Sent once more as it is shown, it is meant.
    save(as_staff, venue, rooms=[room("القاعة الكبرى")], edition=form["edition"].value())
    assert venue.rooms.get().name_ar == "القاعة الكبرى"


def test_a_form_that_says_no_edition_is_none_of_a_venue_that_has_changed(as_staff, venue):
    save(as_staff, venue, capacity="90")
    page = save(as_staff, venue, capacity="80")
    assert (len(page.context["form"].non_field_errors()), venue.capacity) == (1, 90)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_a_venue_at_once_one_is_let_through(venue, staff):
    facts = {"name_ar": "أ", "name_fr": "A", "commune": venue.commune}

    def change(_wait):
        try:
            update_venue(venue, edition=0, by=staff, capacity=80, **facts)
        except VenueChanged as refused:
            return refused.edition
        return "saved"

    assert sorted(run_together(change, times=2), key=str) == [1, "saved"]


# Pictures ----------------------------------------------------------------------------------


def test_a_picture_is_added_and_shown(as_staff, venue):
    sent = {"picture": SimpleUploadedFile("x.png", drawn()), "caption_ar": "القاعة"}
    as_staff.post(f"/venues/{venue.pk}/pictures/new/", sent)
    kept = VenuePhoto.objects.get()
    page = as_staff.get(f"/venues/{venue.pk}/").content.decode()
    assert (kept.picture.endswith(".jpg"), f"/venue-pictures/{kept.pk}/" in page) == (True, True)


def test_what_is_no_picture_is_said_at_its_field(as_staff, venue):
    sent = {"picture": SimpleUploadedFile("x.png", b"none")}
    page = as_staff.post(f"/venues/{venue.pk}/pictures/new/", sent)
    assert (page.context["form"].errors.keys(), VenuePhoto.objects.count()) == ({"picture"}, 0)


def test_a_picture_is_sent_to_who_plans_and_to_nobody_else(client, photo, staff, coordinator):
    codes = []
    for user in (staff, coordinator):
        client.force_login(user)
        codes.append(client.get(f"/venue-pictures/{photo.pk}/").status_code)
    assert codes == [200, 403]


def test_a_removed_picture_leaves_no_file(photo, staff, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(photo, by=staff)
    assert (VenuePhoto.objects.count(), default_storage.exists(photo.picture)) == (0, False)


def test_a_picture_is_removed_by_its_button(as_staff, photo):
    as_staff.post(f"/venue-pictures/{photo.pk}/remove/")
    assert (VenuePhoto.objects.count(), audited()[-1][0]) == (0, "venue_photo.removed")


def test_a_venue_has_no_more_pictures_than_a_page_bears(as_staff, venue):
    VenuePhoto.objects.bulk_create(VenuePhoto(venue=venue, picture=f"{n}") for n in range(24))
    sent = {"picture": SimpleUploadedFile("x.png", drawn())}
    as_staff.post(f"/venues/{venue.pk}/pictures/new/", sent)
    assert VenuePhoto.objects.count() == 24


# Lists -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("?q=السانية", True),
        ("?q=الوليدية", True),
        ("?q=سبورة", True),
        ("?q=غيره", False),
        ("?holds=120", True),
        ("?holds=121", False),
    ],
)
def test_filters_in_the_address_narrow_the_list(as_staff, venue, query, is_found):
    Venue.objects.update(equipment_ar="سبورة وجهاز عرض")
    assert (venue in as_staff.get(f"/venues/{query}").context["table"].data.data) is is_found


def test_the_province_narrows_the_list(as_staff, venue, province, other_province):
    found = [
        list(as_staff.get(f"/venues/?province={one.pk}").context["table"].data)
        for one in (province, other_province)
    ]
    assert found[0] == [venue]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_no_more_for_more_events(as_staff, venue, number, django_assert_num_queries):
    factories.EventFactory.create_batch(number, venue=venue)
    with django_assert_num_queries(8):
        as_staff.get(f"/venues/{venue.pk}/")
