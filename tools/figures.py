"""The figures that README.md and docs/ print, taken from benchmarks/results/ and from the tests' own sentences.

A region is ``<!-- figures: NAME -->`` ... ``<!-- /figures -->``, where NAME is a key of `FIGURES`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
REGION = re.compile(r"<!-- figures: (?P<name>[\w-]+) -->\n.*?<!-- /figures -->", re.DOTALL)

sys.path.insert(0, str(ROOT / "benchmarks"))
from plan import Assumed, Plan  # noqa: E402


def with_figures(text: str) -> str:
    """`text` with its regions made anew.

    Raises:
        KeyError: a region's name is unknown.
    """
    return REGION.sub(lambda m: f"<!-- figures: {m['name']} -->\n{FIGURES[m['name']]()}\n<!-- /figures -->", text)


def _results(name: str) -> Any:
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    heads = list(head)
    rule = ["---", *["---:"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in (heads, rule, *rows))


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _triple(scores: dict[str, float]) -> list[str]:
    return [_number(scores[name]) for name in ("P", "R", "F1")]


def accuracy() -> str:
    """What was measured and the main scores."""
    found = _results("accuracy")
    dev, seed = found["gold"]["dev"], found["gold"]["seed"]
    rows = (
        [name, *_triple(s["strict"]), *(_number(s["strict"][f"{what}_accuracy"]) for what in ("source", "modality"))]
        for name, s in (("dev", dev), ("seed", seed))
    )
    return (
        f"Measured on {found['date']} against texts annotated by hand, which are not part of this repository: "
        f"{dev['passages']} passages of news with {dev['strict']['gold']} statements\n(`dev`: no rule was written from "
        "its sentences, but its scores chose between versions, so they lean to the high side) and one article with\n"
        f"{seed['strict']['gold']} (`seed`), which was read during the work. Strict: the same subject, predicate and "
        "polarity, no contradicting\nchange, a matching object, in the same sentence, each gold statement matched "
        "once.\n\n" + _table(("gold", "strict precision", "recall", "F1", "source right", "modality right"), rows)
    )


def confidence() -> str:
    """What a higher bar does, in one sentence."""
    at = _results("accuracy")["gold"]["dev"]["min_confidence"]
    half, high = at["0.5"], at["0.8"]
    return (
        f"The confidence of a statement helps: of those at 0.5 and more {_number(half['P'])} are right\n"
        f"(recall {_number(half['R'])}), at 0.8 and more {_number(high['P'])} (recall {_number(high['R'])}); "
        "`--min-confidence` sets the bar."
    )


def bars() -> str:
    """Strict scores on dev by the least confidence."""
    at = _results("accuracy")["gold"]["dev"]["min_confidence"]
    rows = ([bar, *_triple(scores), scores["build"]] for bar, scores in at.items())
    return _table(("at least", "precision", "recall", "F1", "statements"), rows)


def phenomena() -> str:
    """Strict scores on dev by phenomenon, with the date."""
    found = _results("accuracy")
    scores = found["gold"]["dev"]["phenomena"]
    rows = ([name, *_triple(score), score["build"], score["gold"]] for name, score in scores.items())
    head = f"Strict scores on `dev`, {found['date']}, tradekg {found['version']}, {found['model']}:\n\n"
    return head + _table(("phenomenon", "precision", "recall", "F1", "in the build", "in the gold"), rows)


def predicates() -> str:
    """Strict scores on dev by predicate."""
    found = _results("accuracy")["gold"]["dev"]["predicates"]
    scores = {name: matches["strict"] for name, matches in found.items()}
    rows = ([f"`{name}`", *_triple(score), score["build"], score["gold"]] for name, score in scores.items())
    return _table(("predicate", "precision", "recall", "F1", "in the build", "in the gold"), rows)


def polnear() -> str:
    """Attribution on PolNeAR."""
    found = _results("polnear")
    cue, source, content, full = (_number(found[part]["f1"]) for part in ("cue", "source", "content", "full"))
    return (
        "Attribution alone (who is reported to say what), on the development part of PolNeAR, spans matched by word: "
        f"F1 {cue} for the cue,\n{source} for the source, {content} for the content, {full} for all three "
        f"(`python benchmarks/polnear.py`, {found['annotations']} texts, {found['date']})."
    )


def carb() -> str:
    """Open triples on CaRB."""
    found = _results("carb")
    precision, recall, f1 = (_number(found[name]) for name in ("precision", "recall", "f1"))
    return (
        f"Open triples (`kg build --open`), on the development part of CaRB: precision {precision}, recall {recall}, "
        f"F1 {f1}\n(`python benchmarks/carb.py`, {found['sentences']} sentences, {found['date']})."
    )


def plv() -> str:
    """Event classes on PLV."""
    found = _results("plv")
    unread, read = found["half not read"], found["half read while the lexicon was written"]

    def shown(half: dict[str, Any], way: str) -> list[str]:
        return [_number(half[way][name]) for name in ("roots", "quads", "sides")]

    pair, alone, fitted = shown(unread, "pair given"), shown(unread, "end to end"), shown(read, "pair given")
    return (
        f"Political news at large, macro-F1 over PLOVER's classes, on the {unread['rows']} rows of PLV that were not "
        "read while the lexicon was written\n"
        f"(`python benchmarks/plv.py`, {found['date']}): with the pair of parties given {pair[0]}, over quads "
        f"{pair[1]}, conflict against cooperation {pair[2]}. From the\nsentence alone {alone[0]}, {alone[1]} and "
        f"{alone[2]}, since only {unread['end to end']['coverage']:.0%} of the rows get a statement: `kg build` does "
        f"not use the lexicon of events. On the {read['rows']} rows\nthat were read, the pair given has {fitted[0]}, "
        f"{fitted[1]} and {fitted[2]}."
    )


def speed() -> str:
    """What was timed, with the script that times it."""
    store, built, many = _results("store"), _results("throughput"), _results("throughput-20000")
    start, scale = _results("startup")["seconds"], _results("scale")

    def row_of(task: str) -> dict[str, Any]:
        return next(row for row in store["rows"] if row["task"].startswith(task))

    def against(task: str, what: str) -> tuple[str, str, str]:
        row = row_of(task)
        result = f"{_seconds(row['ours'])}, {row['ratio']:.0f} times faster than rdflib"
        return what, result, "`python benchmarks/store.py`"

    quads = f"{store['quads'] / 1e6:.1f} million quads"
    push = row_of("push of")
    graphs = int(push["task"].split()[2])
    sent = f"{_seconds(push['ours'])}; curl, which verifies nothing, {_seconds(push['other'])}"
    analysis = _results("analysis")
    page = {row["statements"]: row["ready_ms"] / 1000 for row in _results("page")["rows"]}
    measured = (RESULTS / "validation.md").read_text(encoding="utf-8")
    checked = re.search(r"^\| (10,000) \| ([\d,]+) \| ([\d.]+) \|", measured, re.M)
    assert checked is not None
    validation = "`python benchmarks/validation.py`"
    texts = f"a build of 517 news articles ({built['tokens']:,} tokens), all outputs, {built['jobs']} workers"
    size = f"{many['documents']:,} documents of about {many['words']} words ({many['tokens']:,} tokens)"
    short = f"a build of {size}, likewise"

    def ratio(one: dict[str, Any]) -> str:
        return f"{one['build_speed_relative_to_bare']:.2f} of the speed of the bare spaCy pipeline"

    how, startup = "`python benchmarks/page.py`", "`python benchmarks/startup.py`"
    memory = f"{scale['peak_mb']['parent']} MB, {scale['peak_mb']['largest_worker']} MB"
    rows = [
        against("query in memory: count by group", f"a query that counts, {quads} in memory"),
        against("query in memory: two hops over direct triples", "two hops over direct triples, the same graph"),
        against("query in memory: two hops over all statement nodes", "two hops over all statement nodes"),
        against("query in memory: text filter", "a text filter"),
        against("query in memory: optional", "an optional part"),
        against("query in memory: path", "a property path"),
        against("load into memory", f"loading {quads} into memory"),
        against("export: nq of a build", "N-Quads of a build"),
        against("export: ttl of a build", "Turtle of a build"),
        (f"validating {checked[1]} statements, {checked[2]} quads", _seconds(float(checked[3])), validation),
        (f"pushing {graphs:,} graphs to a local Oxigraph", sent, "`python benchmarks/store.py`"),
        (
            f"all measures on a network of {analysis['edges']:,} edges",
            _seconds(analysis["seconds"]["whole analysis"]),
            "`python benchmarks/analysis.py`",
        ),
        ("opening a page of 5,000 statements in Chromium", _seconds(page[5000]), how),
        ("opening a page of 50,000 statements", _seconds(page[50_000]), how),
        (texts, ratio(built), "`python benchmarks/throughput.py`"),
        (short, ratio(many), "`python benchmarks/throughput.py --documents 20000`"),
        ("memory for that: `kg build` itself, each worker", memory, "`python benchmarks/scale.py`"),
        ("a build of one article, from a cold start", _seconds(start["kg build, one article"]), startup),
        ("`kg query` on a store, from a cold start", _seconds(start["kg query"]), startup),
    ]
    return _table(("what", "result", "how"), rows).replace("---:", "---")


def _seconds(value: float) -> str:
    return f"{value:.0f} s" if value >= 10 else f"{value:.1f} s" if value >= 1 else f"{value:.2f} s"


def cluster_rates() -> str:
    """What a build on a cluster takes and leaves, an article and for the plan."""
    found = _results("cluster")
    head = (
        f"`python benchmarks/cluster.py`, {found['date']}, {found['machine']}: {found['articles']:,} news articles; "
        f"{found['jobs']} workers took\n{found['overhead_percent']:.0f} % more time than `kg build` there.\n\n"
    )
    return head + _table(("what", "an article", "100 million"), Plan(found, Assumed()).rates())


def cluster_plan() -> str:
    """What follows for 100 million articles."""
    return _table(("plan", "result"), Plan(_results("cluster"), Assumed()).steps())


def own_sentences() -> str:
    """How many of the tests' own sentences are known not to be read."""
    single = _lines("phenomena.jsonl")
    groups = _lines("paraphrases.jsonl")
    worded = [sentence for group in groups for sentence in group["sentences"]]
    kinds = len({case["phenomenon"] for case in single})
    failing = [sum("fails" in case for case in cases) for cases in (single, worded)]
    return (
        f"The tests' own sentences ({len(single)} for {kinds} phenomena of language, {len(worded)} paraphrases in "
        f"{len(groups)} groups) list what is not read yet: {failing[0]} of the {len(single)} and {failing[1]} of the "
        f"{len(worded)}.\nSome of their expectations were written after a first run, so they guard against regressions "
        "and measure nothing."
    )


def _lines(name: str) -> list[Any]:
    text = (ROOT / "tests" / "data" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line]


FIGURES: dict[str, Callable[[], str]] = {
    "accuracy": accuracy,
    "bars": bars,
    "carb": carb,
    "cluster-plan": cluster_plan,
    "cluster-rates": cluster_rates,
    "confidence": confidence,
    "own-sentences": own_sentences,
    "phenomena": phenomena,
    "plv": plv,
    "polnear": polnear,
    "predicates": predicates,
    "speed": speed,
}
