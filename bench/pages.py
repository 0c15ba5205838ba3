"""How long a page takes among ten thousand people and among a million, on PostgreSQL.

The pages that coordinators and staff open all day: the list of people, a search in it, the search
as one types, a person, and the coordinator's first page. Each is asked for by a signed-in reader,
through all of Django, in the process of the measurement; the searches are a mix of phones, rare
and common names in both scripts, two words and three letters.
"""

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import cycle, islice
from statistics import quantiles
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.test import Client, override_settings
from django.urls import reverse

from bench._databases import measure_in_child, prepare_database, scratch_database
from bench._network_in_full import load_network
from network.models import Role, User
from participants.models import Person
from trainings.models import Event

SIZES = (10_000, 1_000_000)
MOST_MILLISECONDS, MOST_TIMES, MOST_QUERIES = 100, 1.5, 15
SEARCHES = (
    *("محمد", "فاطمة", "العلوي", "الإدريسي", "غزلان", "القدوري", "بوشعيب", "عبد الله"),
    *("Mohamed", "Mohammed", "Fatima Zahra", "Alaoui", "Lahoucine", "Kaddouri", "Youcef"),
    *("محمد العلوي", "العلوي محمد", "Alaoui Fatima", "خديجة الميموني", "محمد Idrissi"),
    *("فاط", "moh", "عبد", "ben", "ali", "0661", "066112", "0612345678", "345678"),
    *("Coopérative Alaoui", "جمعية القدوري", "xyzzy", "ظظظ"),
)


# The hashed names of a prepared installation: a scratch directory has none.
PLAIN_FILES = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


def measure_size(people: int, repeats: int) -> dict[str, Any]:
    """Load so many people and time each page; runs in a child with a database of its own."""
    start = time.perf_counter()
    rows = load_network(people)
    loaded = time.perf_counter() - start
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": PLAIN_FILES}):
        pages = {name: time_page(*asked, repeats) for name, asked in _pages().items()}
    return {"rows": rows, "load_seconds": round(loaded, 1), "pages": pages}


def _pages() -> dict[str, tuple[Client, list[str]]]:
    """Return who asks for which addresses, by the name of the page."""
    staff = User.objects.get(email="bench@example.org")
    by_province = Person.objects.order_by().values("province").annotate(people=Count("pk"))
    largest = by_province.order_by("-people").first()["province"]
    coordinator = User.objects.create_user(
        "coordinator@example.org", full_name="Coordinator", role=Role.COORDINATOR
    )
    coordinator.provinces.add(largest)
    own = list(Person.objects.filter(province=largest).values_list("pk", flat=True)[:50])
    event = coordinator_event(largest)
    people, matches = reverse("person_list"), reverse("person_matches", args=[event])
    lists = ["", "?page=2", "?page=40", "?gender=f", "?missing=phone", "?missing=consent"]
    as_staff, as_coordinator = _signed_in(staff), _signed_in(coordinator)
    return {
        "list": (as_staff, [people + query for query in [*lists, "?sort=-name"]]),
        "list_of_a_province": (as_coordinator, [people + query for query in lists]),
        "search": (as_staff, _searches(people, "words")),
        "search_in_a_province": (as_coordinator, _searches(people, "words")),
        "search_as_one_types": (as_coordinator, _typed(matches)),
        "search_as_staff_type": (as_staff, _typed(matches)),
        "person": (as_coordinator, [reverse("person_detail", args=[pk]) for pk in own]),
        "first_page": (as_coordinator, ["/"]),
    }


def coordinator_event(province: int) -> str:
    """Return the code of the last event that has places for a province."""
    events = Event.objects.order_by("-pk")
    return (events.filter(quotas__province=province).first() or events.first()).code


def _searches(address: str, field: str) -> list[str]:
    return [f"{address}?{urlencode({field: text})}" for text in SEARCHES]


def _typed(address: str) -> list[str]:
    # Marked, since what is typed about a person is sent in the body, never in the address.
    return [f"POST {asked}" for asked in _searches(address, "who")]


def _signed_in(user: Any) -> Client:
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "ar"})
    client.force_login(user)
    return client


def time_page(client: Client, addresses: Sequence[str], repeats: int) -> dict[str, Any]:
    """Ask for each address in turn; return milliseconds, queries and which were the slowest."""
    for address in addresses[:3]:
        _ask(client, address)
    asked = list(islice(cycle(addresses), max(repeats, len(addresses))))
    taken = [(*_ask(client, address), address) for address in asked]
    times = [milliseconds for milliseconds, _queries, _address in taken]
    shares = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    return {
        "p50_ms": round(shares[49], 1),
        "p95_ms": round(shares[94], 1),
        "queries": max(queries for _time, queries, _address in taken),
        "slowest": [(round(ms, 1), address) for ms, _queries, address in sorted(taken)[:-4:-1]],
    }


def _ask(client: Client, address: str) -> tuple[float, int]:
    queries: list[str] = []
    method, _, page = address.rpartition(" ")
    page, _, query = page.partition("?")
    typed = dict(parse_qsl(query))

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        start = time.perf_counter()
        answer = client.post(page, typed) if method else client.get(address)
        taken = time.perf_counter() - start
    if answer.status_code != 200:
        raise AssertionError(f"{address}: {answer.status_code}")
    return taken * 1000, len(queries)


def measure(sizes: Iterable[int], repeats: int) -> dict[str, Any]:
    """Measure each size in a database of its own; return figures by page and size."""
    results: dict[str, Any] = {"pages": {}, "sizes": {}}
    for size in sizes:
        with scratch_database("postgresql") as environment:
            prepare_database(environment)
            ask = partial(measure_in_child, environment, "bench.pages:measure_size")
            answer = ask(people=size, repeats=repeats)
        for name, figures in answer.pop("pages").items():
            results["pages"].setdefault(name, {})[str(size)] = figures
        results["sizes"][str(size)] = answer
    for figures in results["pages"].values():
        first, *_rest, last = list(figures.values())[:1] + list(figures.values())
        figures["times"] = round(last["p95_ms"] / first["p95_ms"], 2)
        figures["reached"] = (
            last["p95_ms"] <= MOST_MILLISECONDS
            and figures["times"] <= MOST_TIMES
            and last["queries"] <= MOST_QUERIES
        )
    return results


def main(arguments: Sequence[str]) -> int:
    """Measure, print a table or JSON, and return 0."""
    parser = argparse.ArgumentParser(prog="python -m bench pages", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of people")
    parser.add_argument("--repeats", type=int, default=120, help="requests a page")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    results = measure(map(int, options.sizes.split(",")), options.repeats)
    if options.json:
        print(json.dumps(results, indent=2, ensure_ascii=False))
        return 0
    for name, figures in results["pages"].items():
        for size in results["sizes"]:
            of_size = figures[size]
            print(
                f"{name:22}{int(size):>12,} people{of_size['p50_ms']:9.1f} ms"
                f"{of_size['p95_ms']:9.1f} ms p95{of_size['queries']:4} queries"
            )
    return 0
