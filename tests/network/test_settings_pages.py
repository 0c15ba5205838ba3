import pytest
from django.urls import reverse

from network.forms import PartnerForm
from network.models import AuditEvent, NetworkIdentity, Partner
from network.services.partners import (
    PartnerKnown,
    create_partner,
    update_network_identity,
    update_partner,
)
from tests.factories import NetworkIdentityFactory, PartnerFactory


@pytest.fixture
def as_administrator(client, administrator):
    client.force_login(administrator)
    return client


def test_the_identity_is_made_at_the_first_save(as_administrator):
    address = reverse("network_settings")
    as_administrator.post(
        address, {"name_ar": "شبكة", "name_fr": "Réseau", "certificate_prefix": "RAD"}
    )
    assert NetworkIdentity.current().name_fr == "Réseau"


def test_the_identity_is_changed_and_the_fields_are_in_the_audit_log(administrator):
    NetworkIdentityFactory(name_ar="شبكة", certificate_prefix="RAD")
    update_network_identity(by=administrator, name_ar="شبكة", certificate_prefix="RADD")
    event = AuditEvent.objects.get()
    assert (event.action, event.fields) == ("network.changed", ["certificate_prefix"])


def test_a_prefix_in_small_letters_is_an_error_at_its_field(as_administrator):
    form = as_administrator.post(
        reverse("network_settings"),
        {"name_ar": "شبكة", "name_fr": "Réseau", "certificate_prefix": "rad"},
    ).context["form"]
    assert list(form.errors) == ["certificate_prefix"]


def test_a_partner_is_added_with_an_audit_row(administrator):
    partner = create_partner(name_ar="الجهة", name_fr="La Région", by=administrator)
    event = AuditEvent.objects.get()
    assert (event.action, event.object_id) == ("partner.created", str(partner.pk))


def test_a_partner_is_changed_with_an_audit_row(administrator):
    partner = PartnerFactory(name_fr="Region")
    update_partner(partner, by=administrator, name_fr="Région")
    assert AuditEvent.objects.get().fields == ["name_fr"]


def test_a_partner_that_stays_as_it_is_leaves_no_audit_row(administrator):
    partner = PartnerFactory()
    update_partner(partner, by=administrator, name_fr=partner.name_fr)
    assert not AuditEvent.objects.exists()


def test_a_partner_is_known_once(administrator):
    with pytest.raises(PartnerKnown):
        create_partner(name_ar=PartnerFactory().name_ar, name_fr="x", by=administrator)


def test_a_partner_does_not_get_the_name_of_another(administrator):
    with pytest.raises(PartnerKnown):
        update_partner(PartnerFactory(), by=administrator, name_ar=PartnerFactory().name_ar)


@pytest.mark.parametrize("name", ["partner_create", "partner_edit"])
def test_a_partner_sent_twice_at_once_is_an_error_at_its_name(as_administrator, monkeypatch, name):
    PartnerFactory(name_ar="الجهة")
    monkeypatch.setattr(PartnerForm, "validate_unique", lambda form: None)
    address = reverse(name, args=[PartnerFactory().pk] if name == "partner_edit" else [])
    page = as_administrator.post(address, {"name_ar": "الجهة", "name_fr": "La Région"})
    assert list(page.context["form"].errors) == ["name_ar"]


def test_a_partner_is_added_through_the_page(as_administrator):
    as_administrator.post(reverse("partner_create"), {"name_ar": "الجهة", "name_fr": "La Région"})
    assert Partner.objects.get().name_ar == "الجهة"


def test_a_partner_is_changed_through_the_page(as_administrator):
    partner = PartnerFactory()
    address = reverse("partner_edit", args=[partner.pk])
    as_administrator.post(address, {"name_ar": "الجهة", "name_fr": "La Région"})
    event = AuditEvent.objects.get()
    assert (event.action, event.fields) == ("partner.changed", ["name_ar", "name_fr"])


def test_a_partner_known_already_is_an_error_at_its_name(as_administrator):
    PartnerFactory(name_ar="الجهة")
    page = as_administrator.post(reverse("partner_create"), {"name_ar": "الجهة", "name_fr": "R"})
    assert list(page.context["form"].errors) == ["name_ar"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    as_administrator, count, django_assert_num_queries
):
    PartnerFactory.create_batch(count)
    with django_assert_num_queries(5):
        as_administrator.get(reverse("partner_list"))


@pytest.mark.parametrize("page", ["network_settings", "partner_list", "partner_create"])
def test_settings_are_for_administrators(client, staff, page):
    client.force_login(staff)
    assert client.get(reverse(page)).status_code == 403
