"""A snapshot says of a text what the spaCy Doc says that it was made from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from kg.parse import parse
from kg.snapshot import is_snapshot, snapshot

TEXTS = (
    "Japan's ministry, which opposes the U.S. tariffs on steel, said it won't retaliate. Talks go on in Geneva.",
    '"We want 5,000 tons and no quota," Maria Gonzales told reporters.\n\nCanada, Mexico and Chile agreed  with her.',
    "Stop.",
    "",
)
PLAIN = (
    *("i", "idx", "text", "lower_", "norm_", "lemma_", "pos_", "tag_", "dep_", "ent_type_", "ent_iob_", "whitespace_"),
    *("text_with_ws", "is_alpha", "is_digit", "is_lower", "is_upper", "is_title", "is_punct", "is_space", "like_num"),
    *("n_lefts", "n_rights"),
)
SINGLE = ("head", "left_edge", "right_edge")
SEVERAL = ("children", "lefts", "rights", "subtree", "ancestors", "conjuncts")


def of_token(token: Token) -> dict[str, object]:
    """All that a token says, other tokens by their index."""
    said: dict[str, object] = {name: getattr(token, name) for name in PLAIN}
    said |= {name: getattr(token, name).i for name in SINGLE}
    said |= {name: [other.i for other in getattr(token, name)] for name in SEVERAL}
    return said | {"starts": bool(token.is_sent_start), "sent": (token.sent.start, token.sent.end), "long": len(token)}


def of_span(span: Span) -> tuple[object, ...]:
    words = [token.text for token in span]
    return span.start, span.end, span.text, span.start_char, span.end_char, span.root.i, span.label_, words, len(span)


def spans(doc: Doc) -> Iterator[Span]:
    yield from doc.sents
    yield from doc.ents
    for start in range(len(doc)):
        yield from (doc[start:end] for end in range(start + 1, min(start + 6, len(doc)) + 1))


@pytest.mark.parametrize("text", TEXTS)
def test_it_says_what_the_doc_says(nlp: Language, text: str) -> None:
    (doc,) = parse(nlp, [text])
    made = snapshot(doc)
    assert is_snapshot(made)
    assert not is_snapshot(doc)
    assert (made.text, len(made)) == (doc.text, len(doc))
    assert [of_token(token) for token in made] == [of_token(token) for token in doc]
    assert [of_span(span) for span in spans(made)] == [of_span(span) for span in spans(doc)]


def test_its_tokens_and_spans_are_told_apart(nlp: Language) -> None:
    (doc,) = parse(nlp, ["Japan opposes the ban. China does not."])
    made = snapshot(doc)
    assert made[1] is made[1].head
    assert made[1] in {made[0].head}
    assert made[0] != made[1]
    assert made[0].sent == made[1].sent != made[6].sent
    assert made[-1].nbor(-1) is made[len(made) - 2]
    assert made[1].is_ancestor(made[0])
    assert not made[0].is_ancestor(made[1])
    assert made[2:4][-1].text == "ban"
    with pytest.raises(IndexError):
        made[0].nbor(-1)
    with pytest.raises(IndexError):
        made[len(made) - 1].nbor()


def test_a_later_change_of_the_doc_does_not_reach_it(nlp: Language) -> None:
    (doc,) = parse(nlp, ["Japan opposes the ban."])
    made = snapshot(doc)
    doc[0].lemma_ = "changed"
    assert made[0].lemma_ == "Japan"
