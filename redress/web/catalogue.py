"""Translations: read locale/<language>/*.po, write what Django loads (.mo), find texts that lack a translation.

Chinese is the language of the source; English lives in `locale/en/*.po`, one file a part of the face (common, public,
desk, board, admin), so that people working side by side do not meet in one file. All files of a language are
compiled into one catalogue, in Python: GNU gettext is not needed.

    python -m redress.web.catalogue            list the texts without English
    python -m redress.web.catalogue --add desk put them, untranslated, at the end of locale/en/desk.po
"""

from __future__ import annotations

import ast
import os
import re
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCALE = HERE / "locale"
CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff01-\uff5e]")
TAG = re.compile(r"{%\s*(?:translate|trans)\s+(\"[^\"]*\"|'[^']*')")
BLOCK = re.compile(
    r"{%\s*(?:blocktranslate|blocktrans)\b([^%]*)%}(.*?){%\s*end(?:blocktranslate|blocktrans)\s*%}", re.DOTALL
)
UNDERSCORE = re.compile(r"_\((\"[^\"]*\"|'[^']*')\)")
PLURAL = re.compile(r"{%\s*plural\s*%}")
FUNCTIONS = frozenset({"_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "_lazy", "N_"})


class BadCatalogue(Exception):
    """Says which line of which file cannot be read."""


def read(path: Path) -> dict[str, str]:
    """Read a .po file into msgid → msgstr (without the header); raises BadCatalogue."""
    found: dict[str, str] = {}
    key: str | None = None
    parts: dict[str, str] = {}
    current = ""

    def close() -> None:
        if parts.get("msgid"):
            found[parts["msgid"]] = parts.get("msgstr", "")
        parts.clear()

    for number, raw in enumerate(path.read_text("utf-8").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        key, _, rest = line.partition(" ")
        if key == "msgid":
            close()
        if key in ("msgid", "msgstr"):
            current, line = key, rest.strip()
            parts[current] = ""
        elif not line.startswith('"'):
            raise BadCatalogue(f"{path.name} line {number}: expected msgid, msgstr or a quoted text")
        try:
            parts[current] += ast.literal_eval(line)
        except (ValueError, SyntaxError, KeyError):
            raise BadCatalogue(f"{path.name} line {number}: the quoted text is not closed") from None
    close()
    return found


def texts(language: str) -> dict[str, str]:
    """Return all translations of a language, the empty ones left out."""
    found: dict[str, str] = {}
    for path in sorted((LOCALE / language).glob("*.po")):
        found.update({key: value for key, value in read(path).items() if value})
    return found


def compiled(entries: Mapping[str, str]) -> bytes:
    """Return the .mo file of `entries` (format of the GNU gettext manual, section 10.3)."""
    header = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
    rows = sorted((key.encode(), value.encode()) for key, value in {"": header, **entries}.items())
    keys = b"".join(key + b"\0" for key, _ in rows)
    values = b"".join(value + b"\0" for _, value in rows)
    start = 28
    key_table, value_table = start, start + 8 * len(rows)
    key_at, value_at = value_table + 8 * len(rows), value_table + 8 * len(rows) + len(keys)
    tables = [b"", b""]
    for key, value in rows:
        tables[0] += struct.pack("<II", len(key), key_at)
        tables[1] += struct.pack("<II", len(value), value_at)
        key_at += len(key) + 1
        value_at += len(value) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), key_table, value_table, 0, 0)
    return head + tables[0] + tables[1] + keys + values


def compile_all(*, force: bool = False) -> dict[str, int]:
    """Write the catalogue of each language where it is missing or older than its sources; returns what was counted."""
    done = {}
    for folder in sorted(path for path in LOCALE.iterdir() if path.is_dir()):
        sources = sorted(folder.glob("*.po"))
        target = folder / "LC_MESSAGES" / "django.mo"
        entries = texts(folder.name)
        done[folder.name] = len(entries)
        if force or not target.is_file() or any(p.stat().st_mtime > target.stat().st_mtime for p in sources):
            target.parent.mkdir(exist_ok=True)
            temporary = target.with_suffix(f".{os.getpid()}")
            temporary.write_bytes(compiled(entries))
            temporary.replace(target)
    return done


def _of_template(text: str) -> Iterator[str]:
    for quoted in [*TAG.findall(text), *UNDERSCORE.findall(text)]:
        yield quoted[1:-1]
    for options, body in BLOCK.findall(text):
        for part in PLURAL.split(body):
            one = re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", part)
            yield re.sub(r"\s*\n\s*", " ", one.strip()) if "trimmed" in options else one


def _of_python(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in FUNCTIONS and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                yield node.args[0].value


def sources() -> Iterator[Path]:
    """List the files whose texts people read on pages."""
    yield from sorted((HERE / "templates").rglob("*.html"))
    yield from sorted(HERE.rglob("*.py"))


def wanted() -> dict[str, str]:
    """Return every text that the pages mark for translation, with the first file that has it."""
    found: dict[str, str] = {}
    for path in sources():
        text = path.read_text("utf-8")
        for one in _of_template(text) if path.suffix == ".html" else _of_python(text):
            found.setdefault(one, path.relative_to(HERE).as_posix())
    return found


def missing(language: str = "en") -> dict[str, str]:
    """Return the texts that have no translation yet, with their file."""
    known = texts(language)
    return {text: path for text, path in wanted().items() if text not in known and CHINESE.search(text)}


def unmarked() -> list[str]:
    """List lines of templates that show Chinese outside a translation tag (file:line: text)."""
    found = []
    for path in sorted((HERE / "templates").rglob("*.html")):
        text = path.read_text("utf-8")
        for pattern in (re.compile(r"{%\s*comment.*?endcomment\s*%}", re.DOTALL), re.compile(r"{#.*?#}"), BLOCK):
            text = pattern.sub(lambda match: "\n" * match.group(0).count("\n"), text)
        text = re.sub(r"{%.*?%}|{{.*?}}", "", text)
        for number, line in enumerate(text.splitlines(), start=1):
            if CHINESE.search(line):
                found.append(f"{path.relative_to(HERE).as_posix()}:{number}: {line.strip()[:80]}")
    return found


def quoted(text: str) -> str:
    """Write a text as a .po file quotes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def add(part: str) -> int:
    """Append the texts that lack a translation to locale/en/<part>.po; returns how many."""
    lacking = missing()
    path = LOCALE / "en" / f"{part}.po"
    with path.open("a", encoding="utf-8") as file:
        for text, source in lacking.items():
            file.write(f'\n#: {source}\nmsgid {quoted(text)}\nmsgstr ""\n')
    return len(lacking)


def main(arguments: Sequence[str]) -> int:
    """List or add what lacks a translation; returns 1 when something does."""
    if arguments[:1] == ["--add"] and len(arguments) == 2:
        sys.stdout.write(f"{add(arguments[1])} texts added to locale/en/{arguments[1]}.po\n")
        return 0
    lacking, bare = missing(), unmarked()
    for text, source in lacking.items():
        sys.stdout.write(f"{source}: {text}\n")
    for line in bare:
        sys.stdout.write(f"not marked for translation: {line}\n")
    sys.stdout.write(f"{len(lacking)} texts without English, {len(bare)} not marked\n")
    return 1 if lacking or bare else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
