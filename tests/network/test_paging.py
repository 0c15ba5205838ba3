"""Lists that may be of any length: a thousand rows are shown, and nothing is counted further."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.models import Partner
from network.paging import CappedPaginator
from network.tables import PartnerTable
from tests.factories import PartnerFactory


@pytest.fixture
def paginate(db):
    def paginate_partners(number, longest=4):
        PartnerFactory.create_batch(number)
        table = PartnerTable(Partner.objects.order_by("pk"))
        paginator = CappedPaginator(table.rows, per_page=2)
        paginator.longest = longest
        return paginator

    return paginate_partners


@pytest.mark.parametrize(
    ("number", "count", "pages", "is_capped"),
    [(0, 0, 1, False), (3, 3, 2, False), (4, 4, 2, False), (5, 4, 2, True), (9, 4, 2, True)],
)
def test_no_more_than_the_longest_list_is_shown(paginate, number, count, pages, is_capped):
    paginator = paginate(number)
    assert (paginator.count, paginator.num_pages, paginator.is_capped) == (count, pages, is_capped)


def test_a_page_beyond_the_last_one_that_is_shown_gives_the_last(paginate):
    assert paginate(9).get_page(4).number == 2


def test_counting_stops_in_the_database(paginate):
    paginator = paginate(9)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert paginator.count == 4
    assert (len(queries), "LIMIT 5" in queries[0]["sql"]) == (1, True)


def test_a_list_that_comes_from_no_database_is_counted_too():
    assert CappedPaginator([1, 2, 3], per_page=2).count == 3
