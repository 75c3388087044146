"""The predictions of the model's components, in less time, and of a text the same whatever it is read together with.

Three things of spaCy are done another way. What a word's form says is worked out once for each form. Matrices are
multiplied by numpy's library, which takes a third of the time of Thinc's own; but what it gives for a row changes in
the last digits with how many rows it is given, so that the words of each text are multiplied by themselves. And a
greedy parser or recogniser is stepped from here: spaCy's own loop lets go of the interpreter's lock and takes it again
at each move that it considers, for half of its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from spacy.pipeline import DependencyParser, EntityRecognizer, TrainablePipe
from thinc.api import Model, NumpyOps

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    Floats = NDArray[np.float32]

WORDS = 8_000
"""Words of several texts that are predicted at once, or those of one."""
FORMS = 100_000
"""Words whose vectors are remembered at once, 400 bytes each."""
ABREAST = 6
"""Texts that must be parsed side by side for a step from here to take less time for each than spaCy's own, which
considers few moves; a recogniser considers many, and always gains."""
_OF_A_STEP = NumpyOps()
"""Multiplies the states of one step: Thinc's own multiplication gives a row the same whatever stands beside it."""


class TextOps(NumpyOps):  # type: ignore[misc]  # Thinc's class has no types
    """Thinc's operations with numpy's multiplication, text by text within `texts`."""

    name = "tradekg_numpy"

    def __init__(self) -> None:
        super().__init__(use_blis=False)
        self._lengths: list[int] = []

    @contextmanager
    def texts(self, lengths: Iterable[int]) -> Iterator[None]:
        """Within, the rows of matrices are the words of texts of these `lengths`, one after the other."""
        self._lengths = [length for length in lengths if length]
        try:
            yield
        finally:
            self._lengths = []

    def gemm(
        self, x: Floats, y: Floats, *, out: Floats | None = None, trans1: bool = False, trans2: bool = False
    ) -> Floats:
        """The product of `x` and `y`, each turned where `trans1` or `trans2` says so; in `out` where it is given."""
        padding = self._padding(len(x))
        if trans1 or padding is None:
            product: Floats = super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
            return product
        y = y.T if trans2 else y
        made = np.empty((len(x), y.shape[1]), dtype=np.float32) if out is None else out
        # Of the rows of padding between two texts each takes half. Those at the very ends get what nobody looks at.
        half = padding // 2
        end = padding - half
        np.dot(x[:end], y, out=made[:end])
        for length in self._lengths:
            start, end = end, end + length + 2 * half
            np.dot(x[start:end], y, out=made[start:end])
        np.dot(x[end:], y, out=made[end:])
        return made

    def _padding(self, rows: int) -> int | None:
        """How many rows of padding stand before, between and after the texts; None where `rows` are not theirs."""
        if not self._lengths:
            return None
        padding, rest = divmod(rows - sum(self._lengths), len(self._lengths) + 1)
        return padding if not rest and padding >= 0 and not padding % 2 else None


