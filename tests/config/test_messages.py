from pathlib import Path

import polib
import pytest
from scripts import messages


@pytest.fixture
def package(tmp_path: Path) -> Path:
    package = tmp_path / "shop"
    (package / "templates").mkdir(parents=True)
    (package / "views.py").write_text(
        "from x import gettext as _, ngettext, pgettext\n"
        "_('Nights')\n_('Hello %(name)s')\nngettext('One room', '%(n)s rooms', 2)\npgettext('month', 'May')\n",
    )
    (package / "templates" / "page.html").write_text(
        '<p class="it(s">{% translate "Save (all)" %} it\'s '
        "{% blocktranslate trimmed %}\n  Dear\n  {{ guest }}\n{% endblocktranslate %}"
        '{% include "a" with t=_("Later") %}{% comment %}{% translate "No" %}{% endcomment %}</p>',
    )
    return package


def po(package: Path) -> Path:
    return package / "locale" / "th" / "LC_MESSAGES" / "django.po"


def translate(package: Path) -> None:
    file = polib.pofile(str(po(package)))
    for entry in file:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: "ไทย %(n)s"}
        else:
            places = " ".join(f"%({name})s" for name in messages._placeholders(entry.msgid))
            entry.msgstr = "ไทย " + places
    file.save()


def test_texts_of_code_and_templates_are_collected(package: Path) -> None:
    found = messages.collect(package)
    assert set(found) == {
        (None, "Nights"),
        (None, "Hello %(name)s"),
        (None, "One room"),
        ("month", "May"),
        (None, "Save (all)"),
        (None, "Dear %(guest)s"),
        (None, "Later"),
    }
    assert found[None, "One room"].plural == "%(n)s rooms"


def test_everything_translated_and_compiled_passes(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages.main(["update"], package=package)
    translate(package)
    messages.main(["compile"], package=package)
    assert messages.main(["check"], package=package) == 0, capsys.readouterr().err


def test_updating_twice_changes_nothing_and_keeps_translations(package: Path) -> None:
    messages.main(["update"], package=package)
    translate(package)
    messages.main(["update"], package=package)
    once = po(package).read_bytes()
    messages.main(["update"], package=package)
    assert po(package).read_bytes() == once
    assert "ไทย" in once.decode()


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (("ไทย %(name)s", "ไทย"), "loses a placeholder: 'Hello %(name)s'"),
        (("ไทย %(name)s", "ไทย %(name)s %(age)s"), "names a placeholder that the text does not have"),
        (('msgid "Later"\nmsgstr "ไทย "', 'msgid "Later"\nmsgstr ""'), "untranslated: 'Later'"),
        (('msgid "Later"', '#, fuzzy\nmsgid "Later"'), "unsure (fuzzy): 'Later'"),
        (('msgid "Later"', 'msgid "Sooner"'), "used nowhere: 'Sooner'"),
        (('msgid "Later"', 'msgid "Sooner"'), "not collected: 'Later'"),
        (('msgid "Later"\nmsgstr "ไทย "', 'msgid "Later"\nmsgstr "อื่น"'), "the compiled file is stale"),
    ],
)
def test_each_flaw_is_named(
    package: Path, capsys: pytest.CaptureFixture[str], damage: tuple[str, str], complaint: str
) -> None:
    messages.main(["update"], package=package)
    translate(package)
    messages.main(["compile"], package=package)
    before = po(package).read_text()
    assert damage[0] in before
    po(package).write_text(before.replace(*damage))
    assert messages.main(["check"], package=package) == 1
    assert complaint in capsys.readouterr().err
