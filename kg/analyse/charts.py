"""Small charts of a table: as bars of text for Markdown, and as SVG files."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from kg.analyse.table import Table
from kg.look import EDGE_COLORS
from kg.predicates import Tone

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_TEXT_WIDTH = 32
_LABEL_WIDTH = 30
_TONES = {"cooperative": Tone.COOPERATIVE, "conflictual": Tone.CONFLICTUAL, "neutral": Tone.NEUTRAL}
_FALLBACK = {"for": EDGE_COLORS[Tone.COOPERATIVE], "against": EDGE_COLORS[Tone.CONFLICTUAL]}


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of a table: one a row, named by the columns `names`, as long as the sum of the columns `parts`."""

    names: tuple[str, ...]
    parts: tuple[str, ...]
    limit: int


CHARTS = {
    "activity": Chart(("month", "quarter", "year"), ("cooperative", "conflictual", "neutral"), 36),
    "centrality": Chart(("actor",), ("out", "in"), 12),
    "contested": Chart(("matter",), ("for", "against"), 10),
    "dyads": Chart(("actor", "other", "year"), ("cooperative", "conflictual"), 12),
}
"""The tables that have a chart, by name."""


@dataclass(frozen=True, slots=True)
class _Bar:
    label: str
    values: tuple[float, ...]

    @property
    def total(self) -> float:
        return sum(self.values)


def _bars(table: Table, chart: Chart) -> list[_Bar]:
    names = [table.columns.index(name) for name in chart.names if name in table.columns]
    parts = [table.columns.index(part) for part in chart.parts]
    return [
        _Bar(
            " – ".join(str(row.values[at]) for at in names),
            tuple(float(value) if isinstance(value := row.values[at], int | float) else 0.0 for at in parts),
        )
        for row in table.rows[: chart.limit]
    ]


def text_chart(table: Table) -> str:
    """The chart of `table` in characters, for a code block; empty where it has none."""
    chart = CHARTS.get(table.name)
    bars = _bars(table, chart) if chart else []
    most = max((bar.total for bar in bars), default=0)
    if not chart or not most:
        return ""
    width = min(max(len(bar.label) for bar in bars), _LABEL_WIDTH)
    lines = []
    for bar in bars:
        name = _plain(bar.label)
        cut = name if len(name) <= width else name[: width - 1] + "…"
        numbers = " + ".join(f"{value:g}" for value in bar.values)
        lines.append(f"{cut:<{width}} {_blocks(bar.total / most * _TEXT_WIDTH):<{_TEXT_WIDTH}} {numbers}")
    return "\n".join(lines) + f"\n({' + '.join(chart.parts)})\n"


def _blocks(length: float) -> str:
    eighths = round(length * 8)
    return "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")


def _plain(text: str) -> str:
    """`text` without what would end a code block or a line."""
    return " ".join(text.replace("`", "'").split())


def svg_chart(table: Table) -> str:
    """The chart of `table` as an SVG image with its own white ground; empty where it has none."""
    chart = CHARTS.get(table.name)
    bars = _bars(table, chart) if chart else []
    most = max((bar.total for bar in bars), default=0)
    if not chart or not most:
        return ""
    colors = [_color(part, number) for number, part in enumerate(chart.parts)]
    height = 30 + 22 * len(bars) + 8
    rows = [_key(chart.parts, colors)]
    for number, bar in enumerate(bars):
        y = 30 + 22 * number
        label = html.escape(bar.label if len(bar.label) <= 40 else bar.label[:39] + "…")
        rows.append(f'<text x="272" y="{y + 13}" text-anchor="end">{label}</text>')
        x = 280.0
        for value, color in zip(bar.values, colors, strict=True):
            width = round(value / most * 380, 1)
            rows.append(f'<rect x="{x:g}" y="{y + 1}" width="{width:g}" height="16" fill="{color}"/>')
            x = round(x + width, 1)
        rows.append(f'<text x="{x + 6:g}" y="{y + 13}" fill="#5a616e">{bar.total:g}</text>')
    body = "\n".join(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{height}" viewBox="0 0 720 {height}"'
        ' font-family="system-ui, sans-serif" font-size="12" fill="#1a1d23">\n'
        f"<title>{html.escape(table.title)}</title>\n"
        f'<rect width="720" height="{height}" fill="#ffffff"/>\n{body}\n</svg>\n'
    )


def _key(parts: Sequence[str], colors: Sequence[str]) -> str:
    marks = [
        f'<rect x="{280 + 120 * number}" y="8" width="12" height="12" fill="{color}"/>'
        f'<text x="{297 + 120 * number}" y="18">{part}</text>'
        for number, (part, color) in enumerate(zip(parts, colors, strict=True))
    ]
    return "".join(marks)


def _color(part: str, number: int) -> str:
    if part in _TONES:
        return EDGE_COLORS[_TONES[part]]
    return _FALLBACK.get(part, ("#4a3fa3", "#a9a3dd")[number % 2])
