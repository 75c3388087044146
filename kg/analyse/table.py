"""A table of results: what it means, on how many statements each row stands, as CSV, JSON and Markdown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: `values` in the order of its columns, and the number of `statements` behind them."""

    values: tuple[Value, ...]
    statements: int


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is that of its files, `meaning` says how to read the numbers, `columns` name the values of the rows.

    A row that stands on fewer than `minimum` statements is weak: its numbers may turn with the next document.
    """

    name: str
    title: str
    meaning: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    minimum: int

    @property
    def statements(self) -> int:
        """The most statements that a row stands on."""
        return max((row.statements for row in self.rows), default=0)

    def is_weak(self, row: Row) -> bool:
        """True where `row` stands on fewer statements than the minimum."""
        return row.statements < self.minimum

    def csv(self) -> str:
        """RFC 4180 with the columns `statements` and `weak` at the end; a cell never starts a formula."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow((*self.columns, "statements", "weak"))
        for row in self.rows:
            weak = "true" if self.is_weak(row) else "false"
            writer.writerow((*(_cell(value) for value in row.values), row.statements, weak))
        return out.getvalue()

    def json(self) -> str:
        """An object with the table's meaning, minimum and rows (objects)."""
        rows = [
            {
                **dict(zip(self.columns, row.values, strict=True)),
                "statements": row.statements,
                "weak": self.is_weak(row),
            }
            for row in self.rows
        ]
        whole = {"title": self.title, "meaning": self.meaning, "minimum": self.minimum, "rows": rows}
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"

    def markdown(self, *, limit: int, leave_out: Sequence[str] = ()) -> str:
        """The first `limit` rows as a Markdown table; weak ones carry a question mark."""
        kept = [at for at, column in enumerate(self.columns) if column not in leave_out]
        heads = [self.columns[at] for at in kept] + ["statements"]
        lines = [_line(heads), _line("---" for _ in heads)]
        for row in self.rows[:limit]:
            mark = " ?" if self.is_weak(row) else ""
            lines.append(_line([*(_shown(row.values[at]) for at in kept), f"{row.statements}{mark}"]))
        more = len(self.rows) - limit
        if more > 0:
            lines.append(f"\n{more:,} more rows.")
        return "\n".join(lines) + "\n"


def _cell(value: Value) -> str:
    if value is None:
        return ""
    text = _shown(value) if isinstance(value, bool | int | float) else value
    return "'" + text if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, int):
        return str(value)
    flat = " ".join(value.split())
    return flat if len(flat) <= 90 else flat[:89] + "…"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(plain(cell) for cell in cells) + " |"


def plain(text: str) -> str:
    """`text` as Markdown that shows it as it is: no markup, no HTML, no end of a cell."""
    for char in "\\`*_[]<>|#":
        text = text.replace(char, "\\" + char)
    return text
