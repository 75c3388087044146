"""An evaluation as tables: for terminals, as Markdown and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.evaluate import Bin, Erring, Evaluation, Figures, Score, SplitFigures
from kg.gold import Claim

_FIGURES = ("P", "R", "F1", "right", "found", "build", "gold")
_CONFUSIONS = 20
"""How many confusions a table shows; JSON has them all."""
_MARKUP = str.maketrans({"|": "\\|", "\n": " ", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True, slots=True)
class Section:
    """A table with a title; all cells are text, the first column names the row."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sections(evaluation: Evaluation) -> list[Section]:
    """The tables of `evaluation`, without those that would be empty."""
    strict, lenient = evaluation.strict, evaluation.lenient
    overall = (_overall("strict", strict), _overall("lenient", lenient))
    predicates = tuple((name, *_cells(figures)) for name, figures in evaluation.predicates.items())
    shown = tuple((name.value, *_cells(figures)) for name, figures in evaluation.phenomena.items())
    confused = tuple((item.gold, item.predicted, str(item.count)) for item in evaluation.confusions[:_CONFUSIONS])
    bins = tuple(_bin(item) for item in evaluation.reliability)
    if bins:
        error = f"{evaluation.calibration_error:.3f}"
        bins = (*bins, ("expected calibration error", "", "", error))
    made = (
        Section("Score", ("match", "P", "R", "F1", "source", "modality", "right", "build", "gold"), overall),
        Section("By predicate (strict)", ("predicate", *_FIGURES), predicates),
        Section("By phenomenon (strict)", ("phenomenon", *_FIGURES), shown),
        Section("Confusions", ("gold", "build", "count"), confused),
        Section("Reliability of confidence", ("confidence", "statements", "mean", "right"), bins),
    )
    return [section for section in made if section.rows]


def _overall(name: str, score: Score) -> tuple[str, ...]:
    figures = score.figures
    accuracies = (score.source_accuracy, score.modality_accuracy)
    return (
        name,
        *(f"{value:.3f}" for value in (figures.precision, figures.recall, figures.f1)),
        *("-" if value is None else f"{value:.3f}" for value in accuracies),
        *(str(count) for count in (figures.hits, figures.predicted, figures.gold)),
    )


def _cells(figures: Figures | SplitFigures) -> tuple[str, ...]:
    right, found = (figures.hits, figures.hits) if isinstance(figures, Figures) else (figures.right, figures.found)
    precision = f"{figures.precision:.2f}" if figures.predicted else "-"
    recall = f"{figures.recall:.2f}" if figures.gold else "-"
    return (
        precision,
        recall,
        f"{figures.f1:.2f}",
        *(str(count) for count in (right, found, figures.predicted, figures.gold)),
    )


def _bin(item: Bin) -> tuple[str, ...]:
    return (f"{item.low:.1f}-{item.high:.1f}", str(item.count), f"{item.confidence:.2f}", f"{item.right:.2f}")


def markdown(tables: Sequence[Section], *, level: int = 2) -> str:
    """The `tables` as Markdown, each under a heading of `level`."""
    return "\n".join(f"{'#' * level} {table.title}\n\n{markdown_table(table)}" for table in tables)


def markdown_table(table: Section) -> str:
    """The rows of `table` as a Markdown table; numbers are set to the right."""
    lines = [table.columns, ("---", *("---:" for _ in table.columns[1:])), *table.rows]
    return "".join(f"| {' | '.join(_escaped(cell) for cell in line)} |\n" for line in lines)


def _escaped(cell: str) -> str:
    return cell.translate(_MARKUP)


def error_lines(errors: Sequence[Erring]) -> list[str]:
    """Each sentence with errors and below it what was missed (-), wrong (+) and right (=), one a line."""
    lines = []
    for error in errors:
        lines.append(f"{error.passage} {error.start}-{error.end}: {error.quote}")
        lines += [f"  - {described(claim)}" for claim in error.missed]
        lines += [f"  + {described(claim)}" for claim in error.wrong]
        lines += [f"  = {described(claim)}" for claim in error.right]
    return lines


