"""Words: everything a reader sees is in the catalogue, in the language of Chinese government work."""

import ast
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms import CharField
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils import translation
from django.utils.translation import gettext, pgettext
from rest_framework.exceptions import MethodNotAllowed

from dashboards.figures.wording import FLAG
from stack import catalogues, messages
from tests.factories import make_user
from tests.house.catalogue import key
from tests.house.source import ROOMS, ROOT, at, modules, tree

ADVICE = "`python -m stack.messages extract` brings the catalogue up to date"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z]{2,}")
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[sd]|%[sd]|\{\w*\}")
# Names, formats and units that are the same in both languages.
SAME = {"SHA-256", "CSV", "PNG", "SVG", "PDF", "Word", "Excel", "API", "CO₂", "GB", "Ctrl", "English", "MB", "KB"}
# A page for when nothing works any more, translations included: it says everything twice.
BOTH_LANGUAGES = {"500.html"}
SPOKEN = ("alt", "aria-description", "aria-label", "aria-valuetext", "data-label", "label", "placeholder", "title")
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
CATALOGUE = [message for message in catalogues.read(ROOT) if message.id]


def name(path):
    return str(path.relative_to(ROOT / "templates"))


def both(message):
    """The English and the Chinese of a message; of a plural the form for many."""
    if isinstance(message.id, tuple):
        return message.id[1], message.string[0]
    return message.id, message.string


# The catalogue


def test_the_catalogue_holds_every_message_of_the_sources_and_no_other():
    wanted = {key(message) for message in catalogues.extracted(ROOT) if message.id}
    held = {key(message) for message in CATALOGUE}
    assert sorted(map(str, wanted - held)) == [], f"missing: {ADVICE}, then translate"
    assert sorted(map(str, held - wanted)) == [], f"no longer used: {ADVICE}"
    assert "#~" not in (ROOT / catalogues.CATALOGUE).read_text()


def test_there_is_one_catalogue():
    assert messages.catalogues(ROOT) == [ROOT / catalogues.CATALOGUE]


def test_every_message_is_translated_and_nobody_guessed():
    assert [key(message) for message in CATALOGUE if not catalogues.is_translated(message)] == []


def test_what_is_filled_in_is_the_same_on_both_sides():
    wrong = []
    for message in CATALOGUE:
        english, chinese = both(message)
        if Counter(PLACEHOLDER.findall(english)) != Counter(PLACEHOLDER.findall(chinese)):
            wrong.append((english, chinese))
    assert wrong == []


class _Anything(dict):
    def __missing__(self, name):
        return 1


def test_every_translation_can_be_filled_in():
    for message in CATALOGUE:
        if "%(" in both(message)[0]:
            for text in both(message):
                assert "%(" not in text % _Anything()


def test_every_translation_is_chinese():
    def is_chinese(message):
        english, chinese = both(message)
        left = [word for word in WORD.findall(PLACEHOLDER.sub("", english)) if word not in SAME]
        return not left or CHINESE.search(chinese)

    assert [both(message) for message in CATALOGUE if not is_chinese(message)] == []


def test_sentences_end_alike_and_have_chinese_punctuation():
    wrong = []
    for message in CATALOGUE:
        english, chinese = both(message)
        ends = (english.endswith("."), chinese.endswith("。"))
        if ends[0] != ends[1] or re.search(r"[\u4e00-\u9fff][,;:!?.(]|[,;:!?)][\u4e00-\u9fff]", chinese):
            wrong.append((english, chinese))
    assert wrong == []


# The words of the judgement table are law; those of its statuses are in tests/dashboards


def test_the_words_of_the_flags():
    with translation.override("zh-hans"):
        assert {str(flag): str(words) for flag, words in FLAG.items()} == {
            "early": "提前",
            "estimate": "预计",
            "incomplete": "不完整",
            "late": "逾期后达成",
            "overdue": "逾期",
        }


# What comes with Django


def _refused(check):
    with pytest.raises(ValidationError) as caught:
        check()
    return caught.value.messages


@pytest.mark.parametrize(
    "say",
    [
        lambda: _refused(lambda: CharField().clean("")),
        lambda: _refused(lambda: MaxLengthValidator(3)("four")),
        lambda: _refused(lambda: password_validation.validate_password("12345")),
        lambda: [str(MethodNotAllowed("POST").detail)],
    ],
)
def test_what_django_says_is_chinese_too(say):
    with translation.override("zh-hans"):
        said = say()
    assert said
    assert [text for text in said if not CHINESE.search(text)] == []


# Templates


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_word_of_a_template_comes_out_in_chinese(path):
    template = get_template(name(path)).template
    found = []
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        words = node.filter_expression.var
        if isinstance(getattr(words, "literal", None), str) and words.translate:
            found.append((words.message_context or "", words.literal))
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        context = node.message_context.resolve({}) if node.message_context else ""
        found.append((context, node.render_token_list(node.singular)[0]))
    with translation.override("zh-hans"):
        said = {words: pgettext(context, words) if context else gettext(words) for context, words in found}
    assert [words for words, shown in said.items() if WORD.search(words) and shown == words] == []


