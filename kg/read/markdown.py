"""Markdown as running text: markup is blanked in place, so that offsets stay those of the file."""

from __future__ import annotations

import re

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_BLANKED = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (r"^(?P<fence>```+|~~~+).*?^(?P=fence)[ \t]*$", re.DOTALL | re.MULTILINE),  # code blocks
        (r"<!--.*?-->", re.DOTALL),
        (r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE),  # rows of tables
        (r"^ {0,3}\[[^\]\n]+\]:[ \t]*\S+.*$", re.MULTILINE),  # link definitions
        (r"^[ \t]*(?:[-*_][ \t]*){3,}$", re.MULTILINE),  # rules
        (r"^ {0,3}(?:>[ \t]?)+", re.MULTILINE),
        (r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+", re.MULTILINE),  # markers of list items
        (r"!\[[^\]\n]*\]\([^)\n]*\)", 0),  # pictures
        (r"</?[A-Za-z][^<>\n]{0,200}>", 0),
    )
)
_LINK = re.compile(r"\[([^\]\n]+)\](?:\([^)\n]*\)|\[[^\]\n]*\])")
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|`+)(?=\S)([^\n*`]+?)(?<=\S)\1(?!\w)")


def front_matter(text: str) -> dict[str, str]:
    """The ``key: value`` lines of a YAML front matter, keys in lower case; nested values are left out."""
    found = _FRONT.match(text)
    if not found:
        return {}
    pairs = (line.partition(":") for line in found.group(1).splitlines() if line[:1].isalpha())
    values = {key.strip().lower(): value.strip().strip("\"'") for key, colon, value in pairs if colon}
    return {key: value for key, value in values.items() if value}


def masked(text: str) -> tuple[str, str | None]:
    """`text` with its markup blanked, length kept, and the first heading, which is blanked too."""
    clean = _FRONT.sub(_blank, text, count=1)
    for pattern in _BLANKED:
        clean = pattern.sub(_blank, clean)
    first = _HEADING.search(clean)
    title = first.group(2).strip() if first else None
    clean = _HEADING.sub(_blank, clean)
    clean = _LINK.sub(_keep_first_group, clean)
    for _ in range(2):  # emphasis inside emphasis
        clean = _EMPHASIS.sub(_keep_emphasised, clean)
    return clean, title


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found.group())


def _keep_first_group(found: re.Match[str]) -> str:
    start, end = found.span()
    inner_start, inner_end = found.span(1)
    return " " * (inner_start - start) + found.group(1) + " " * (end - inner_end)


def _keep_emphasised(found: re.Match[str]) -> str:
    mark = " " * len(found.group(1))
    return mark + found.group(2) + mark
