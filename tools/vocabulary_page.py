"""A hook of MkDocs: adds the ontology as a page, made by pyLODE from its Turtle, to the site."""

from __future__ import annotations

import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ONTOLOGY = Path(__file__).resolve().parent.parent / "ontology"
PAGE = "reference/vocabulary.html"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the page among the files of the site."""
    files.append(File.generated(config, PAGE, content=page()))
    return files


def page() -> str:
    """The classes and properties of ``tradekg.ttl`` as one page of HTML that loads nothing."""
    from pylode import OntPub

    logging.getLogger().setLevel(logging.WARNING)  # importing pyLODE makes the root logger talk
    made = str(OntPub(str(ONTOLOGY / "tradekg.ttl")).make_html())
    return made.replace('href="#ontology"', 'href="#metadata"')  # pyLODE 3.3.4 links to a place that it does not make
