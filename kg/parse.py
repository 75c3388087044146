"""From text to spaCy Docs: the model, the repairs that help it, and sentence boundaries.

Wire copy confuses tagger and parser: words wrongly capitalised after "U.S.", headlines in capitals, curly or
broken quotation marks, "pct" and "dlrs". `normalise_for_parse` mends what it can without moving a character, so
that offsets into the parsed text are offsets into the original; what is quoted is always cut from the original.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, cast

from kg.attributes import WordForms
from kg.data import MODEL_PACKAGES
from kg.errors import ModelError
from kg.words import Words, load_words

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

    Stage = Callable[[Iterable[Doc]], Iterable[Doc]]

NEEDED_PIPES = ("tagger", "parser", "attribute_ruler", "lemmatizer", "ner")

_SAME_LENGTH = str.maketrans(
    {
        "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "′": "'",
        "–": "-", "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u3000": " ", "\t": " ", "\r": " ",
    }
)  # fmt: skip
_MOJIBAKE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]{1,3}")
_AFTER_US = re.compile(r"(?<![\w.])U\.S\.,?[ \n]+(?=([A-Z][a-z]+(?:-[a-z]+)*)\b)")
_RUN = re.compile(r"[A-Z][\w.&-]*(?: +(?:of|and|for|on) +(?=[A-Z]))?(?: +[A-Z][\w.&-]*)*")
_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*[A-Za-z]|[A-Za-z]")
_PLACE_IN_PICTURE = re.compile(r"\((?:\d(?:st|nd|rd|th) ?)?(?:L|R|C|left|right|cent(?:er|re))(?:, \w+)?\)")
_TICKER = re.compile(r" <[A-Z][A-Z.]{0,9}>")
_LONE_NEWLINE = re.compile(r"(?<=[^\n])\n(?=[^\n])")
_SENTENCE_ENDS = frozenset(".?!\"”'’:)")
_SHOUTED_WORDS = 4
_NEVER_LAST = ("--", "u.s.", "u.k.", "u.n.")
"""What ends no sentence, as a rule only before a small letter."""


def load_model(name: str = "en_core_web_sm") -> Language:
    """The spaCy model `name`: a package or a path.

    Raises:
        ModelError: it is not installed, or lacks a component that the pipeline needs.
    """
    import spacy

    from kg.inference import adopt

    for package in MODEL_PACKAGES.get(name, (name,)):
        try:
            nlp = spacy.load(package)
        except OSError:
            continue
        _keep_whole(nlp, (title.capitalize() for title in load_words()["title"] if title.endswith("s.")))
        missing = [pipe for pipe in NEEDED_PIPES if pipe not in nlp.pipe_names]
        if missing:
            raise ModelError(f"the model {package!r} has no {', '.join(missing)}; use a full English pipeline")
        adopt(nlp)
        return nlp
    package = MODEL_PACKAGES.get(name, (name,))[-1].replace("_", "-")
    raise ModelError(f"no spaCy model {name!r}; install it with: python -m pip install {package}")


def _keep_whole(nlp: Language, words: Iterable[str]) -> None:
    """Let the tokenizer, where it can be told, make one token of each: of "Sens." as of "Sen."."""
    tokenizer: Any = nlp.tokenizer
    if hasattr(tokenizer, "add_special_case"):
        for word in words:
            tokenizer.add_special_case(word, [{"ORTH": word}])


@lru_cache(maxsize=2)
def word_forms(nlp: Language) -> WordForms | None:
    """What stands for the attribute ruler and the lemmatizer of `nlp`, None where they cannot be remembered."""
    return WordForms(nlp) if WordForms.can_serve(nlp) else None


@lru_cache(maxsize=2)
def vocabulary(nlp: Language) -> frozenset[str]:
    """The common English words that the model's lemmatizer knows, in lower case; empty where it has no list."""
    if "lemmatizer" not in nlp.pipe_names:
        return frozenset()
    lookups = getattr(nlp.get_pipe("lemmatizer"), "lookups", None)
    if lookups is None or "lemma_index" not in lookups:
        return frozenset()
    return frozenset(word for words in lookups.get_table("lemma_index").values() for word in words)


def normalise_for_parse(text: str, *, words: Container[str] = frozenset()) -> str:
    """`text` as the parser should see it, of the same length.

    Args:
        words: common words in lower case (`vocabulary`); they tell common words from names in capitals.
    """
    lists = load_words()
    text = _MOJIBAKE.sub(_mended, text).translate(_SAME_LENGTH)
    if _is_wrapped(text):
        text = _LONE_NEWLINE.sub(" ", text)
    text = _PLACE_IN_PICTURE.sub(lambda match: " " * len(match.group()), text)
    text = _TICKER.sub(lambda match: " " * len(match.group()), text)
    text = _quiet_headlines(text, words)
    return _lower_false_capitals(text, words, lists)


def parse(nlp: Language, texts: Iterable[str], *, without: Container[str] = (), batch_size: int = 64) -> Iterator[Doc]:
    """The parsed Docs of `texts`, in order. A Doc's text is the normalised one; offsets are the original's.

    Args:
        without: names of components that are left out.
    """
    docs: Iterable[Doc] = prepared_docs(nlp, texts)
    for _, stage in stages(nlp, without=without, batch_size=batch_size):
        docs = stage(docs)
    yield from docs


def stages(nlp: Language, *, without: Container[str] = (), batch_size: int = 64) -> Iterator[tuple[str, Stage]]:
    """The components of `nlp` by name, or what stands for them, in their order, but those that are left out."""
    from kg.inference import predicted

    forms = word_forms(nlp)
    for name, component in nlp.pipeline:
        if name in without:
            continue
        if forms is not None and name in {"attribute_ruler", "lemmatizer"}:
            if name == "lemmatizer":
                yield "word forms", partial(map, forms)
        elif hasattr(component, "pipe"):
            yield name, partial(predicted, component, batch_size=batch_size)
        else:
            yield name, partial(map, component)


