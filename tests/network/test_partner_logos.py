"""The logo of a partner: sent by an administrator, shown to who is signed in, replaced, removed."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from documents.pictures import Picture, keep_picture
from network.models import AuditEvent, Partner
from network.services import partners
from network.services.partners import set_partner_logo
from tests.documents.test_pictures import drawn
from tests.factories import PartnerFactory

PICTURE = Picture(drawn(), "png", 40, 20)


@pytest.fixture
def partner(db):
    return PartnerFactory(logo=keep_picture(PICTURE, folder="partners"))


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


def save(client, partner, **sent):
    names = {"name_ar": partner.name_ar, "name_fr": partner.name_fr}
    return client.post(f"/partners/{partner.pk}/", {**names, **sent})


def test_a_logo_is_kept_with_an_audit_row(as_administrator, db):
    plain = PartnerFactory()
    save(as_administrator, plain, logo_file=SimpleUploadedFile("logo.png", drawn()))
    plain.refresh_from_db()
    assert (default_storage.exists(plain.logo), AuditEvent.objects.get().fields) == (True, ["logo"])


def test_a_new_partner_comes_with_its_logo(as_administrator, db):
    logo = SimpleUploadedFile("logo.png", drawn())
    as_administrator.post(
        "/partners/new/", {"name_ar": "الجهة", "name_fr": "La Région", "logo_file": logo}
    )
    assert default_storage.exists(Partner.objects.get().logo)


def test_the_logo_before_is_dropped(as_administrator, partner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        save(as_administrator, partner, logo_file=SimpleUploadedFile("logo.png", drawn()))
    assert not default_storage.exists(partner.logo)


def test_a_logo_can_be_removed(as_administrator, partner):
    save(as_administrator, partner, remove_logo="on")
    assert Partner.objects.get().logo == ""


def test_saving_the_names_keeps_the_logo(as_administrator, partner):
    save(as_administrator, partner, name_fr="Région")
    assert (Partner.objects.get().logo, Partner.objects.get().name_fr) == (partner.logo, "Région")


def test_a_file_that_is_no_picture_is_said_at_its_field_and_changes_nothing(
    as_administrator, partner
):
    page = save(as_administrator, partner, logo_file=SimpleUploadedFile("x.png", b"none"))
    assert (page.context["form"].errors.keys(), Partner.objects.get().logo) == (
        {"logo_file"},
        partner.logo,
    )


def test_a_logo_that_could_not_be_recorded_leaves_no_file(administrator, partner, monkeypatch):
    before = len(default_storage.listdir("partners")[1])
    monkeypatch.setattr(partners, "record", lambda *_args, **_rest: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        set_partner_logo(partner, picture=PICTURE, by=administrator)
    assert (len(default_storage.listdir("partners")[1]), Partner.objects.get().logo) == (
        before,
        partner.logo,
    )


@pytest.mark.parametrize("role", ["administrator", "staff", "coordinator", "observer"])
def test_who_is_signed_in_sees_the_logo(client, partner, role, request):
    client.force_login(request.getfixturevalue(role))
    page = client.get(f"/partners/{partner.pk}/logo/")
    assert (page["Content-Type"], b"".join(page.streaming_content)) == (
        "image/png",
        PICTURE.content,
    )


def test_a_browser_that_has_the_logo_is_not_sent_it_again(as_administrator, partner):
    address = f"/partners/{partner.pk}/logo/"
    etag = as_administrator.get(address)["ETag"]
    assert as_administrator.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_a_partner_without_a_logo_has_no_picture(as_administrator, db):
    assert as_administrator.get(f"/partners/{PartnerFactory().pk}/logo/").status_code == 404


def test_a_picture_that_is_lost_answers_404(as_administrator, db):
    lost = PartnerFactory(logo="partners/lost.png")
    assert as_administrator.get(f"/partners/{lost.pk}/logo/").status_code == 404


def test_a_stranger_is_sent_to_the_door(client, partner):
    assert client.get(f"/partners/{partner.pk}/logo/").status_code == 302
