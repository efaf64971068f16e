"""Messages are found in the sources, and the catalogue keeps what was translated."""

import pytest

from stack import catalogues
from tests.house.catalogue import key


@pytest.fixture
def sources(tmp_path):
    """A small product: ``sources(name, text)`` writes a file of it."""

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return tmp_path

    return write


def _found(folder):
    found = [key(message) for message in catalogues.extracted(folder) if message.id]
    return [one for one in found if one[1] not in catalogues.BORROWED]


def test_messages_are_found_in_python(sources):
    folder = sources(
        "reports/words.py",
        "_('one')\ngettext_noop('two' ' halves')\nngettext('%(n)s day', '%(n)s days', n)\n"
        "pgettext_lazy('light', 'Met')\n_(variable)\nnpgettext('c', 'a', 'b', 2)\nprint('none')\n",
    )
    assert _found(folder) == [
        (None, "one"),
        (None, "two halves"),
        (None, ("%(n)s day", "%(n)s days")),
        ("light", "Met"),
        ("c", ("a", "b")),
    ]


def test_messages_are_found_in_templates(sources):
    folder = sources(
        "templates/a.html",
        """{% load i18n %}<p title="{% translate 'one' %}">{% trans "two" context "duty" %}</p>
          {% blocktranslate trimmed with name=x %}
            Dear {{ name }},
            100 %
          {% endblocktranslate %}
        {% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}
        {% include "b.html" with label=_("three") %}{{ _("four") }}{% comment %}{% translate "no" %}{% endcomment %}
        <p>isn't Python: "quote</p>""",
    )
    assert _found(folder) == [
        (None, "one"),
        ("duty", "two"),
        (None, "Dear %(name)s, 100 %%"),
        (None, ("%(n)s day", "%(n)s days")),
        (None, "three"),
        (None, "four"),
    ]


def test_extraction_keeps_translations_and_forgets_what_is_gone(sources):
    folder = sources("reports/words.py", "_('one')\n_('gone')\n")
    assert catalogues.update(folder) == (3, 3)
    path = folder / catalogues.CATALOGUE
    path.write_text(path.read_text().replace('msgid "one"\nmsgstr ""', 'msgid "one"\nmsgstr "一"'))
    sources("reports/words.py", "\n\n_('once')\n_('one')\n")
    assert catalogues.update(folder) == (3, 2)
    assert "gone" not in path.read_text()
    held = {message.id: message.string for message in catalogues.read(folder)}
    assert (held["once"], held["one"]) == ("", "一")


def test_extracting_again_changes_nothing(sources):
    folder = sources("reports/words.py", "_('one')\nngettext('%(n)s day', '%(n)s days', n)\n")
    catalogues.update(folder)
    first = (folder / catalogues.CATALOGUE).read_text()
    sources("reports/words.py", "\n\n\n_('one')\nngettext('%(n)s day', '%(n)s days', n)\n")
    catalogues.update(folder)
    assert (folder / catalogues.CATALOGUE).read_text() == first
