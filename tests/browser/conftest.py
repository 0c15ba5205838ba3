"""A house of its own for the browser: real processes, a scratch database, Debian's Chromium.

Tests here see Takwin as people do. They ask for ``site`` (its address), for a browser ``phone``
or ``laptop`` (``new_browser`` makes more), open pages in it and look; they import no model.
Whatever the console complains of, and any request to another host, fails the test.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import environ
import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from config import serve
from tests.house import ROOT

START_SECONDS = 60
# Long enough for a machine that does much else meanwhile; a step that succeeds does not wait.
STEP_MILLISECONDS = 30_000
expect.set_options(timeout=STEP_MILLISECONDS)
# What htmx writes for a request that the browser breaks off because the page is left.
BROKEN_OFF = {"htmx:afterRequest", "htmx:sendAbort"}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Should a page ask another host after all, it gets no answer.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
LAPTOP = {"viewport": {"width": 1366, "height": 800}}


def pytest_collection_modifyitems(items):
    """Mark what lies here."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


# The house ----------------------------------------------------------------------------------


@pytest.fixture(scope="package")
def database_url(tmp_path_factory):
    """The address of an empty database on the engine of this run, dropped afterwards."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{tmp_path_factory.mktemp('house')}/takwin.sqlite3"
        return
    name = f"takwin_browser_{uuid.uuid4().hex[:12]}"
    run_sql(url, f"CREATE DATABASE {name}")
    parts = urlsplit(url)
    yield urlunsplit(parts._replace(path=f"{parts.path.rpartition('/')[0]}/{name}"))
    run_sql(url, f"DROP DATABASE {name} WITH (FORCE)")


def run_sql(url, statement):
    """Run one statement outside any transaction."""
    there = environ.Env.db_url_config(url)
    arguments = {
        "host": there["HOST"],
        "port": there["PORT"],
        "user": there["USER"],
        "password": there["PASSWORD"],
        "dbname": there["NAME"],
    }
    with psycopg.connect(
        **{name: value for name, value in arguments.items() if value}, autocommit=True
    ) as connection:
        connection.execute(statement)


@pytest.fixture(scope="package")
def environment(database_url, tmp_path_factory):
    """The environment of the house: what ./run sets, on a free port, and nothing of the tests'."""
    port = free_port()
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **inherited,
        "DATABASE_URL": database_url,
        "HTTPS": "off",
        "PORT": str(port),
        "SITE_URL": f"http://127.0.0.1:{port}",
        "VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "PYTHONUNBUFFERED": "1",
    }


def free_port():
    """Return a port on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="package")
def manage(environment):
    """Run a management command of the prepared house and return what it printed."""

    def run(*arguments):
        return run_python("manage.py", *arguments, environment=environment)

    return run


def run_python(*arguments, environment):
    """Run Python in the house's environment; fail with what it said."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="package")
def site(environment, tmp_path_factory):
    """Set up a house with the demo, serve it with web and worker processes, give its address."""
    run_python("-m", "config.prepare", environment=environment)
    log = tmp_path_factory.mktemp("log") / "serve"
    with log.open("w") as output:
        house = subprocess.Popen(
            [sys.executable, "-m", "config.serve"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            preexec_fn=serve.end_with_parent,  # noqa: PLW1509 should this worker be killed
        )
    try:
        wait_until_answering(house, int(environment["PORT"]), log)
        yield environment["SITE_URL"]
    finally:
        house.send_signal(signal.SIGTERM)
        assert house.wait(40) == 0, log.read_text()


def wait_until_answering(house, port, log):
    """Wait for the first answer, or fail with what the processes said."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and house.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/account/login/")
            if connection.getresponse().status == 200:
                return
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            connection.close()
    pytest.fail(f"The house does not answer: {log.read_text()}")


# The browser --------------------------------------------------------------------------------


@pytest.fixture(scope="package")
def chromium():
    """Debian's Chromium, headless. Of the package, not the session: Playwright's event loop must
    be gone before another test of this worker touches the database."""
    program = shutil.which("chromium")
    assert program, "Chromium is missing: ./test says how to install it."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


class Watch:
    """Collects what a browser complains of while a test uses it."""

    def __init__(self, context, site):
        self.host = urlsplit(site).netloc
        self.problems = []
        context.on("console", self.read_console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("request", self.read_request)
        context.on("response", self.read_response)

    def read_console(self, message):
        """Keep errors and broken policies; a page that answers 404 itself is not one.

        Nor is what htmx was asking when the page was left, which it calls an error.
        """
        if message.text.strip() in BROKEN_OFF:
            return
        own_answer = message.location["url"] == (message.page.url if message.page else None)
        if message.type == "error" and not (own_answer and "Failed to load" in message.text):
            self.problems.append(f"console: {message.text} ({message.location['url']})")

    def read_request(self, request):
        """Keep requests to another host."""
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != self.host:
            self.problems.append(f"another host: {request.url}")

    def read_response(self, response):
        """Keep answers that say that something broke."""
        if response.status >= 500:
            self.problems.append(f"status {response.status}: {response.url}")


@pytest.fixture
def new_browser(chromium, site):
    """Open a browser of somebody's own: ``new_browser(PHONE, locale="fr-MA")``.

    Each has its own cookies. After the test none may have complained.
    """
    opened = []

    def open_context(device=LAPTOP, **options):
        defaults = {"base_url": site, "locale": "ar-MA", "timezone_id": "Africa/Casablanca"}
        context = chromium.new_context(**{**defaults, **device, **options})
        context.set_default_timeout(STEP_MILLISECONDS)
        opened.append((context, Watch(context, site)))
        return context

    yield open_context
    for context, _watch in opened:
        context.close()
    assert [problem for _context, watch in opened for problem in watch.problems] == []


@pytest.fixture
def phone(new_browser):
    """A cheap phone that reads Arabic, upright, without a mouse."""
    return new_browser(PHONE)


@pytest.fixture
def laptop(new_browser):
    """A laptop that reads Arabic."""
    return new_browser(LAPTOP)


@pytest.fixture
def violations():
    """Return what axe finds wrong with a page's accessibility, as text; empty when nothing."""

    def find(page):
        results = Axe().run(page)
        return results.generate_report() if results.violations_count else ""

    return find