def described(claim: Claim) -> str:
    """`claim` on one line: who, predicate, towards whom, about what, how certain, according to whom."""
    about = " x ".join(part for part in (claim.change, claim.instrument, claim.good) if part)
    parts = [
        claim.subject,
        ("not " if claim.negated else "") + claim.predicate,
        claim.object_actor or "",
        f"[{about}]" if about else "",
        f"target {claim.target}" if claim.target else "",
        f'"{" ".join(claim.text.split())}"' if claim.text else "",
        claim.modality.value,
        f"said by {claim.source}" if claim.source else "",
        f"{claim.confidence:.2f} {claim.rule}".strip() if claim.confidence is not None else "",
    ]
    return " | ".join(part for part in parts if part)


def as_json(evaluation: Evaluation, *, errors: bool = False) -> dict[str, Any]:
    """`evaluation` as one JSON object, figures to three decimals; `errors` adds the sentences missed or wrong."""
    found: dict[str, Any] = {
        "passages": evaluation.passages,
        "strict": score_json(evaluation.strict),
        "lenient": score_json(evaluation.lenient),
        "predicates": {
            name: {"strict": figures_json(figures), "lenient": figures_json(evaluation.lenient_predicates[name])}
            for name, figures in evaluation.predicates.items()
        },
        "phenomena": {name.value: figures_json(figures) for name, figures in evaluation.phenomena.items()},
        "confusions": [
            {"gold": item.gold, "build": item.predicted, "count": item.count} for item in evaluation.confusions
        ],
        "reliability": [
            {
                "low": item.low,
                "high": item.high,
                "statements": item.count,
                "confidence": round(item.confidence, 3),
                "right": round(item.right, 3),
            }
            for item in evaluation.reliability
        ],
        "calibration_error": round(evaluation.calibration_error, 3),
    }
    if errors:
        found["errors"] = [_error_json(error) for error in evaluation.errors]
    return found


def score_json(score: Score) -> dict[str, Any]:
    """One strictness as JSON."""
    source, modality = score.source_accuracy, score.modality_accuracy
    return {
        **figures_json(score.figures),
        "source_accuracy": None if source is None else round(source, 3),
        "modality_accuracy": None if modality is None else round(modality, 3),
    }


def figures_json(figures: Figures | SplitFigures) -> dict[str, float | int]:
    """Figures as JSON: ratios to three decimals, and the counts that they come from."""
    ratios = {"P": figures.precision, "R": figures.recall, "F1": figures.f1}
    if isinstance(figures, Figures):
        counts = {"right": figures.hits}
    else:
        counts = {"right": figures.right, "found": figures.found}
    rounded: dict[str, float | int] = {name: round(value, 3) for name, value in ratios.items()}
    return {**rounded, **counts, "build": figures.predicted, "gold": figures.gold}


def _error_json(error: Erring) -> dict[str, Any]:
    return {
        "passage": error.passage,
        "start": error.start,
        "end": error.end,
        "quote": error.quote,
        "missed": [_claim_json(claim) for claim in error.missed],
        "wrong": [_claim_json(claim) for claim in error.wrong],
        "right": [_claim_json(claim) for claim in error.right],
    }


def _claim_json(claim: Claim) -> dict[str, Any]:
    found: dict[str, Any] = {
        "subject": claim.subject,
        "predicate": claim.predicate,
        "object_actor": claim.object_actor,
        "instrument": claim.instrument,
        "change": claim.change,
        "good": claim.good,
        "target": claim.target,
        "text": claim.text,
        "negated": claim.negated,
        "modality": claim.modality.value,
        "source": claim.source,
    }
    if claim.confidence is not None:
        found |= {"confidence": claim.confidence, "rule": claim.rule}
    return found
