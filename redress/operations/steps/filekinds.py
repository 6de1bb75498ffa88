"""Tell what a file is by its content, and take out what it says of its maker: place, device, notes.

Pure. Pictures are cut on the level of their segments, never coded anew, so what is seen stays exactly as it was taken.
A film's notes are blanked in place. A PDF is kept as it is (its bytes may carry a signature).
"""

from __future__ import annotations

import io
import struct
import warnings
from typing import Final

from PIL import Image, UnidentifiedImageError

MIME: Final = {
    "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf", "mp4": "video/mp4",
}  # fmt: skip
PIXELS: Final = 80_000_000  # a picture of more is no photo and would fill the memory
ORIENTATION: Final = 0x0112
PNG_START: Final = b"\x89PNG\r\n\x1a\n"
PNG_KEPT: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD pHYs cICP acTL fcTL fdAT".split()
)
MP4_BRANDS: Final = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"qt  ", b"3gp")


class Damaged(Exception):
    """Says that the file is of a known kind but cannot be read to its end."""


def kind_of(data: bytes) -> str | None:
    """Return jpeg, png, webp, pdf or mp4 by the first bytes; None for anything else."""
    if data[:3] == b"\xff\xd8\xff":
        return "jpeg"
    if data[:8] == PNG_START:
        return "png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[:5] == b"%PDF-":
        return "pdf"
    if data[4:8] == b"ftyp" and data[8:12].startswith(MP4_BRANDS):
        return "mp4"
    return None


def cleaned(data: bytes, *, kind: str) -> bytes:
    """Return the file without what it says of its maker, after reading it to its end; raises Damaged."""
    try:
        match kind:
            case "jpeg":
                clean = _jpeg(data)
            case "png":
                clean = _png(data)
            case "webp":
                clean = _webp(data)
            case "mp4":
                return _mp4(data)
            case _:
                return _pdf(data)
    except (struct.error, IndexError, ValueError) as wrong:
        raise Damaged(str(wrong)) from None
    _decode(clean)
    return clean


def _decode(data: bytes) -> Image.Image:
    """Decode a picture in full; raises Damaged for one that is cut off, broken, or too large to hold."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data))
            if image.width * image.height > PIXELS:
                raise Damaged("the picture has too many pixels")
            image.load()
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as wrong:
        raise Damaged(str(wrong)) from None
    return image


def _orientation(data: bytes) -> int:
    try:
        return int(Image.open(io.BytesIO(data)).getexif().get(ORIENTATION, 1))
    except Exception:  # a broken note must not lose the picture
        return 1


def _jpeg(data: bytes) -> bytes:
    """Keep the picture's own segments and its colour profile; of the notes only which way is up."""
    kept = [b"\xff\xd8"]
    turned = _orientation(data)
    if 1 < turned <= 8:
        exif = Image.Exif()
        exif[ORIENTATION] = turned
        note = exif.tobytes()
        note = note if note.startswith(b"Exif\0\0") else b"Exif\0\0" + note
        kept.append(b"\xff\xe1" + struct.pack(">H", len(note) + 2) + note)
    at = 2
    while True:
        if data[at] != 0xFF:
            raise Damaged("a marker was expected")
        while data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if marker == 0xD9:
            kept.append(b"\xff\xd9")
            return b"".join(kept)
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            at += 2
            continue
        length = struct.unpack_from(">H", data, at + 2)[0]
        segment = data[at : at + 2 + length]
        is_note = marker == 0xFE or 0xE0 <= marker <= 0xEF
        is_needed = marker in (0xE0, 0xEE) or (marker == 0xE2 and segment[4:15] == b"ICC_PROFILE")
        if not is_note or is_needed:
            kept.append(segment)
        at += 2 + length
        if marker == 0xDA:  # the picture itself runs to the next marker that is no filling and no restart
            start = at
            while True:
                at = data.find(b"\xff", at)
                if at < 0 or at + 1 >= len(data):
                    raise Damaged("the picture is cut off")
                if data[at + 1] in (0x00, 0xFF) or 0xD0 <= data[at + 1] <= 0xD7:
                    at += 2 if data[at + 1] != 0xFF else 1
                    continue
                break
            kept.append(data[start:at])


def _png(data: bytes) -> bytes:
    kept, at = [PNG_START], 8
    while True:
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise Damaged("the picture is cut off")
        if name in PNG_KEPT:
            kept.append(data[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end


def _webp(data: bytes) -> bytes:
    size = struct.unpack_from("<I", data, 4)[0]
    if size + 8 > len(data):
        raise Damaged("the picture is cut off")
    kept, at = [], 12
    while at + 8 <= size + 8:
        name, length = struct.unpack_from("<4sI", data, at)
        chunk = data[at : at + 8 + length + (length & 1)]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
        if name not in (b"EXIF", b"XMP "):
            kept.append(chunk)
        at += 8 + length + (length & 1)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _boxes(data: bytearray, start: int, end: int) -> list[tuple[bytes, int, int, int]]:
    """List the boxes between two places as (name, start, body, end); raises Damaged when one sticks out."""
    found, at = [], start
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if size == 1:
            size, body = struct.unpack_from(">Q", data, at + 8)[0], at + 16
        elif size == 0:
            size = end - at
        if size < body - at or at + size > end:
            raise Damaged("the film is cut off")
        found.append((bytes(name), at, body, at + size))
        at += size
    return found


def _mp4(data: bytes) -> bytes:
    """Blank the boxes of notes (place, device, names) without moving anything."""
    film = bytearray(data)
    try:
        top = _boxes(film, 0, len(film))
        if not {b"moov", b"mdat"} <= {name for name, *_ in top}:
            raise Damaged("the film has no picture or no index")
        waiting = [box for box in top if box[0] in (b"moov", b"meta", b"uuid", b"udta")]
        while waiting:
            name, start, body, end = waiting.pop()
            if name in (b"udta", b"meta", b"uuid"):
                film[start + 4 : start + 8] = b"free"
                film[body:end] = bytes(end - body)
            elif name in (b"moov", b"trak"):
                waiting += _boxes(film, body, end)
    except struct.error as wrong:
        raise Damaged(str(wrong)) from None
    return bytes(film)


def _pdf(data: bytes) -> bytes:
    if b"%%EOF" not in data[-2048:]:
        raise Damaged("the document is cut off")
    from pypdf import PdfReader  # late: only documents need it

    try:
        reader = PdfReader(io.BytesIO(data))
        if not reader.is_encrypted and not len(reader.pages):
            raise Damaged("the document has no page")
    except Damaged:
        raise
    except Exception as wrong:  # a hostile document can make the reader fail in any way
        raise Damaged(f"{type(wrong).__name__}: {wrong}"[:200]) from None
    return data
