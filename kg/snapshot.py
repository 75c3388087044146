"""A parsed text as plain Python objects, many times quicker to walk than spaCy's.

A spaCy Doc makes a new Token at each access and looks its strings up anew; the rules ask for the same heads, children
and lemmas dozens of times a token. `snapshot` asks once. What it returns has those of the names of `spacy.tokens` that
reading uses, with the same meaning. What repairs a parse works on the spaCy Doc before; its entities may be set after.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast, overload

if TYPE_CHECKING:
    from spacy.tokens import Doc

_FIELDS = ("ORTH", "NORM", "LEMMA", "POS", "TAG", "DEP", "ENT_TYPE", "ENT_IOB", "HEAD", "SPACY", "SENT_START")
_IOB = ("", "I", "O", "B")
_NEGATIVE = 2**63  # spaCy gives distances to heads as unsigned numbers
_MOST = 500_000
"""Words that are remembered at once."""


_FLAGS = ("is_alpha", "is_digit", "is_lower", "is_upper", "is_title", "is_punct", "is_space", "like_num")

_words: dict[int, tuple[Any, ...]] = {}
"""What is known of a word wherever it stands: its text, the same in lower case, its `_FLAGS`."""
_names: dict[int, str] = {}


class SnapToken:
    """One token; see `spacy.tokens.Token` for what each name means."""

    __slots__ = (
        *_FLAGS,
        "_subtree",
        "children",
        "dep_",
        "doc",
        "ent_iob_",
        "ent_type_",
        "head",
        "i",
        "idx",
        "is_sent_start",
        "left_edge",
        "lefts",
        "lemma_",
        "lower_",
        "norm_",
        "pos_",
        "right_edge",
        "rights",
        "sent",
        "tag_",
        "text",
        "whitespace_",
    )  # fmt: skip
    doc: SnapDoc
    i: int
    idx: int
    text: str
    lower_: str
    norm_: str
    lemma_: str
    pos_: str
    tag_: str
    dep_: str
    ent_type_: str
    ent_iob_: str
    whitespace_: str
    is_sent_start: bool
    is_alpha: bool
    is_digit: bool
    is_lower: bool
    is_upper: bool
    is_title: bool
    is_punct: bool
    is_space: bool
    like_num: bool
    head: SnapToken
    sent: SnapSpan
    lefts: tuple[SnapToken, ...]
    rights: tuple[SnapToken, ...]
    children: tuple[SnapToken, ...]
    left_edge: SnapToken
    right_edge: SnapToken
    _subtree: tuple[SnapToken, ...] | None

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text

    def __len__(self) -> int:
        return len(self.text)

    def __bool__(self) -> bool:
        return True

    def __lt__(self, other: SnapToken) -> bool:
        return self.i < other.i

    @property
    def text_with_ws(self) -> str:
        return self.text + self.whitespace_

    @property
    def n_lefts(self) -> int:
        return len(self.lefts)

    @property
    def n_rights(self) -> int:
        return len(self.rights)

    @property
    def subtree(self) -> tuple[SnapToken, ...]:
        if self._subtree is None:
            found: list[SnapToken] = []
            for child in self.lefts:
                found += child.subtree
            found.append(self)
            for child in self.rights:
                found += child.subtree
            self._subtree = tuple(found)
        return self._subtree

    @property
    def ancestors(self) -> Iterator[SnapToken]:
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def depth(self) -> int:
        """How many heads there are above it; as many as words in the text for a mark or space that stands alone."""
        if (self.is_punct or self.is_space) and not self.children:
            return len(self.doc) - 1
        return sum(1 for _ in self.ancestors)

    @property
    def conjuncts(self) -> tuple[SnapToken, ...]:
        first = self
        while first.dep_ == "conj" and first.head is not first:
            first = first.head
        joined = [first]
        for token in joined:
            joined += [child for child in token.rights if child.dep_ == "conj"]
        return tuple(token for token in joined if token is not self)

    def is_ancestor(self, descendant: SnapToken) -> bool:
        return any(token is self for token in descendant.ancestors)

    def nbor(self, i: int = 1) -> SnapToken:
        if self.i + i < 0:
            raise IndexError(self.i + i)
        return self.doc.tokens[self.i + i]


class SnapSpan:
    """The tokens ``[start, end)``; see `spacy.tokens.Span`."""

    __slots__ = ("doc", "end", "label_", "start")

    def __init__(self, doc: SnapDoc, start: int, end: int, label: str = "") -> None:
        self.doc, self.start, self.end, self.label_ = doc, start, end, label

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[SnapToken]:
        return iter(self.doc.tokens[self.start : self.end])

    @overload
    def __getitem__(self, at: int) -> SnapToken: ...
    @overload
    def __getitem__(self, at: slice) -> SnapSpan: ...
    def __getitem__(self, at: int | slice) -> SnapToken | SnapSpan:
        if isinstance(at, slice):
            start, end, _ = at.indices(len(self))
            return SnapSpan(self.doc, self.start + start, self.start + max(start, end))
        return self.doc.tokens[range(self.start, self.end)[at]]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SnapSpan) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[int, int, int, str]:
        return id(self.doc), self.start, self.end, self.label_

    def __str__(self) -> str:
        return self.text

    @property
    def start_char(self) -> int:
        return self.doc.tokens[self.start].idx

    @property
    def end_char(self) -> int:
        last = self.doc.tokens[self.end - 1]
        return last.idx + len(last.text)

    @property
    def text(self) -> str:
        return self.doc.text[self.start_char : self.end_char] if self.end > self.start else ""

    @property
    def sent(self) -> SnapSpan:
        return self.doc.tokens[self.start].sent

    @property
    def root(self) -> SnapToken:
        """The token that the others depend on: a sentence's root, else the one with the fewest heads above it, and no
        mark or space that stands alone."""
        tokens = self.doc.tokens[self.start : self.end]
        for token in tokens:
            if token.head is token:
                return token
        outer = [token for token in tokens if not self.start <= token.head.i < self.end]
        return min(outer, key=SnapToken.depth, default=tokens[0])


class SnapDoc:
    """A whole text; see `spacy.tokens.Doc`."""

    __slots__ = ("ents", "sents", "text", "tokens", "user_data")

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[SnapToken] = []
        self.sents: tuple[SnapSpan, ...] = ()
        self.ents: tuple[SnapSpan, ...] = ()
        self.user_data: dict[Any, Any] = {}

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[SnapToken]:
        return iter(self.tokens)

    @overload
    def __getitem__(self, at: int) -> SnapToken: ...
    @overload
    def __getitem__(self, at: slice) -> SnapSpan: ...
    def __getitem__(self, at: int | slice) -> SnapToken | SnapSpan:
        if type(at) is slice:  # isinstance takes longer, and this is asked for a hundred times a word
            start, end, _ = at.indices(len(self.tokens))
            return SnapSpan(self, start, max(start, end))
        return self.tokens[at]


def set_entities(doc: Doc, entities: Iterable[tuple[int, int, str]]) -> None:
    """Give the snapshot `doc` its entities, as tokens ``[start, end)`` with a label, in text order."""
    made = cast("SnapDoc", doc)
    made.ents = tuple(SnapSpan(made, start, end, label) for start, end, label in entities)
    for token in made.tokens:
        token.ent_type_, token.ent_iob_ = "", "O"
    for ent in made.ents:
        for token in ent:
            token.ent_type_, token.ent_iob_ = ent.label_, "I"
        made.tokens[ent.start].ent_iob_ = "B"


def is_snapshot(doc: Doc) -> bool:
    """True for what `snapshot` made."""
    return isinstance(doc, SnapDoc)


def snapshot(doc: Doc) -> Doc:
    """`doc`, which has sentences and dependencies, as it is now."""
    made = SnapDoc(doc.text)
    rows: list[list[int]] = doc.to_array(list(_FIELDS)).tolist() if len(doc) else []
    made.tokens = [SnapToken() for _ in rows]
    _describe(made, rows, doc)
    _connect(made.tokens)
    made.sents = tuple(SnapSpan(made, sent.start, sent.end) for sent in doc.sents)
    for sent in made.sents:
        for token in made.tokens[sent.start : sent.end]:
            token.sent = sent
    made.ents = tuple(SnapSpan(made, ent.start, ent.end, ent.label_) for ent in doc.ents)
    return cast("Doc", made)


def _describe(made: SnapDoc, rows: Sequence[Sequence[int]], doc: Doc) -> None:
    """Give the tokens of `made` their places, words, labels and heads."""
    if max(len(_words), len(_names)) > _MOST:
        _words.clear()
        _names.clear()
    for column in (*_FIELDS[1:7], _FIELDS[0]):
        _learn({row[_FIELDS.index(column)] for row in rows}, doc, with_flags=column == "ORTH")
    name, tokens, at = _names.__getitem__, made.tokens, 0
    for i, (token, row) in enumerate(zip(tokens, rows, strict=True)):
        orth, norm, lemma, pos, tag, dep, ent_type, ent_iob, head, space, sent_start = row
        token.doc, token.i, token.idx, token._subtree = made, i, at, None
        (
            token.text,
            token.lower_,
            token.is_alpha,
            token.is_digit,
            token.is_lower,
            token.is_upper,
            token.is_title,
            token.is_punct,
            token.is_space,
            token.like_num,
        ) = _words[orth]
        token.norm_, token.lemma_, token.pos_ = name(norm), name(lemma), name(pos)
        token.tag_, token.dep_, token.ent_type_ = name(tag), name(dep), name(ent_type)
        token.ent_iob_, token.is_sent_start = _IOB[ent_iob], sent_start == 1
        token.whitespace_ = " " if space else ""
        token.head = tokens[i + (head if head < _NEGATIVE else head - 2 * _NEGATIVE)]
        at += len(token.text) + space


def _learn(keys: set[int], doc: Doc, *, with_flags: bool) -> None:
    """Look up what the words or labels `keys` are, where that is not remembered."""
    for key in keys:
        if with_flags and key not in _words:
            lexeme = doc.vocab[key]
            _words[key] = (lexeme.text, lexeme.lower_, *(getattr(lexeme, flag) for flag in _FLAGS))
        elif not with_flags and key not in _names:
            _names[key] = doc.vocab.strings[key]


def _connect(tokens: Sequence[SnapToken]) -> None:
    """Give all tokens their children and the ends of what hangs on them."""
    lefts: list[list[SnapToken]] = [[] for _ in tokens]
    rights: list[list[SnapToken]] = [[] for _ in tokens]
    for token in tokens:
        token.left_edge = token.right_edge = token
        if token.i < token.head.i:
            lefts[token.head.i].append(token)
        elif token.i > token.head.i:
            rights[token.head.i].append(token)
    for token in tokens:
        token.lefts, token.rights = tuple(lefts[token.i]), tuple(rights[token.i])
        token.children = token.lefts + token.rights
        above = token
        while above.head is not above:
            above = above.head
            if token.i < above.left_edge.i:
                above.left_edge = token
            elif token.i > above.right_edge.i:
                above.right_edge = token
