"""The whole reading of a document, from text to statements, on one screen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.coref import resolve_first_person
from kg.decisions import Decisions, read_decisions
from kg.extract.assemble import Assembler
from kg.extract.attribution import Attribution, attributions, governing, sources
from kg.extract.candidates import Candidate
from kg.extract.confidence import Scorer, load_scorer
from kg.extract.frames import FrameReader
from kg.extract.index import MentionIndex
from kg.extract.openie import open_triples
from kg.extract.phrases import Phrases
from kg.extract.quotes import quotations
from kg.extract.repair import mend
from kg.extract.select import Scored, select
from kg.extract.ties import ties
from kg.gazetteer import Gazetteer, load_gazetteer
from kg.goods import Goods, load_goods
from kg.instruments import NamedInstruments, load_lists
from kg.lexicon import Lexicon, load_lexicon
from kg.model import Document, DocumentResult, Mention, OpenTriple, merged_statements
from kg.ontology import Ontology, load_ontology
from kg.parse import load_model, parse, vocabulary
from kg.recognise import Recogniser
from kg.resolve import Resolved, name_index, resolve
from kg.snapshot import is_snapshot, snapshot

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Extractor:
    """All that reading needs, loaded once: model, ontology, lexicon, gazetteer, goods, weights, decisions."""

    nlp: Language
    ontology: Ontology
    lexicon: Lexicon
    gazetteer: Gazetteer
    goods: Goods
    named: NamedInstruments
    scorer: Scorer
    decisions: Decisions = field(default_factory=lambda: Decisions(()))
    recogniser: Recogniser | None = None
    with_open: bool = False

    @classmethod
    def load(
        cls,
        *,
        model: str = "en_core_web_sm",
        gazetteers: Iterable[Path] = (),
        decisions: Path | None = None,
        with_open: bool = False,
    ) -> Extractor:
        """An extractor with the installed `model`, further `gazetteers` (CSV or SKOS Turtle) and persons' `decisions`;
        `with_open` makes it read open triples beside the statements.

        Raises:
            ModelError: the model is not installed.
            DataError: a data file is malformed.
        """
        gazetteer = load_gazetteer(tuple(gazetteers))
        nlp = load_model(model)
        return cls(
            nlp=nlp,
            ontology=load_ontology(),
            lexicon=load_lexicon(),
            gazetteer=gazetteer,
            goods=load_goods(),
            named=load_lists(),
            scorer=load_scorer(),
            decisions=Decisions(read_decisions(decisions) if decisions else (), entities=gazetteer.entities),
            recogniser=Recogniser(nlp.get_pipe("ner"), gazetteer, name_index(gazetteer), vocabulary(nlp)),
            with_open=with_open,
        )

    def pipe(self, documents: Iterable[Document]) -> Iterator[DocumentResult]:
        """The result of each document, in order."""
        kept: list[Document] = []

        def texts() -> Iterator[str]:
            for document in documents:
                kept.append(document)
                yield document.text

        for doc in self.parse(texts()):
            yield self.read(doc, kept.pop(0))

    def parse(self, texts: Iterable[str]) -> Iterator[Doc]:
        """The parsed Docs of `texts` as snapshots, in order."""
        if self.recogniser is None:
            return map(ready, parse(self.nlp, texts))
        return self.recogniser.pipe(map(ready, parse(self.nlp, texts, without={"ner"})), batch_size=64)

    def read(self, doc: Doc, document: Document) -> DocumentResult:
        """The statements, entities and mentions of a parsed `doc` of `document`."""
        doc = ready(doc)
        mentions, candidates = self.candidates(doc, document)
        quoted = frozenset(i for quote in quotations(doc) for i in range(quote.start, quote.end))
        assembler = Assembler(doc, document, self.ontology, self.scorer, quoted)
        made = [Scored(statement, c) for c in candidates if (statement := assembler.statement(c)) is not None]
        statements = merged_statements(assembler.with_evidence(one.statement, one.candidate) for one in select(made))
        return DocumentResult(
            document=replace(document, text=""),
            digest=hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest(),
            length=len(document.text),
            sentences=sum(1 for _ in doc.sents),
            tokens=len(doc),
            statements=tuple(statements),
            entities=tuple(sorted(assembler.entities.values(), key=lambda entity: entity.id)),
            mentions=tuple(_record(doc, document, mention) for mention in mentions),
            open_triples=tuple(_quoted(document, triple) for triple in open_triples(doc)) if self.with_open else (),
        )

    def candidates(self, doc: Doc, document: Document) -> tuple[list[Resolved], list[Candidate]]:
        """The resolved mentions of a parsed `doc` and all candidate statements, unscored."""
        doc = ready(doc)
        mentions = resolve(doc, document=document, gazetteer=self.gazetteer)
        reports = attributions(doc)
        mentions = resolve_first_person(doc, mentions, _speakers(doc, mentions, reports))
        mentions = self.decisions.replay(mentions)
        index = MentionIndex(mentions)
        phrases = Phrases.of(doc, self.lexicon, self.goods, self.named, index)
        carried_out_by = {name: c.predicate for name, c in self.ontology.changes.items() if c.predicate}
        known = self.gazetteer.entities
        tied = list(ties(doc, lexicon=self.lexicon, index=index, mentions=mentions, known=known))
        places = {tie.subject.entity.id: tie.others[0].entity for tie in reversed(tied)}
        reader = FrameReader.of(doc, self.lexicon, phrases, index, reports, carried_out_by, known, places)
        return mentions, [*reader.candidates(), *tied]


def ready(doc: Doc) -> Doc:
    """A parsed `doc` mended, as a snapshot, as the rules read it; itself where it is one."""
    if is_snapshot(doc):
        return doc
    mend(doc)
    return snapshot(doc)


def _quoted(document: Document, triple: OpenTriple) -> OpenTriple:
    """`triple` with its sentence as the document has it, not as the parser reads it."""
    return replace(triple, quote=document.text[triple.start : triple.end])


def _speakers(doc: Doc, mentions: Sequence[Resolved], reports: Sequence[Attribution]) -> dict[int, Resolved]:
    """For each token inside quotation marks, whoever is reported to say it."""
    index = MentionIndex(mentions)
    innermost = governing(doc, reports)
    found: dict[int, Resolved] = {}
    for quote in quotations(doc):
        for i in range(quote.start, quote.end):
            for report in sources(i, reports, innermost):
                speaker = index.actor(doc[report.speaker]) if report.speaker is not None else None
                if speaker is not None:
                    found[i] = speaker
                    break
    return found


def _record(doc: Doc, document: Document, mention: Resolved) -> Mention:
    span = doc[mention.start : mention.end]
    text = document.text[span.start_char : span.end_char]
    return Mention(document.id, span.start_char, span.end_char, text, mention.entity.id, mention.reason)
