"""The plan's text with its lights, the tasks' and the bureaus' pages, as each role sees them."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from targets.domain.document import flatten
from tests.dashboards.conftest import ADMINISTRATORS, DENSITY, ENERGY_CUT, FILERS, MUNICIPAL, RECYCLING
from tests.dashboards.made import CITY, LIANGSHAN, SISHUI, put, stored
from tests.factories import make_user

PATHS = ["/promises/", "/tasks/4.3/", "/bureaus/urban_management/"]
SECRETS = ("41.78", "41.7777", "40.67", "40.6666", "8.12", "19.44", "Liangshan County", LIANGSHAN)
# Session, account, begin and end of the transaction, the actor set and restored, the frame's plan, what the page
# rests on; then the page.
FRAME, PAGE = 8, 6


def body(response):
    return " ".join(response.content.decode().split())


class Words(HTMLParser):
    """The letters of the published text in a page: what stands in .plan__text, without lights, numbers and links."""

    def __init__(self):
        super().__init__()
        self.open, self.skipped, self.said = [], 0, []

    def handle_starttag(self, tag, attrs):
        classes = (dict(attrs).get("class") or "").split()
        inside = "plan__text" in classes or bool(self.open)
        if not inside:
            return
        self.open.append(tag)
        if self.skipped or {"note", "said__number", "plan__task", "plan__fold"} & set(classes):
            self.skipped += 1

    def handle_endtag(self, tag):
        if self.open:
            self.open.pop()
            self.skipped -= bool(self.skipped)

    def handle_data(self, data):
        if self.open and not self.skipped:
            self.said.append(data)


def note(text, anchor):
    """The light of one promise."""
    return re.search(rf'<a class="note[^>]+data-anchor-of="{anchor}".*?</a>', text).group()


def words_of(response):
    reader = Words()
    reader.feed(response.content.decode())
    return "".join(reader.said)


@pytest.mark.parametrize("path", PATHS)
def test_business_sees_every_page_administrators_none_and_visitors_log_in(city, looks, path):
    assert {"Figures as of" in body(looks(role, path)) for role in (*FILERS, *MUNICIPAL)} == {True}
    assert {looks(role, path).status_code for role in ADMINISTRATORS} == {403}
    response = Client().get(path)
    assert (response.status_code, response.url) == (302, f"/login/?next={path}")


@pytest.mark.parametrize("role", FILERS)
@pytest.mark.parametrize("basis", ["approved", "provisional"])
def test_a_neighbours_number_reaches_no_county(city, looks, role, basis):
    for path in (*PATHS, f"/promises/?area={SISHUI}", f"/tasks/4.3/?area={CITY}&year=2025"):
        response = looks(role, f"{path}{'&' if '?' in path else '?'}basis={basis}")
        assert response.status_code == 200
        assert [secret for secret in SECRETS if secret in body(response)] == []


@pytest.mark.parametrize("role", FILERS)
@pytest.mark.parametrize("path", PATHS)
def test_another_countys_lights_are_as_absent_as_one_that_never_was(city, looks, role, path):
    answers = []
    for code in (LIANGSHAN, "999999"):
        response = looks(role, path, area=code)
        text = re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": )[^>]+|张\d+', "", response.content.decode())
        answers.append((response.status_code, text.replace(code, "")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


@pytest.mark.parametrize(
    "path",
    [
        *("/tasks/9.9/", "/tasks/x/", "/bureaus/nobody/", "/bureaus/nobody/filing/", "/promises/?area=999999"),
        *("/promises/?show=red", "/promises/?year=1999", "/tasks/4.3/?area=370000"),
    ],
)
def test_an_address_that_is_none_of_ours_is_not_found(city, looks, path):
    assert looks("leader", path).status_code == 404


@pytest.mark.parametrize("query", ["", "?show=problems", "?q=热损失", "?q=e", "?show=met&q=2030"])
def test_the_text_is_shown_as_published_to_the_last_letter(city, looks, plan, query):
    assert flatten(words_of(looks("leader", f"/promises/{query}"))) == flatten(plan.text)


def test_every_promise_stands_in_its_sentence_with_its_light(city, looks):
    text = body(looks("leader", "/promises/"))
    assert len(re.findall(r'class="note[ "]', text)) == 102
    missed, ahead = (note(text, f"quote-{ENERGY_CUT}-{year}") for year in (2025, 2030))
    assert all(words in missed for words in ("light--missed", "19.45", "by 2025: ≥ 20 %", "target=2025"))
    assert all(words in ahead for words in ("light--on_track", "20.95", "by 2030: ≥ 30 %", "target=2030"))
    assert f'id="quote-{ENERGY_CUT}-2025"' in text and 'id="clause-2.2"' in text


def test_words_are_coloured_as_the_shortest_quote_that_holds_them(city, looks):
    text = body(looks("leader", "/promises/"))
    marks = re.findall(r'<mark class="said lit--(\w+)" data-quotes="([\d ]+)">([^<]+)</mark>', text)
    found = {words: (status, len(numbers.split())) for status, numbers, words in marks}
    assert found["到 2025 年城镇民用建筑单位面积综合供暖能耗比2020 年降低 20%以上"] == ("missed", 2)
    assert found["，到 2030 年降低 30%以上"] == ("on_track", 1)


def test_one_quote_may_hold_several_promises(city, looks):
    text = body(looks("leader", "/promises/"))
    anchors = re.search(r'(<span class="plan__anchor"[^>]+></span>)+<mark[^>]+>[^<]*节能 83%、公共建筑节能 72', text)
    ids = re.findall(r'id="(quote-[^"]+)"', anchors.group())
    assert ids == [
        "quote-residential-energy-standard-compliance-standing",
        "quote-public-energy-standard-compliance-standing",
    ]


def test_only_problems_are_marked_when_asked_for(city, looks):
    response = looks("leader", "/promises/", show="problems")
    text = body(response)
    assert re.findall(r'class="note [^>]+data-anchor-of="([^"]+)" data-problem', text) == [
        f"quote-{DENSITY}-standing",
        f"quote-{ENERGY_CUT}-2025",
    ]
    assert len(re.findall(r'class="note[ "]', text)) == 2
    assert "2 promises are marked." in text
    assert text.count("plan__clause--folded") == 15


def test_words_are_sought_across_line_breaks_and_shown(city, looks):
    text = body(looks("leader", "/promises/", q="城镇民用建筑单位面积"))
    assert "stands in the text 1 time." in text
    assert 'name="basis" value="approved"' in text
    assert '<span class="sought">城镇民用建筑单位面积</span>' in text
    assert text.count("plan__clause--folded") == 16
    assert "stands in the text 0 times." in body(looks("leader", "/promises/", q="<script>"))


def test_a_county_sees_its_own_lights_first_and_the_citys_on_demand(city, looks):
    own, whole = body(looks("lead", "/promises/")), body(looks("lead", "/promises/", area=CITY))
    light = f'data-anchor-of="quote-{RECYCLING}-2025"'
    assert "light--missed" in own[own.index(light) :][:700] and "36.05" in own[own.index(light) :][:1200]
    assert "light--met" in whole[whole.index(light) :][:700] and "38.10" in whole[whole.index(light) :][:1200]


def test_a_task_shows_its_clause_its_lines_and_who_is_behind(city, looks):
    text = body(looks("leader", "/tasks/4.3/"))
    assert "四（三）" in text and "持续做好垃圾处理工作" in text and "in the whole document" in text
    assert 'href="/bureaus/urban_management/' in text and 'href="/tasks/4.2/' in text and 'href="/tasks/5.1/' in text
    behind = text[text.index('id="behind"') :][:1500]
    assert "Sishui" in behind and "37.05" in behind and "light--missed" in behind and "Liangshan" not in behind
    assert "Who is behind" not in body(looks("lead", "/tasks/4.3/", area=CITY))


def test_a_bureau_shows_what_it_leads_supports_and_its_counterparts_filing(city, looks):
    text = body(looks("leader", "/bureaus/urban_management/"))
    assert 'href="/tasks/4.3/' in text and "39.14" in text and 'hx-get="/bureaus/urban_management/filing/' in text
    assert 'href="/tasks/1.3/' in text[text.index('id="supports"') :]
    assert "urban_management/filing/" not in body(looks("lead", "/bureaus/urban_management/"))
    fragment = body(looks("leader", "/bureaus/urban_management/filing/", year=2026))
    assert "Sishui" in fragment and "Filing board" in fragment and "<html" in fragment
    assert "Nothing is filed for 2020" in body(looks("leader", "/bureaus/water/filing/", year=2020))


@pytest.mark.parametrize("role", ["lead", "leader"])
def test_a_page_costs_the_same_at_two_sizes(city, client_of, role):
    client = client_of(make_user(role))

    def cost(path):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    few = [(cost(path), cost(path))[1] for path in PATHS]
    for area in (CITY, SISHUI, LIANGSHAN):
        put(area, "waste-incineration-rate", 2026, "50", stored("2025", "missed", "95", judged_year=2026))
    assert [cost(path) for path in PATHS] == few
    assert max(few) <= FRAME + PAGE