def prepared_docs(nlp: Language, texts: Iterable[str]) -> Iterator[Doc]:
    """The tokens of the normalised `texts`, with the sentence boundaries that are certain."""
    common = vocabulary(nlp)
    wire = load_words()["wire"]
    looked_at = frozenset(nlp.vocab.strings.add(word) for word in (*wire, '"', *_NEVER_LAST))
    for text in texts:
        yield _prepared(nlp.make_doc(normalise_for_parse(text, words=common)), wire, looked_at)


def _is_wrapped(text: str) -> bool:
    """True where single newlines only wrap lines; where most lines end a sentence, each is a paragraph."""
    breaks = [match.start() for match in _LONE_NEWLINE.finditer(text)]
    ended = sum(text[:start].rstrip()[-1:] in _SENTENCE_ENDS for start in breaks)
    return 2 * ended < len(breaks)


def _mended(match: re.Match[str]) -> str:
    """UTF-8 that was read as Latin-1, mended where it stands for punctuation; padded with spaces to its length."""
    broken = match.group()
    try:
        mended = broken.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return broken
    width = len(broken)
    if mended == "…":
        return "...".ljust(width)
    if mended in "’‘”–—":
        return ("--" if mended == "—" else mended.translate(_SAME_LENGTH)).rjust(width)
    if mended in "“•\u3000\u00a0":
        return mended.translate(_SAME_LENGTH).rjust(width)
    return broken


def mended_letters(text: str) -> str:
    """`text` with the letters mended whose UTF-8 was read as Latin-1: the name "AzevÃªdo" is "Azevêdo"."""
    return _MOJIBAKE.sub(_mended_letter, text)


def _mended_letter(match: re.Match[str]) -> str:
    try:
        mended = match.group().encode("latin-1").decode("utf-8")
    except UnicodeError:
        return match.group()
    return mended if mended.isalpha() else match.group()


def _quiet_headlines(text: str, words: Container[str]) -> str:
    """Lines in capitals in ordinary case: a word keeps its capital where the text shows it or it is no common word."""
    if not any(line.isupper() for line in _LINE.findall(text)):
        return text
    seen = set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", text))

    def quiet(match: re.Match[str]) -> str:
        line = match.group()
        if not line.isupper() or len(_WORD.findall(line)) < _SHOUTED_WORDS:
            return line
        return _WORD.sub(lambda word: quiet_word(word, line), line)

    def quiet_word(match: re.Match[str], line: str) -> str:
        word = match.group()
        if len(word) == 1 and line[match.end() : match.end() + 1] == ".":
            return word
        if match.start() == 0 or word.capitalize() in seen:
            return word.capitalize()
        lower = word.lower()
        if lower in words or any(lower.removesuffix(end) in words for end in ("s", "es", "ed", "ing", "'s")):
            return lower
        return word if len(word) <= _SHOUTED_WORDS else word.capitalize()

    return _LINE.sub(quiet, text)


def _lower_false_capitals(text: str, words: Container[str], lists: Words) -> str:
    """Wire copy capitalises whatever follows "U.S.": lower it, unless a name or a sentence begins there."""
    spans = []
    for match in _AFTER_US.finditer(text):
        word = match.group(1)
        if _is_false_capital(word, match.end(), text, words, lists):
            spans.append(match.end())
    if not spans:
        return text
    letters = list(text)
    for start in spans:
        letters[start] = letters[start].lower()
    return "".join(letters)


def _is_false_capital(word: str, start: int, text: str, words: Container[str], lists: Words) -> bool:
    lower = word.lower()
    after_comma = text[:start].rstrip().endswith(",")
    if lower in lists["opener"] and not after_comma:
        return False
    run = _RUN.match(text, start)
    names = run.group().lower().split() if run else [lower]
    if any(name in lists["body-head"] for name in names[:4]):
        return False
    if re.search(rf"(?<=[a-z,;] ){word}\b", text):
        return False
    if re.search(rf"\b{lower}\b", text):
        return True
    return lower in words or any(lower.removesuffix(end) in words for end in ("s", "es", "ed", "d", "ing"))


def _prepared(doc: Doc, wire: Mapping[str, str], looked_at: Container[int]) -> Doc:
    """`doc` with the norms of wire tokens and the sentence boundaries that are certain; the parser keeps to them.
    `looked_at` are the hashes of the words, spaces aside, that matter here."""
    opened = False
    rows = cast("list[list[int]]", doc.to_array(["LOWER", "IS_SPACE"]).tolist()) if len(doc) else []
    for token in (doc[i] for i, (word, is_space) in enumerate(rows) if is_space or word in looked_at):
        norm = wire.get(token.lower_)
        if norm:
            token.norm_ = norm
        if token.text == '"':
            opened = _mark_quote(token, opened)
        if token.i + 1 < len(doc):
            _mark_boundary(token, doc[token.i + 1])
        if token.is_space and "\n" in token.text:
            opened = False
    return doc


def _mark_quote(token: Token, opened: bool) -> bool:
    """A closing quotation mark belongs to the sentence before it."""
    closes = opened and token.i > 0 and not token.nbor(-1).whitespace_ and not token.nbor(-1).is_space
    if closes:
        token.is_sent_start = False
    return not closes


def _mark_boundary(token: Token, following: Token) -> None:
    if token.is_space and "\n" in token.text:
        following.is_sent_start = True
    elif token.text == "--" or (token.lower_ in _NEVER_LAST and following.text[:1].islower()):
        following.is_sent_start = False
