"""Bytes to text: encodings declared, marked or sniffed; what is no text is refused, never half-read."""

from __future__ import annotations

import codecs
import re

import ftfy
from charset_normalizer import from_bytes

from communique.pages.inputs import NotRead

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstandard archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"OggS", "a sound or video"),
    (b"ID3", "a sound"),
)
DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})|<\?xml[^>]{0,100}?encoding=["']([A-Za-z0-9_.-]{2,40})""",
    re.IGNORECASE,
)
HTML_START = re.compile(
    rb"^\s*(?:<!--.{0,4000}?-->\s*)*(?:<!doctype\s+html|<html|<head|<body|<\?xml[^>]{0,200}>\s*<(?:!doctype\s+html|html))",
    re.IGNORECASE | re.DOTALL,
)
HTML_TAGS = re.compile(rb"<(?:p|div|article|h1|section|span|main|table)(?:\s[^<>]{0,500})?>", re.IGNORECASE)
FEED_START = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
SNIFFED = 4096
"""Bytes at the start by which a kind of file is told."""
SAMPLE = 200_000
"""Bytes from which an encoding is guessed."""
MOST_CHAOS = 0.1
"""charset-normalizer's measure of mess above which its guess is not believed."""
MOJIBAKE = re.compile("(?:Ã[\x80-\xbf ©¨ª«¼¶¤±³º¡¢£§]|â€[™œ\x9d“”˜¦\x93\x94]|Ð[\x80-\xbf°±²³´µ¶·¸¹º»¼½¾¿]|Â[ «»°·])")
HTML_ALIASES = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-9": "cp1254",
    "windows-874": "cp874",
}
"""Encodings browsers read as another, wider one."""


def binary_kind(head: bytes) -> str | None:
    """What a file that is no text is, by its first bytes; null for what may be text."""
    named = next((kind for magic, kind in MAGIC if head.startswith(magic)), None)
    if named is not None:
        return named
    if any(head.startswith(bom) for bom, _ in BOMS):
        return None
    if head.count(0) * 20 > len(head) or len(CONTROL.findall(head)) * 20 > len(head):
        return "binary data"
    return None


def looks_like_html(head: bytes) -> bool:
    """True where the first bytes are those of an HTML page or a piece of one."""
    return HTML_START.search(head) is not None or len(HTML_TAGS.findall(head)) >= 3


def looks_like_feed(head: bytes) -> bool:
    """True where the first bytes are those of an RSS or Atom feed."""
    return FEED_START.search(head[:2048]) is not None and HTML_START.search(head) is None


def known_codec(name: str | None) -> str | None:
    """Python's name for an encoding as browsers understand it, or null for one it does not know."""
    if not name:
        return None
    lowered = HTML_ALIASES.get(name.strip().lower(), name.strip().lower())
    try:
        return codecs.lookup(lowered).name
    except LookupError:
        return None


def decode_or_none(data: bytes, codec: str) -> str | None:
    """`data` in `codec`, or null where it is not in it."""
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def guessed(data: bytes) -> str | None:
    """`data` in the encoding it is most likely in, or null where none is likely enough."""
    best = from_bytes(data[:SAMPLE]).best()
    if best is None or best.chaos > MOST_CHAOS:
        return None
    return decode_or_none(data, best.encoding)


def mended(text: str) -> str:
    """`text` with mojibake undone where the signs of it are plain; otherwise untouched."""
    if len(MOJIBAKE.findall(text[:SAMPLE])) < 2:
        return text
    return ftfy.fix_encoding(text)


def decode(data: bytes, declared: str | None = None, *, is_html: bool = False) -> str:
    """The text of `data`. `declared` is the encoding its carrier names.

    A byte order mark decides; then UTF-8 where it fits; then the declared encoding; then, if sure, a guess.

    Raises:
        NotRead: ``binary`` or ``not_utf8``.
    """
    kind = binary_kind(data[:SNIFFED])
    if kind is not None:
        raise NotRead("binary", f"this is {kind}, not a text")
    for bom, codec in BOMS:
        if data.startswith(bom):
            marked = decode_or_none(data, codec)
            if marked is not None:
                return marked
    inner = DECLARED.search(data[:SNIFFED]) if is_html else None
    names = [declared, *(group.decode("ascii") for group in (inner.groups() if inner else ()) if group)]
    codecs_to_try = ["utf-8", *(known for name in names if (known := known_codec(name)) is not None)]
    for codec in codecs_to_try:
        fitting = decode_or_none(data, codec)
        if fitting is not None:
            return mended(fitting)
    guess = guessed(data)
    if guess is not None:
        return mended(guess)
    if is_html:
        # A browser shows such a page as well: the broken characters are few, and the text around them is whole.
        replaced = data.decode("utf-8", "replace")
        if replaced.count("\ufffd") * 200 < len(replaced):
            return replaced
    raise NotRead("not_utf8", "neither UTF-8 nor any encoding that could be told with certainty")
