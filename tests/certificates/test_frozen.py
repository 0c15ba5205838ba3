"""What was issued stays as it is, to the byte, whatever happens to what it was made from."""

import io
import json
from dataclasses import replace

import pikepdf
import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.db import connection

from certificates import press
from certificates.designs.look import Shown, Signatory
from certificates.kinds import Kind
from certificates.models import Certificate, DesignPicture
from certificates.services import pictures
from certificates.services.correcting import correct_certificate
from certificates.services.designs import (
    begin_version,
    change_draft,
    default_version,
    make_default,
    publish_version,
    read_look,
    retire_design,
)
from certificates.services.pictures import keep_design_picture
from certificates.services.printing import render_snapshots
from documents.pictures import clean_picture, drop_picture, keep_picture
from network.models import NetworkIdentity, Partner
from network.services.partners import set_partner_logo
from participants.models import NationalId, Person
from participants.services.national_ids import record_national_id
from tests import factories
from tests.certificates.conftest import rename
from tests.certificates.design_makers import begin_design, publish_design
from tests.certificates.printed import text_of
from tests.documents.test_pictures import drawn
from trainings.models import Event, ProgrammePartner

pytestmark = pytest.mark.django_db
CIN = "MC123456"
ORIGINAL_KEY = django_settings.PERSONAL_DATA_KEY


def forget():
    """Forget what a worker remembers that has been at work for long."""
    press._lay_out_plate.cache_clear()
    pictures._read_logo.cache_clear()


def print_all():
    """Print every certificate that there is."""
    snapshots = Certificate.objects.order_by("pk").values_list("snapshot", flat=True)
    return render_snapshots(list(snapshots))


@pytest.fixture
def partner(event):
    logo = keep_picture(clean_picture(drawn(colour=(9, 99, 9)), longest_side=90), folder="partners")
    # Named alike in every test, so that the plate is laid out once for all of them.
    partner = factories.PartnerFactory(logo=logo, name_ar="الجهة", name_fr="La Région")
    ProgrammePartner.objects.create(programme=event.programme, partner=partner, position=1)
    return partner


@pytest.fixture
def rich_design(network, administrator):
    """The default for participation, with everything that a look may have."""
    NetworkIdentity.objects.update(cndp_number="A-123/2026")
    draft = begin_design(administrator, "Atlas")
    keep = lambda **how: keep_design_picture(  # noqa: E731
        draft.design, picture=clean_picture(drawn(**how), longest_side=50), by=administrator
    )
    look = replace(
        read_look(draft),
        background=keep(colour=(250, 250, 240)),
        signatories=(Signatory("أحمد", "Ahmed", signature=keep(colour=(1, 1, 80))),),
        shows=frozenset(Shown),
        texts={"closing_fr": "<b>Fin</b>"},
    )
    change_draft(draft, look=look, edition=1, by=administrator)
    publish_version(draft, edition=2, by=administrator)
    make_default(draft.design, by=administrator)
    return draft


@pytest.fixture
def issued(rich_design, partner, attend, issue, administrator):
    registration = attend(True, True, organisation=factories.OrganisationFactory())
    record_national_id(registration.person, number=CIN, by=administrator)
    issue()
    return Certificate.objects.get()


def change_everything(certificate, administrator):
    """Change all that a certificate was made from."""
    partner, design = Partner.objects.get(), certificate.design_version.design
    lost = partner.logo
    set_partner_logo(
        partner, picture=clean_picture(drawn(colour=(200, 0, 0)), longest_side=90), by=administrator
    )
    drop_picture(lost)
    Partner.objects.update(name_ar="شريك آخر", name_fr="Autre partenaire")
    Person.objects.update(given_name_ar="اسم آخر", family_name_latin="Autre", gender="m")
    NationalId.objects.all().delete()
    Event.objects.update(title_ar="موضوع آخر", title_fr="Autre thème", hours=99)
    NetworkIdentity.objects.update(
        name_ar="شبكة أخرى", name_fr="Autre réseau", president_name_fr="Autre", cndp_number=""
    )
    draft = begin_version(design, by=administrator)
    look = replace(read_look(draft), primary="#7a1f2b", texts={}, background="", signatories=())
    change_draft(draft, look=look, edition=1, by=administrator)
    publish_version(draft, edition=2, by=administrator)
    make_default(publish_design(administrator, "Rif").design, by=administrator)
    retire_design(design, by=administrator)


def test_what_was_issued_prints_the_same_to_the_byte(issued, administrator):
    before = print_all()
    change_everything(issued, administrator)
    forget()
    assert print_all() == before


def test_what_is_issued_afterwards_is_another_paper(
    issued, administrator, attend, issue, django_capture_on_commit_callbacks
):
    """Without this the test above would pass on paper that shows nothing."""
    change_everything(issued, administrator)
    attend(True, True)
    issue()
    first, second = Certificate.objects.order_by("pk")
    assert first.design_version != second.design_version
    assert first.snapshot["logos"] != second.snapshot["logos"]
    assert "cin_sealed" not in second.snapshot


def test_a_paper_shows_what_its_look_says(issued):
    text = text_of(print_all())
    assert CIN in text.replace(" ", "")
    assert "<b>Fin</b>" in text
    with pikepdf.open(io.BytesIO(print_all())) as paper:
        images = {
            name
            for one in paper.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
            for name in [one.objgen]
        }
    assert len(images) >= 3


