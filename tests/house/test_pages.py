"""What no template and no style sheet may hold: inline code, foreign hosts, left and right."""

import re

import pytest

from tests.house import ROOT

FORBIDDEN_IN_TEMPLATES = {
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "inline style": re.compile(r"<style[\s>]|\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    # A link that somebody may follow is no request; what the page loads or sends to is one.
    "foreign host": re.compile(
        r"""(?:\s(?:src|srcset|action|poster|hx-(?:get|post))|<link[^>]*\shref)"""
        r"""\s*=\s*["']\s*(?:https?:)?//""",
        re.IGNORECASE,
    ),
    "physical class": re.compile(
        r"""["'\s](?:m[lr]|p[lr]|float|text|border|rounded)-(?:(?:sm|md|lg|xl)-)?(?:left|right|auto-left|\d)(?=["'\s-])"""
    ),
    # On one line there is nothing to trim.
    "untrimmed text": re.compile(
        r"\{%\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)[^%]*%\}(?=(?:(?!endblocktrans).)*?\n)"
    ),
}
FORBIDDEN_IN_STYLES = {
    "physical side": re.compile(
        r"(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)|"
        r"border-(?:top|bottom)-(?:left|right)-radius|"
        r"(?:^|[;{\s])(?:left|right)\s*:|"
        r"(?:text-align|float|clear)\s*:\s*(?:left|right)"
    ),
    "foreign host": re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import\s"),
}
# A design of a certificate becomes a PDF and never meets a browser: its style is its own.
PAPER = "designs"
TEMPLATES = sorted(
    path
    for path in ROOT.glob("*/**/*.html")
    if path.relative_to(ROOT).parts[0] not in {".venv", "var", "tests", "bench"}
)
STYLES = sorted((ROOT / "static").rglob("*.css"))


def rules_for(template):
    """Return what counts for a template."""
    paper = template.parent.name == PAPER
    return {
        name: rule
        for name, rule in FORBIDDEN_IN_TEMPLATES.items()
        if not (paper and name == "inline style")
    }


def offences(text, rules):
    """Name each rule that ``text`` breaks, with the line."""
    return [
        f"{name}, line {text.count(chr(10), 0, match.start()) + 1}: {match.group(0).strip()}"
        for name, rule in rules.items()
        for match in rule.finditer(text)
    ]


def without_comments(css):
    """Blank out comments, keeping the lines."""
    return re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group(0).count("\n"), css, flags=re.DOTALL)


def relative(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("template", TEMPLATES, ids=relative)
def test_template_is_clean(template):
    assert offences(template.read_text(encoding="utf-8"), rules_for(template)) == []


def test_paper_is_free_in_its_style_only():
    paper = rules_for(ROOT / "certificates" / "templates" / PAPER / "any.html")
    assert set(FORBIDDEN_IN_TEMPLATES) - set(paper) == {"inline style"}


@pytest.mark.parametrize("style", STYLES, ids=relative)
def test_style_sheet_is_clean(style):
    css = without_comments(style.read_text(encoding="utf-8"))
    assert offences(css, FORBIDDEN_IN_STYLES) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("inline script", "<script>alert(1)</script>"),
        ("inline script", '<script type="module">'),
        ("inline style", "<style>"),
        ("inline style", '<p style="color: red">'),
        ("inline handler", '<button type="button" onclick="go()">'),
        ("script address", '<a href="javascript:go()">'),
        ("foreign host", '<script src="https://example.org/a.js">'),
        ("foreign host", "<img src='//example.org/a.png'>"),
        ("foreign host", '<link rel="stylesheet" href="https://example.org/a.css">'),
        ("physical class", '<p class="text-left">'),
        ("physical class", '<p class="card ml-3">'),
        ("physical class", '<p class="float-md-right x">'),
        ("untrimmed text", "{% blocktranslate with a=b %}\n  x{% endblocktranslate %}"),
    ],
)
def test_an_unclean_template_is_found(name, text):
    assert [offence.split(",")[0] for offence in offences(text, FORBIDDEN_IN_TEMPLATES)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        """<script src="{% static 'js/theme.js' %}" defer></script>""",
        '<p class="text-start ms-3 float-end" data-style="x">',
        '<a href="/one/">on = off</a>',
        '<a href="https://wa.me/212600000000">WhatsApp</a>',
        "{% blocktranslate trimmed with a=b %}\n  x{% endblocktranslate %}",
        "{% blocktranslate with a=b %}x{% endblocktranslate %}\n",
        '<svg xmlns="http://www.w3.org/2000/svg">',
    ],
)
def test_a_clean_template_passes(text):
    assert offences(text, FORBIDDEN_IN_TEMPLATES) == []


@pytest.mark.parametrize(
    ("name", "css"),
    [
        ("physical side", "p { margin-left: 1px; }"),
        ("physical side", "p { left: 0; }"),
        ("physical side", "p{right:0}"),
        ("physical side", "p { text-align: right; }"),
        ("physical side", "p { border-top-left-radius: 1px; }"),
        ("foreign host", "p { background: url(https://example.org/a.png); }"),
        ("foreign host", '@import "other.css";'),
    ],
)
def test_an_unclean_style_is_found(name, css):
    assert [offence.split(",")[0] for offence in offences(css, FORBIDDEN_IN_STYLES)] == [name]


def test_a_logical_style_passes():
    css = "p { margin-inline-start: 1px; inset-inline-end: 0; text-align: start; }"
    assert offences(css, FORBIDDEN_IN_STYLES) == []


def test_a_comment_in_a_style_is_no_offence():
    assert offences(without_comments("/* left: 0 */ p {}"), FORBIDDEN_IN_STYLES) == []
