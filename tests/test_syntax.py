"""Arguments, modality and polarity read off parses made by hand, so that no parser's mistake hides a rule's."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc, Token

from kg.extract.modality import Reading, read_modality
from kg.extract.syntax import arguments, conjuncts, is_passive
from kg.lexicon import load_lexicon
from kg.model import Modality

LEXICON = load_lexicon()
VOCAB = spacy.blank("en").vocab
Row = tuple[str, str, str, str, int, str]


def made(*rows: Row) -> Doc:
    """A Doc of (word, lemma, part of speech, fine tag, head, dependency) rows; heads are places in the sentence."""
    words, lemmas, pos, tags, heads, deps = (list(column) for column in zip(*rows, strict=True))
    return Doc(VOCAB, words=words, lemmas=lemmas, pos=pos, tags=tags, heads=heads, deps=deps)


def noun(word: str, head: int, dep: str, *, pos: str = "NOUN") -> Row:
    return (word, word.lower().removesuffix("s"), pos, "NNS" if word.endswith("s") else "NN", head, dep)


def texts(tokens: list[Token]) -> list[str]:
    return [token.text for token in tokens]


IMPOSED = ("imposed", "impose", "VERB", "VBD", 1, "ROOT")
PASSIVE = made(
    noun("Tariffs", 2, "nsubjpass"), ("were", "be", "AUX", "VBD", 2, "auxpass"),
    ("imposed", "impose", "VERB", "VBN", 2, "ROOT"), ("by", "by", "ADP", "IN", 2, "agent"),
    noun("Norland", 3, "pobj", pos="PROPN"), ("on", "on", "ADP", "IN", 2, "prep"),
    noun("Sudland", 5, "pobj", pos="PROPN"),
)  # fmt: skip


def test_an_active_verb_has_its_subject_and_object() -> None:
    doc = made(noun("Norland", 1, "nsubj", pos="PROPN"), IMPOSED, noun("tariffs", 1, "dobj"))
    found = arguments(doc[1])
    assert (texts(found.subjects), texts(found.objects), found.passive) == (["Norland"], ["tariffs"], False)


def test_the_passive_is_undone_and_prepositions_are_kept() -> None:
    found = arguments(PASSIVE[2])
    assert (texts(found.subjects), texts(found.objects), found.passive) == (["Norland"], ["Tariffs"], True)
    assert texts(found.slot("on")) == ["Sudland"]


def test_a_passive_without_agent_has_no_subject() -> None:
    doc = made(noun("Tariffs", 2, "nsubjpass"), ("were", "be", "AUX", "VBD", 2, "auxpass"),
               ("imposed", "impose", "VERB", "VBN", 2, "ROOT"))  # fmt: skip
    found = arguments(doc[2])
    assert (texts(found.subjects), texts(found.objects)) == ([], ["Tariffs"])


def controlled(verb: str, lemma: str, *, with_object: bool) -> Doc:
    middle = [noun("Sudland", 1, "dobj", pos="PROPN")] if with_object else []
    inner = 3 + len(middle)
    return made(
        noun("Norland", 1, "nsubj", pos="PROPN"), (verb, lemma, "VERB", "VBD", 1, "ROOT"), *middle,
        ("to", "to", "PART", "TO", inner, "aux"), ("lift", "lift", "VERB", "VB", 1, "xcomp"),
        noun("quotas", inner, "dobj"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "lemma", "with_object", "lifter"),
    [
        ("agreed", "agree", False, "Norland"),
        ("promised", "promise", True, "Norland"),
        ("urged", "urge", True, "Sudland"),
    ],
)
def test_the_infinitive_takes_its_subject_from_the_verb_that_controls_it(
    verb: str, lemma: str, with_object: bool, lifter: str
) -> None:
    doc = controlled(verb, lemma, with_object=with_object)
    inner = next(token for token in doc if token.text == "lift")
    assert texts(arguments(inner).subjects) == [lifter]
    assert texts(arguments(doc[1]).infinitives) == ["lift"]


def test_coordinated_subjects_are_all_subjects() -> None:
    doc = made(noun("Norland", 3, "nsubj", pos="PROPN"), ("and", "and", "CCONJ", "CC", 0, "cc"),
               noun("Sudland", 0, "conj", pos="PROPN"), ("signed", "sign", "VERB", "VBD", 3, "ROOT"))  # fmt: skip
    assert texts(arguments(doc[3]).subjects) == ["Norland", "Sudland"]
    assert texts(conjuncts(doc[2])) == ["Sudland"]


def test_a_coordinated_verb_shares_the_subject_of_the_first() -> None:
    doc = made(
        noun("Norland", 1, "nsubj", pos="PROPN"), ("lifted", "lift", "VERB", "VBD", 1, "ROOT"),
        noun("quotas", 1, "dobj"), ("and", "and", "CCONJ", "CC", 1, "cc"), ("cut", "cut", "VERB", "VBD", 1, "conj"),
        noun("tariffs", 4, "dobj"),
    )  # fmt: skip
    found = arguments(doc[4])
    assert (texts(found.subjects), texts(found.objects)) == (["Norland"], ["tariffs"])


def test_the_first_of_two_verbs_shares_the_object_of_the_last() -> None:
    doc = made(
        noun("Norland", 1, "nsubj", pos="PROPN"), ("cut", "cut", "VERB", "VBD", 1, "ROOT"),
        ("or", "or", "CCONJ", "CC", 1, "cc"), ("scrapped", "scrap", "VERB", "VBD", 1, "conj"),
        noun("tariffs", 3, "dobj"),
    )  # fmt: skip
    assert texts(arguments(doc[1]).objects) == ["tariffs"]


def test_who_in_a_relative_clause_is_its_antecedent() -> None:
    doc = made(
        noun("Norland", 6, "nsubj", pos="PROPN"), (",", ",", "PUNCT", ",", 0, "punct"),
        ("which", "which", "PRON", "WDT", 3, "nsubj"), ("imposed", "impose", "VERB", "VBD", 0, "relcl"),
        noun("tariffs", 3, "dobj"), (",", ",", "PUNCT", ",", 0, "punct"), ("left", "leave", "VERB", "VBD", 6, "ROOT"),
    )  # fmt: skip
    assert texts(arguments(doc[3]).subjects) == ["Norland"]


def test_the_antecedent_is_the_object_of_a_relative_clause_with_a_subject() -> None:
    doc = made(
        noun("tariffs", 4, "nsubj"), ("that", "that", "PRON", "WDT", 3, "dobj"),
        noun("Norland", 3, "nsubj", pos="PROPN"), ("imposed", "impose", "VERB", "VBD", 0, "relcl"),
        ("hurt", "hurt", "VERB", "VBD", 4, "ROOT"),
    )  # fmt: skip
    found = arguments(doc[3])
    assert (texts(found.subjects), "Norland" in texts(found.objects)) == (["Norland"], False)


def test_a_participle_after_its_noun_is_passive_and_its_noun_the_object() -> None:
    doc = made(
        noun("tariffs", 4, "nsubj"), ("imposed", "impose", "VERB", "VBN", 0, "acl"),
        ("by", "by", "ADP", "IN", 1, "agent"),
        noun("Norland", 2, "pobj", pos="PROPN"), ("hurt", "hurt", "VERB", "VBD", 4, "ROOT"),
    )  # fmt: skip
    found = arguments(doc[1])
    assert is_passive(doc[1])
    assert (texts(found.subjects), texts(found.objects)) == (["Norland"], ["tariffs"])


def test_an_adverbial_participle_takes_the_subject_of_its_clause() -> None:
    doc = made(
        noun("Norland", 1, "nsubj", pos="PROPN"), ("left", "leave", "VERB", "VBD", 1, "ROOT"),
        ("urging", "urge", "VERB", "VBG", 1, "advcl"), noun("Sudland", 2, "dobj", pos="PROPN"),
    )  # fmt: skip
    assert texts(arguments(doc[2]).subjects) == ["Norland"]


# -- modality and polarity ---------------------------------------------------------------------


def with_auxiliaries(*auxiliaries: Row) -> tuple[Doc, int]:
    verb = 1 + len(auxiliaries)
    doc = made(noun("Norland", verb, "nsubj", pos="PROPN"), *auxiliaries, ("lift", "lift", "VERB", "VB", verb, "ROOT"),
               noun("quotas", verb, "dobj"))  # fmt: skip
    return doc, verb


@pytest.mark.parametrize(
    ("word", "modality"),
    [
        ("did", Modality.ASSERTED),
        ("will", Modality.INTENDED),
        ("would", Modality.INTENDED),
        ("may", Modality.POSSIBLE),
        ("could", Modality.POSSIBLE),
        ("should", Modality.OBLIGED),
        ("must", Modality.OBLIGED),
    ],
)
def test_the_auxiliary_gives_the_modality_and_not_denies_it(word: str, modality: Modality) -> None:
    affirmed, verb = with_auxiliaries((word, word, "AUX", "MD", 2, "aux"))
    assert read_modality(affirmed[verb], LEXICON, stop=never) == Reading(modality, False)
    denied, verb = with_auxiliaries((word, word, "AUX", "MD", 3, "aux"), ("not", "not", "PART", "RB", 3, "neg"))
    assert read_modality(denied[verb], LEXICON, stop=never) == Reading(modality, True)


@pytest.mark.parametrize(
    ("verb", "lemma", "modality", "negated"),
    [
        ("plans", "plan", Modality.INTENDED, False),
        ("considers", "consider", Modality.POSSIBLE, False),
        ("failed", "fail", Modality.ASSERTED, True),
    ],
)
def test_the_governing_verb_gives_modality_and_polarity(
    verb: str, lemma: str, modality: Modality, negated: bool
) -> None:
    doc = controlled(verb, lemma, with_object=False)
    assert read_modality(doc[3], LEXICON, stop=never) == Reading(modality, negated)


def test_a_denied_failure_is_affirmed() -> None:
    doc = made(
        noun("Norland", 3, "nsubj", pos="PROPN"), ("did", "do", "AUX", "VBD", 3, "aux"),
        ("not", "not", "PART", "RB", 3, "neg"), ("fail", "fail", "VERB", "VB", 3, "ROOT"),
        ("to", "to", "PART", "TO", 5, "aux"), ("lift", "lift", "VERB", "VB", 3, "xcomp"), noun("quotas", 5, "dobj"),
    )  # fmt: skip
    assert read_modality(doc[5], LEXICON, stop=never).negated is False


def test_what_stands_under_if_is_conditional() -> None:
    doc = made(
        ("If", "if", "SCONJ", "IN", 2, "mark"), noun("Norland", 2, "nsubj", pos="PROPN"),
        ("lifts", "lift", "VERB", "VBZ", 6, "advcl"), noun("quotas", 2, "dobj"),
        noun("Sudland", 6, "nsubj", pos="PROPN"), ("will", "will", "AUX", "MD", 6, "aux"),
        ("buy", "buy", "VERB", "VB", 6, "ROOT"),
    )  # fmt: skip
    assert read_modality(doc[2], LEXICON, stop=never) == Reading(Modality.CONDITIONAL, False)
    assert read_modality(doc[6], LEXICON, stop=never) == Reading(Modality.CONDITIONAL, False)


def test_what_governs_a_report_does_not_count() -> None:
    doc = controlled("plans", "plan", with_object=False)
    assert read_modality(doc[3], LEXICON, stop=lambda token: token.i == 1) == Reading(Modality.ASSERTED, False)


def never(token: Token) -> bool:
    """No report anywhere."""
    return token.i < 0
