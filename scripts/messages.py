"""Keep the translations: collect texts, compile them, and find what is missing. Needs no GNU gettext.

    messages.py update    collect every text of the code and templates into the .po file; translations stay
    messages.py compile   write the .mo file that Django reads
    messages.py check     fail, naming each text that is untranslated, unsure, gone or not collected, and a stale .mo

Texts are written in English in the code; Thai is the translation. The files carry no dates and no line
numbers, and are sorted, so that they change only when texts do.
"""

import argparse
import contextlib
import io
import string
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "kunjae"
LANGUAGE = "th"
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
METADATA = {
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}

type Key = tuple[str | None, str]  # context and text


@dataclass
class Text:
    """One text to translate, and where it is used."""

    context: str | None
    text: str
    plural: str | None = None
    formatted: bool = False
    files: set[str] = field(default_factory=set)


def collect(package: Path) -> dict[Key, Text]:
    """Every text marked for translation in a package's Python code and templates."""
    found: dict[Key, Text] = {}
    for path in sorted([*package.rglob("*.py"), *package.rglob("templates/**/*.*")]):
        if path.suffix not in {".py", ".html", ".txt", ".xml", ".svg"} or "migrations" in path.parts:
            continue
        for message, context in _messages(path):
            text, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, None)
            if not text:
                continue
            entry = found.setdefault((context, text), Text(context, text))
            entry.plural = entry.plural or plural
            entry.formatted = entry.formatted or _has_placeholder(text)
            entry.files.add(path.relative_to(package.parent).as_posix())
    return found


def _messages(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _as_python(source, path)
    for _line, message, _comments, context in extract(
        "python", io.BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
    ):
        yield message, context


def _as_python(source: str, path: Path) -> str:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
    # Django blanks what is not a text with letters, which only a C tokenizer would take: keep the calls alone.
    blanked = templatize(source, origin=str(path))
    return "\n".join(_calls(blanked))


def _calls(blanked: str) -> Iterator[str]:
    """The gettext calls in what `templatize` made, one a line."""
    position = 0
    while True:
        starts = [
            (at, name)
            for name in ("npgettext(", "ngettext(", "pgettext(", "gettext(", "_(")
            if (at := blanked.find(name, position)) >= 0
        ]
        if not starts:
            return
        start, name = min(starts, key=lambda found: (found[0], -len(found[1])))
        end = _closing(blanked, start + len(name))
        if end is None:
            position = start + len(name)
            continue
        yield blanked[start:end].replace("\n", " ")
        position = end


def _closing(text: str, position: int) -> int | None:
    """Where the bracket that is open at a position closes, quoted texts left out of account."""
    depth, quote = 1, ""
    while position < len(text):
        character = text[position]
        if quote:
            if character == "\\":
                position += 1
            elif character == quote:
                quote = ""
        elif character in "\"'":
            quote = character
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                return position + 1
        position += 1
    return None


def _has_placeholder(text: str) -> bool:
    return "%(" in text or "%s" in text or "%d" in text


def updated(old: polib.POFile, texts: dict[Key, Text]) -> polib.POFile:
    """The same translations for the texts that there are now; what is gone is dropped."""
    known: dict[Key, polib.POEntry] = {
        (entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete
    }
    new = polib.POFile(wrapwidth=100)
    new.metadata = dict(METADATA)
    for text in sorted(texts.values(), key=lambda text: (min(text.files), text.text, text.context or "")):
        before = known.get((text.context, text.text))
        flags = ["python-format"] if text.formatted else []
        if before and before.fuzzy:
            flags.insert(0, "fuzzy")
        entry = polib.POEntry(
            msgctxt=text.context,
            msgid=text.text,
            occurrences=[(file, "") for file in sorted(text.files)],
            flags=flags,
            tcomment=before.tcomment if before else "",
        )
        if text.plural:
            entry.msgid_plural = text.plural
            translation = (before.msgstr_plural.get(0) or before.msgstr) if before else ""
            entry.msgstr_plural = {0: translation}
        else:
            entry.msgstr = (before.msgstr or before.msgstr_plural.get(0, "")) if before else ""
        new.append(entry)
    return new


def complaints(po: polib.POFile, texts: dict[Key, Text], mo: bytes | None) -> list[str]:
    """What is wrong with the translations, one line each."""
    wrong: list[str] = []
    entries = {(entry.msgctxt, entry.msgid): entry for entry in po if not entry.obsolete}
    wrong += [f"not collected: {_shown(key)}" for key in texts if key not in entries]
    wrong += [f"used nowhere: {entry.msgid!r}" for entry in po.obsolete_entries()]
    for key, entry in entries.items():
        if key not in texts:
            wrong.append(f"used nowhere: {_shown(key)}")
            continue
        translation = entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
        if entry.fuzzy:
            wrong.append(f"unsure (fuzzy): {_shown(key)}")
        elif not translation:
            wrong.append(f"untranslated: {_shown(key)}")
        elif _placeholders(translation) - _placeholders(entry.msgid + (entry.msgid_plural or "")):
            wrong.append(f"names a placeholder that the text does not have: {_shown(key)}")
        elif not entry.msgid_plural and _placeholders(entry.msgid) != _placeholders(translation):
            wrong.append(f"loses a placeholder: {_shown(key)}")
    if mo is None:
        wrong.append("the compiled file is missing: run make messages")
    elif mo != po.to_binary():
        wrong.append("the compiled file is stale: run make messages")
    return sorted(wrong)


def _placeholders(text: str) -> set[str]:
    found: set[str] = set()
    for part in text.split("%(")[1:]:
        found.add(part.partition(")")[0])
    with contextlib.suppress(ValueError):  # a lone brace is a text like any other
        found |= {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return found


def _shown(key: Key) -> str:
    context, text = key
    return f"{text!r} ({context})" if context else repr(text)


def main(arguments: list[str] | None = None, *, package: Path = PACKAGE) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=["update", "compile", "check"])
    what = parser.parse_args(arguments).what
    po_path = package / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
    mo_path = po_path.with_suffix(".mo")
    po = polib.pofile(str(po_path), wrapwidth=100) if po_path.exists() else polib.POFile(wrapwidth=100)
    if what == "compile":
        mo_path.write_bytes(po.to_binary())
        return 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        texts = collect(package)
    if what == "update":
        new = updated(po, texts)
        po_path.parent.mkdir(parents=True, exist_ok=True)
        new.save(str(po_path), newline="\n")
        missing = sum(1 for entry in new if not entry.translated())
        print(f"{len(new)} texts, {missing} without a translation.")
        return 0
    wrong = complaints(po, texts, mo_path.read_bytes() if mo_path.exists() else None)
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        print(f"{len(wrong)} of the translations need care.", file=sys.stderr)
        return 1
    print(f"All {len(texts)} texts are translated.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
