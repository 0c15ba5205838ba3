"""Lists whose rows tie: PostgreSQL may put them in another order for every page."""

import pytest
from django.urls import reverse

from tests.factories import PartnerFactory, VenueFactory

ORDERS = [
    *(("user_list", sort) for sort in ("", "full_name", "role", "-phone", "is_active")),
    *(("partner_list", sort) for sort in ("-name_fr",)),
    *(("venue_list", sort) for sort in ("", "capacity", "-capacity")),
    *(("trainer_list", sort) for sort in ("", "session_count", "-session_count")),
    *(("module_list", sort) for sort in ("", "session_count", "-programme_count")),
]


@pytest.mark.parametrize(("name", "sort"), ORDERS)
def test_rows_that_tie_keep_one_order_over_all_pages(client, administrator, name, sort):
    client.force_login(administrator)
    PartnerFactory()
    VenueFactory()
    rows = client.get(reverse(name), {"sort": sort}).context["table"].rows.data.data
    ordering = rows.query.order_by or rows.model._meta.ordering
    assert ordering[-1] in {"pk", "-pk"}


@pytest.mark.parametrize("name", ["user_list", "venue_list"])
def test_nobody_sorts_by_what_no_column_shows(client, administrator, name):
    client.force_login(administrator)
    assert client.get(reverse(name), {"sort": "password"}).status_code == 200
