"""The demo's papers: one province has given almost all of its own out."""

import pytest

from certificates.models import Certificate, HandOut
from reports.demo import giving
from reports.demo.attending import Registrar
from tests import factories
from tests.certificates.certificate_makers import make_certificate

CERTIFICATES = giving.LEFT + 4


@pytest.fixture
def given(staff):
    """A province with a few certificates, and another one, after the papers were given."""
    event = factories.EventFactory()
    place, elsewhere = factories.ProvinceFactory(iso=giving.PROVINCE), factories.ProvinceFactory()
    coordinator = factories.UserFactory(role="coordinator", provinces=[place])
    for _ in range(CERTIFICATES):
        make_certificate(event, place, staff)
    make_certificate(event, elsewhere, staff)
    registrar = Registrar.__new__(Registrar)
    registrar.coordinators = {giving.PROVINCE: coordinator}
    giving.give_papers(event, registrar)
    return HandOut.objects.order_by("pk")


def test_all_but_the_last_of_the_province_are_given_by_its_coordinator(given):
    assert given.count() == CERTIFICATES - giving.LEFT
    left = Certificate.objects.filter(hand_out=None)
    assert left.filter(province__iso=giving.PROVINCE).count() == giving.LEFT
    assert {row.given_by.role for row in given} == {"coordinator"}


def test_one_was_taken_by_somebody_else(given):
    assert [row.receiver_name for row in given if row.is_by_another] == [
        giving.RECEIVER["receiver_name"]
    ]
