"""The watch over the browser notices: negative controls of what every journey relies on."""

import pytest

from tests.browser.conftest import Watch


@pytest.fixture
def watched(chromium, site):
    """A page of the house and the watch over it, whose findings fail nothing here."""
    context = chromium.new_context(base_url=site)
    watch = Watch(context, site)
    page = context.new_page()
    page.goto("/account/login/")
    yield page, watch
    context.close()


def problems_after(watched, script):
    """Run a script in the page, give the browser time to complain, return the complaints."""
    page, watch = watched
    page.evaluate(script)
    page.wait_for_timeout(300)
    return watch.problems


def test_a_page_of_the_house_gives_no_reason_to_complain(watched):
    assert problems_after(watched, "1 + 1") == []


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("console.error('broken')", "console: broken"),
        ("setTimeout(() => { throw new Error('broken') })", "script: broken"),
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("new Image().src = 'https://example.org/spy.png'", "example.org"),
        ("void fetch('/static/nothing.js')", "404"),
    ],
)
def test_a_fault_is_noticed(watched, script, complaint):
    problems = problems_after(watched, script)
    assert any(complaint in problem for problem in problems), problems


def test_a_request_that_the_policy_lets_through_is_noticed_by_its_host(watched):
    page, watch = watched
    page.evaluate("window.open('http://127.0.0.1:9/')")
    page.wait_for_timeout(300)
    assert "another host: http://127.0.0.1:9/" in watch.problems


def test_a_page_that_is_not_there_is_an_answer_not_a_fault(watched):
    page, watch = watched
    page.goto("/nowhere/")
    assert watch.problems == []