class WordVectors:
    """The vectors that a model's embedding has given to words, by all that it looks at of them."""

    def __init__(self, embedding: Model[Any, Any]) -> None:
        self._describe, _, *self._layers, _ = embedding.layers
        self._places: dict[bytes, int] = {}
        self._vectors: Floats = np.empty((0, 0), dtype=np.float32)

    @staticmethod
    def can_serve(layer: Model[Any, Any]) -> bool:
        """Whether `layer` describes the words of texts and then looks at each word by itself."""
        names = [part.name for part in layer.layers]
        if len(names) < 3 or names[:2] != ["extract_features", "list2ragged"] or names[-1] != "ragged2list":
            return False
        return all(name.startswith("with_array") for name in names[2:-1])

    def layer(self) -> Model[Any, Any]:
        """What gives these vectors in a model that is not trained any more."""

        def forward(_: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[list[Floats], Any]:
            assert not is_train
            return self(docs), None

        return Model("remembered_embedding", forward)

    def __call__(self, docs: Sequence[Doc]) -> list[Floats]:
        """The vectors of the words of each of `docs`."""
        described = self._describe.predict(docs)
        words = np.ascontiguousarray(np.concatenate(described))
        rows = words.view(np.dtype((np.void, words.strides[0]))).ravel()
        forms, first, form_of = np.unique(rows, return_index=True, return_inverse=True)
        keys: list[bytes] = forms.tolist()
        if len(self._places) + len(keys) > FORMS:
            self._places.clear()
        new = [at for at, key in enumerate(keys) if key not in self._places]
        if new:
            self._learn([keys[at] for at in new], words[first[new]])
        places = np.fromiter((self._places[key] for key in keys), dtype=np.intp, count=len(keys))
        ends = np.cumsum([len(rows) for rows in described])
        return np.split(self._vectors[places[form_of]], ends[:-1])

    def _learn(self, keys: Sequence[bytes], words: NDArray[np.uint64]) -> None:
        found: Any = words
        for layer in self._layers:
            found = layer.predict(found)
        start = len(self._places)
        if not start:
            self._vectors = np.empty((0, found.shape[1]), dtype=np.float32)
        if start + len(keys) > len(self._vectors):
            room = np.empty((max(2 * len(self._vectors), start + len(keys)), found.shape[1]), dtype=np.float32)
            room[:start] = self._vectors[:start]
            self._vectors = room
        self._vectors[start : start + len(keys)] = found
        self._places.update(zip(keys, range(start, start + len(keys)), strict=True))


def adopt(nlp: Language) -> None:
    """Let the components of `nlp` that reckon with Thinc's numpy remember the vectors of words, and do by `TextOps`
    what comes after."""
    ops = TextOps()
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if not isinstance(model, Model):
            continue
        for layer in [layer for layer in model.walk() if WordVectors.can_serve(layer)]:
            model.replace_node(layer, WordVectors(layer).layer())
        for layer in model.walk():
            if type(layer.ops) is NumpyOps:
                layer.ops = ops


def predicted(component: Any, docs: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
    """`docs` with what `component` says of them, at most `batch_size` at once."""
    ops = component.model.ops if isinstance(component, TrainablePipe) else None
    if not isinstance(ops, TextOps):
        yield from component.pipe(docs, batch_size=batch_size)
        return
    for batch in _batches(docs, batch_size):
        abreast, alone = _parted(component, batch) if _is_greedy(component) else ([], batch)
        for group, predict in ((abreast, partial(_moved, component)), (alone, component.predict)):
            if group:
                with ops.texts(map(len, group)):
                    component.set_annotations(group, predict(group))
        yield from batch


def _is_greedy(component: Any) -> bool:
    """True for a parser or recogniser that takes the likeliest move each time, all of its moves being known."""
    if not isinstance(component, DependencyParser | EntityRecognizer) or component.cfg["beam_width"] != 1:
        return False
    attrs = component.model.attrs
    return bool(attrs["has_upper"]) and not attrs["unseen_classes"]


def _parted(component: Any, docs: Sequence[Doc]) -> tuple[list[Doc], list[Doc]]:
    """Those of `docs` that are stepped through in less time from here, for which enough of them must still be there for
    most of the steps that the longest needs, and the others."""
    least = 1 if isinstance(component, EntityRecognizer) else ABREAST
    abreast, alone = sorted(docs, key=len), []
    while abreast and sum(map(len, abreast)) < least * len(abreast[-1]):
        alone.append(abreast.pop())
    return abreast, alone


def _moved(parser: Any, docs: Sequence[Doc]) -> list[Any]:
    """The states of `docs` after the likeliest moves of `parser`, as its own `predict` gives them."""
    states: list[Any] = parser.moves.init_batch(docs)
    model = parser.model.predict(docs)
    weights, bias = (model.vec2scores.get_param(name) for name in ("W", "b"))
    left = [state for state in states if not state.is_final()]
    while left:
        hidden = model.state2vec.predict(model.get_token_ids(left))
        left = parser.transition_states(left, _OF_A_STEP.gemm(hidden, weights, trans2=True) + bias)
    model.clear_memory()
    return states


def _batches(docs: Iterable[Doc], most: int) -> Iterator[list[Doc]]:
    batch: list[Doc] = []
    words = 0
    for doc in docs:
        if batch and (len(batch) == most or words + len(doc) > WORDS):
            yield batch
            batch, words = [], 0
        batch.append(doc)
        words += len(doc)
    if batch:
        yield batch