class _Spoken(HTMLParser):
    """Collects what a reader of a page sees or hears."""

    def __init__(self, attributes=SPOKEN):
        super().__init__(convert_charrefs=True)
        self.attributes, self.texts, self.silent = attributes, [], 0

    def handle_starttag(self, tag, attributes):
        self.silent += tag in ("script", "style")
        self.texts += [value for name, value in attributes if name in self.attributes and value]

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.silent:
            self.texts.append(data)


def spoken(markup):
    parser = _Spoken()
    parser.feed(markup)
    return [" ".join(text.split()) for text in parser.texts if text.strip()]


def literals(source):
    """What a template says by itself, outside translation tags: text, spoken attributes, arguments of tags."""
    for silent in (r"{#.*?#}", _between("comment"), _between("blocktrans(?:late)?")):
        source = re.sub(silent, "", source, flags=re.DOTALL)
    tags = re.findall(r"{{.*?}}|{%\s*(?:include|with|cycle|firstof)\b.*?%}", source, re.DOTALL)
    quoted = [
        text for tag in tags for pattern in (FILTERED, PASSED) for text in pattern.findall(tag) if "_" not in text
    ]
    said = [*spoken(re.sub(r"{%.*?%}|{{.*?}}", " ", source, flags=re.DOTALL)), *quoted]
    return [text for text in said if CHINESE.search(text) or any(_is_word(word, text) for word in WORD.findall(text))]


FILTERED = re.compile(r"""\b(?:default|default_if_none|yesno|pluralize|join):["']([^"']*)["']""")
PASSED = re.compile(r"""\w=["']([^"'/]*[ A-Z\u4e00-\u9fff][^"'/]*)["']""")


def _between(tag):
    return rf"{{%\s*{tag}\b.*?{{%\s*end{tag}\s*%}}"


def _is_word(word, text):
    return not any(word in WORD.findall(name) and name in text for name in SAME)


@pytest.mark.parametrize("path", [path for path in TEMPLATES if name(path) not in BOTH_LANGUAGES], ids=name)
def test_a_template_says_nothing_outside_translation_tags(path):
    assert literals(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ("<p>{% translate 'Hello' %}, world</p>", [", world"]),
        ("<p>填报</p>", ["填报"]),
        ('<img alt="A light">', ["A light"]),
        ('<td data-label="State">{{ one }}</td>', ["State"]),
        ('{{ one|default:"none yet" }}', ["none yet"]),
        ('{% include "_field.html" with label="Your name" %}', ["Your name"]),
        ('<p class="field">{% if one %}{{ two }}{% endif %} · SHA-256 – 0 / 1 %</p>', []),
        ("{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}", []),
        ("{# Hello #}{% comment %}Hello{% endcomment %}<script>hello()</script>", []),
    ],
)
def test_words_outside_translation_tags_are_found(source, found):
    assert literals(source) == found


SCRIPTS = [
    path
    for folder in (ROOT / "static" / "js", *(ROOT / room / "static" for room in ROOMS))
    for path in sorted(folder.rglob("*.js"))
]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_has_its_words_from_the_page(path):
    """Words for readers travel in data attributes, where they are translated."""
    code = re.sub(r"//[^\n]*|/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    assert CHINESE.findall(code) == []
    assert re.findall(r"""["'`][A-Z][a-z]+ [a-z]+[^"'`]*["'`]""", code) == []


# Python

EAGER = {"gettext", "ngettext", "pgettext", "npgettext"}


def _calls_of_gettext(path):
    """Each call in a file of a function that translates, as (node, the function's own name)."""
    names = {}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module in ("django.utils.translation", "targets.domain.located"):
            names |= {alias.asname or alias.name: alias.name for alias in node.names if "gettext" in alias.name}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node, names[node.func.id]


def _is_format(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_words_are_translated_before_they_are_filled_in_and_not_while_importing(path):
    for node, function in _calls_of_gettext(path):
        computed = [one for one in node.args if isinstance(one, (ast.JoinedStr, ast.BinOp)) or _is_format(one)]
        assert computed == [], f"{at(path, node)}: translate the words, then fill them in"
        if function in EAGER:
            above = node
            while not isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Module)):
                above = above.parent
            assert not isinstance(above, ast.Module), (
                f"{at(path, node)}: {function}_lazy, or nobody chooses the language"
            )


# Pages

PAGES = [
    (None, "/login/"),
    (None, "/nothing-here/"),
    ("clerk", "/filing/"),
    ("clerk", "/password/"),
    ("lead", "/filing/"),
    ("reviewer", "/review/"),
    ("leader", "/overview/"),
    ("system_admin", "/"),
]


ENGLISH = {both(message)[0] for message in CATALOGUE if WORD.search(both(message)[0])}


@pytest.mark.parametrize(("role", "address"), PAGES)
def test_a_page_shows_no_message_in_english(plan, client, client_of, role, address):
    visitor = client_of(make_user(role)) if role else client
    shown = spoken(visitor.get(address, follow=True).content.decode())
    assert any(CHINESE.search(text) for text in shown)
    assert [text for text in shown if text in ENGLISH] == []


def test_messages_in_english_would_be_seen(plan, client):
    client.cookies["django_language"] = "en"
    assert {"Log in", "Account", "Password"} <= ENGLISH.intersection(spoken(client.get("/login/").content.decode()))
