"""Styles and scripts put together into few files, named by their content, compressed once, held in memory.

A page of the public site loads one stylesheet and one script, whatever the number of component files. The theme is
chosen on the server: in tokens.css all dark colours stand in one media block, which a bundle for the dark (or light)
theme applies always (or never); so the switch needs no JavaScript and no colour is written twice.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static"
DARK = "@media screen and (prefers-color-scheme: dark)"
THEMES = {"auto": DARK, "dark": "@media screen", "light": "@media not all"}  # paper is always light
YEAR = "public, max-age=31536000, immutable"
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}

# name → files in order, under static/; a folder means all its files by name. Missing files are left out.
BUNDLES: dict[str, tuple[str, ...]] = {
    "public.css": ("vendor/tabler.slim.css", "css/tokens.css", "css/base.css", "css/components", "css/public"),
    "desk.css": ("css/tokens.css", "css/base.css", "css/components", "css/desk"),  # after the whole of Tabler
    "public.js": ("js/common", "js/public"),
    "desk.js": ("js/common", "js/desk"),
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """One file as it is served."""

    name: str
    theme: str
    digest: str
    plain: bytes
    packed: bytes

    @property
    def url(self) -> str:
        """The address that changes with the content."""
        base, _, kind = self.name.partition(".")
        return f"/assets/{base}.{self.theme}.{self.digest}.{kind}"


def _files(name: str) -> list[Path]:
    found: list[Path] = []
    for part in BUNDLES[name]:
        path = STATIC / part
        if path.is_dir():
            found += sorted(path.glob(f"*.{name.rpartition('.')[2]}"))
        elif path.is_file():
            found.append(path)
    return found


def bundle(name: str, theme: str = "auto") -> Bundle:
    """Return a bundle, made anew when one of its files has changed; raises KeyError for an unknown name."""
    files = _files(name)
    stamp = tuple((str(path), path.stat().st_mtime_ns) for path in files)
    return _made(name, theme if theme in THEMES and name.endswith(".css") else "auto", stamp)


@functools.lru_cache(maxsize=32)
def _made(name: str, theme: str, stamp: tuple[tuple[str, int], ...]) -> Bundle:
    text = "\n".join(Path(path).read_text("utf-8") for path, _ in stamp)
    if theme != "auto":
        text = text.replace(DARK, THEMES[theme])
    plain = text.encode()
    digest = hashlib.sha256(plain).hexdigest()[:12]
    return Bundle(name, theme, digest, plain, gzip.compress(plain, 9, mtime=0))


def serve(request: HttpRequest, base: str, theme: str, digest: str, kind: str) -> HttpResponse:
    """Serve a bundle; an old digest gets today's content, uncached, so that a page kept open still looks right."""
    try:
        made = bundle(f"{base}.{kind}", theme)
    except KeyError:
        raise Http404 from None
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(made.packed if packed else made.plain, content_type=TYPES[kind])
    if packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = YEAR if digest == made.digest else "no-cache"
    return response