def test_the_cin_lies_in_the_database_under_seal_alone(issued):
    assert issued.snapshot["cin_sealed"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT snapshot FROM certificates_certificate")
        stored = json.dumps(str(cursor.fetchall()))
    assert CIN not in stored


def test_without_a_cndp_number_no_cin_is_taken_up(
    rich_design, partner, attend, issue, administrator
):
    registration = attend(True, True)
    record_national_id(registration.person, number=CIN, by=administrator)
    NetworkIdentity.objects.update(cndp_number="")
    issue()
    assert "cin_sealed" not in Certificate.objects.get().snapshot
    assert CIN not in text_of(print_all()).replace(" ", "")


def test_somebody_without_a_cin_has_the_paper_without_it(rich_design, attend, issue):
    attend(True, True)
    issue()
    assert Certificate.objects.get().snapshot["cin_sealed"] == ""
    assert print_all()


def test_logos_are_copied_once_for_all_who_have_them(issued, attend, issue):
    attend(True, True)
    issue()
    logos = {tuple(one.snapshot["logos"]) for one in Certificate.objects.all()}
    assert len(logos) == 1
    (digest,) = logos.pop()
    assert (
        bytes(DesignPicture.objects.get(pk=digest).content)
        == default_storage.open(Partner.objects.get().logo).read()
    )


def test_a_logo_whose_file_is_gone_holds_no_certificate_back(
    rich_design, partner, attend, issue, caplog
):
    drop_picture(partner.logo)
    attend(True, True)
    issue()
    assert Certificate.objects.get().snapshot["logos"] == []
    assert str(partner.pk) in caplog.text


def test_a_design_without_logos_copies_none(network, partner, attend, issue, administrator):
    make_default(publish_design(administrator, logos=False).design, by=administrator)
    attend(True, True)
    issue()
    assert (Certificate.objects.get().snapshot["logos"], DesignPicture.objects.count()) == ([], 0)


# Corrections


def test_a_correction_keeps_the_version_of_the_paper_that_it_replaces(issued, administrator):
    registration = issued.registration
    begun = begin_version(issued.design_version.design, by=administrator)
    publish_version(begun, edition=1, by=administrator)
    rename(registration, family_name_latin="Bennani")
    corrected = correct_certificate(issued, reason="Misspelt", by=administrator)
    assert corrected.design_version == issued.design_version
    assert corrected.snapshot["design_version"] == issued.design_version_id
    assert corrected.snapshot["cin_sealed"] == issued.snapshot["cin_sealed"]


def test_a_cin_that_was_corrected_is_a_correction_of_the_paper(issued, administrator):
    record_national_id(issued.registration.person, number="BE7654", by=administrator)
    corrected = correct_certificate(issued, reason="Wrong number", by=administrator)
    assert corrected.snapshot["cin_sealed"] != issued.snapshot["cin_sealed"]
    assert "BE7654" in text_of(render_snapshots([corrected.snapshot])).replace(" ", "")


def test_a_comparison_tells_of_the_cin_no_more_than_pages_do(issued, administrator, client):
    record_national_id(issued.registration.person, number="BE765432", by=administrator)
    client.force_login(administrator)
    page = client.get(f"/certificates/{issued.pk}/correct/").content.decode()
    assert "MC••••56" in page
    assert "BE••••32" in page
    assert issued.snapshot["cin_sealed"] not in page


def test_a_cin_whose_key_is_lost_is_said_and_nothing_printed(
    issued, administrator, client, settings
):
    settings.PERSONAL_DATA_KEY = "another key, and the one before is not among the fallbacks"
    client.force_login(administrator)
    page = client.get(f"/certificates/{issued.pk}/pdf/", follow=True)
    assert page["Content-Type"].startswith("text/html")
    assert issued.number in str(next(iter(page.context["messages"])))
    pile = client.get(f"/events/{issued.event.code}/certificates/pdf/", follow=True)
    assert issued.number in str(next(iter(pile.context["messages"])))
    settings.PERSONAL_DATA_KEY_FALLBACKS = [ORIGINAL_KEY]
    assert client.get(f"/certificates/{issued.pk}/pdf/")["Content-Type"] == "application/pdf"


# Papers of old


def test_a_certificate_of_the_first_days_prints_as_it_did(attend, issue):
    from tests.certificates.printed import make_snapshot

    attend(True, True)
    issue()
    Certificate.objects.update(snapshot=make_snapshot(), design_version=None)
    assert print_all() == press.render_certificates([make_snapshot()])


def test_a_pile_of_many_versions_costs_two_queries(
    issued, attend, issue, administrator, django_assert_num_queries
):
    make_default(publish_design(administrator, "Rif").design, by=administrator)
    attend(True, True)
    issue()
    snapshots = list(Certificate.objects.values_list("snapshot", flat=True))
    with django_assert_num_queries(2):
        render_snapshots(snapshots)


def test_participation_is_issued_with_its_default(attend, issue):
    attend(True, True)
    issue()
    certificate = Certificate.objects.get()
    assert certificate.design_version == default_version(Kind.PARTICIPATION)
    assert certificate.snapshot["kind"] == Kind.PARTICIPATION
