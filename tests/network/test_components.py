import re

import django_tables2 as tables
import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django_tables2 import RequestConfig
from heroicons.templatetags import heroicons

from network.templatetags.ui import ltr


class NameForm(forms.Form):
    name = forms.CharField(label="Name")
    token = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self):
        self.add_error(None, "Nothing fits together.")


class NameTable(tables.Table):
    name = tables.Column(verbose_name="Full name", attrs={"td": {"class": "text-nowrap"}})
    phone = tables.Column()


def render_table(rows, per_page=25, **query):
    request = RequestFactory().get("/", query)
    table = NameTable(rows)
    RequestConfig(request, paginate={"per_page": per_page}).configure(table)
    return render_to_string("ui/table.html", {"table": table}, request)


def test_a_code_is_isolated_from_arabic_text():
    assert ltr("<RAD/2026>") == '<bdi dir="ltr">&lt;RAD/2026&gt;</bdi>'


@pytest.mark.parametrize("tag", ["heroicon_mini", "heroicon_outline"])
def test_an_icon_is_drawn_as_its_package_draws_it(tag):
    template = Template(f'{{% {tag} "check" size=18 class="<wide>" %}}')
    drawn = getattr(heroicons, tag)("check", size=18, **{"class": "<wide>"})
    assert (template.render(Context()), "&lt;wide&gt;" in drawn) == (drawn, True)


def test_captured_text_keeps_its_escaping():
    template = Template("{% capture as kept %} {{ name }} {% endcapture %}{{ kept }}|{{ kept }}")
    assert template.render(Context({"name": "<b>"})) == "&lt;b&gt;|&lt;b&gt;"


def test_a_page_names_itself_in_its_title_and_its_heading(client, administrator):
    client.force_login(administrator)
    page = client.get("/partners/").content.decode()
    title = re.search(r"<title>(.+) · ", page).group(1)
    assert re.search(r"<h1>\s*(.+?)\s*</h1>", page).group(1) == title


def test_a_badge_has_its_tone():
    badge = render_to_string("ui/badge.html", {"label": "open", "tone": "success"})
    assert badge.strip() == '<span class="tone-badge tone-success">open</span>'


@pytest.mark.parametrize(
    ("value", "maximum", "full"), [(3, 20, False), (20, 20, True), (0, 0, False)]
)
def test_a_bar_is_marked_when_it_is_full(value, maximum, full):
    bar = render_to_string("ui/progress.html", {"value": value, "max": maximum, "label": "x"})
    assert ("is-full" in bar) is full


def test_a_bar_has_plain_numbers_in_every_language():
    bar = render_to_string("ui/progress.html", {"value": 1500, "max": 2000, "label": "x"})
    assert 'value="1500"' in bar


def test_a_summary_leads_to_each_wrong_field():
    summary = render_to_string("ui/error_summary.html", {"form": NameForm({})})
    assert '<a href="#id_name">Name</a>' in summary


def test_a_summary_names_what_no_visible_field_is_to_blame_for():
    summary = render_to_string("ui/error_summary.html", {"form": NameForm({"token": "x"})})
    assert ("Nothing fits together." in summary, "UUID" in summary) == (True, True)


def test_a_form_without_errors_has_no_summary():
    assert not render_to_string("ui/error_summary.html", {"form": NameForm()}).strip()


def test_an_error_of_the_whole_form_is_said_once():
    page = render_to_string("ui/form.html", {"form": NameForm({}), "submit_label": "Save"})
    assert page.count("Nothing fits together.") == 1


def test_a_table_carries_its_headers_into_the_cells_for_phones():
    assert 'data-label="Full name"' in render_table([{"name": "A", "phone": "1"}])


def test_an_empty_cell_is_marked_for_phones():
    assert render_table([{"name": "A", "phone": None}]).count("data-empty") == 1


def test_a_cell_keeps_its_escaping_and_the_attributes_of_its_column():
    page = render_table([{"name": "<b>", "phone": "1"}])
    cells = re.findall(r"<td data-label=\"([^\"]+)\"\s+class=\"([^\"]+)\"><div>(.*)</div>", page)
    assert cells == [("Full name", "text-nowrap", "&lt;b&gt;")]


@pytest.mark.parametrize(("localize", "shown"), [(None, "1,5"), (True, "1,5"), (False, "1.5")])
def test_a_number_is_written_as_the_column_says(localize, shown):
    class Figures(tables.Table):
        share = tables.Column(localize=localize)

    with translation.override("fr"):
        table = Figures([{"share": 1.5}])
        page = render_to_string("ui/table.html", {"table": table}, RequestFactory().get("/"))
    assert f"<div>{shown}</div>" in page


class ChoiceForm(forms.Form):
    chosen = forms.ChoiceField(
        choices=[("", "none"), ("a&b", "<A>"), ("group", [("1", "one"), ("2", "two")])],
        widget=forms.Select(attrs={"class": "wide", "data-count": 2}),
    )
    several = forms.MultipleChoiceField(choices=[(1, "one"), (2, "two"), (None, "three")])


@pytest.mark.parametrize("field", ["chosen", "several"])
def test_a_select_is_what_djangos_own_is(field):
    sent = {"chosen": "2", "several": ["1", "2"]}
    ours, plain = ChoiceForm(sent), ChoiceForm(sent, renderer=DjangoTemplates())
    assert without_blank_lines(ours[field]) == without_blank_lines(plain[field])


def without_blank_lines(field):
    return [line.strip() for line in str(field).splitlines() if line.strip()]


def test_a_table_without_rows_is_an_empty_state():
    page = render_table([])
    assert ("empty-state" in page, "<table" in page) == (True, False)


def test_a_short_table_has_no_pages():
    assert "pagination" not in render_table([{"name": "A"}])


def test_pages_keep_the_search_in_the_address():
    page = render_table([{"name": str(n)} for n in range(3)], per_page=1, words="fatima", page="2")
    assert "words=fatima&amp;page=3" in page
