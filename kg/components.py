"""spaCy components: what tradekg finds in a text, inside any spaCy pipeline.

Each factory is registered by an entry point, so `nlp.add_pipe("tradekg_mentions")` works without an import.
Every `spacy.load` imports this module: it must stay light, and pulls the stages in only when a component is made.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc


@Language.factory("tradekg_mentions", assigns=["doc._.kg_mentions"], requires=["token.dep", "doc.ents", "doc.sents"])
def make_mentions(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001 (spaCy passes both by name)
    """Find and resolve who is named: `doc._.kg_mentions` is a list of `kg.resolve.Resolved`."""
    from kg.gazetteer import load_gazetteer
    from kg.model import Document
    from kg.resolve import resolve

    gazetteer = load_gazetteer()
    Doc.set_extension("kg_mentions", default=None, force=True)

    def component(doc: Doc) -> Doc:
        doc._.kg_mentions = resolve(doc, document=Document(id="", text=doc.text), gazetteer=gazetteer)
        return doc

    return component


@Language.factory("tradekg_attribution", assigns=["doc._.kg_attributions"], requires=["token.dep", "doc.sents"])
def make_attribution(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001 (spaCy passes both by name)
    """Find who is reported to say what: `doc._.kg_attributions` is a list of `kg.extract.attribution.Attribution`."""
    from kg.extract.attribution import attributions

    Doc.set_extension("kg_attributions", default=None, force=True)

    def component(doc: Doc) -> Doc:
        doc._.kg_attributions = attributions(doc)
        return doc

    return component


@Language.factory(
    "tradekg_statements", assigns=["doc._.kg_statements"], requires=["token.dep", "doc.ents", "doc.sents"]
)
def make_statements(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001 (spaCy passes both by name)
    """Extract the statements of a text: `doc._.kg_statements` is a list of `kg.model.Statement`.

    It needs no other component of tradekg before it; the document's date is not known here.
    """
    from kg.extract.confidence import load_scorer
    from kg.extract.extractor import Extractor
    from kg.gazetteer import load_gazetteer
    from kg.goods import load_goods
    from kg.instruments import load_lists
    from kg.lexicon import load_lexicon
    from kg.model import Document
    from kg.ontology import load_ontology

    extractor = Extractor(
        nlp, load_ontology(), load_lexicon(), load_gazetteer(), load_goods(), load_lists(), load_scorer()
    )
    Doc.set_extension("kg_statements", default=None, force=True)

    def component(doc: Doc) -> Doc:
        doc._.kg_statements = list(extractor.read(doc, Document(id="", text=doc.text)).statements)
        return doc

    return component
