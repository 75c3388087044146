"""What a negation reaches and what it does not: sentences of our own through the whole reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from read_back import read_all

from kg.model import Statement

if TYPE_CHECKING:
    from kg.extract.extractor import Extractor

DENIED = {
    "not": ("Chile has not cut its tariffs on Peruvian fish.", "Chile", "eases"),
    "never": ("Chile never imposed tariffs on Peruvian fish.", "Chile", "imposes"),
    "no longer": ("China no longer restricts exports of gallium.", "China", "imposes"),
    "has yet to": ("India has yet to lift its export ban on rice.", "India", "removes"),
    "no object": ("Ottawa imposed no tariffs on American steel.", "Canada", "imposes"),
    "no subject": ("Neither Japan nor South Korea has lifted its quotas on rice.", "Japan", "removes"),
    "no subject of a passive": ("No tariffs were imposed on Chilean copper by Peru.", "Peru", "imposes"),
    "few": ("Few countries have imposed sanctions on Serbia.", "countries", "imposes"),
    "shared by or": ("Japan did not raise its tariffs on beef or lift its quotas on rice.", "Japan", "removes"),
    "neither, the first": ("China neither cut its tariffs on wine nor lifted its quota on pork.", "China", "eases"),
    "neither, the second": ("China neither cut its tariffs on wine nor lifted its quota on pork.", "China", "removes"),
    "nor, the clause before": ("India has not cut its tariffs on cars, nor has it lifted its quota on pulses.",
                               "India", "eases"),
    "nor, its own clause": ("India has not cut its tariffs on cars, nor has it lifted its quota on pulses.",
                            "India", "removes"),
    "without": ("Washington ended the talks without imposing tariffs on Canadian lumber.", "United States", "imposes"),
    "rather than": ("Germany opted to negotiate rather than impose tariffs on Chinese cars.", "Germany", "imposes"),
    "instead of": ("Germany talked with China instead of imposing tariffs on its cars.", "Germany", "imposes"),
    "rather before than": ("Canada would rather negotiate with Washington than impose tariffs on American steel.",
                           "Canada", "imposes"),
    "too much": ("Japan has too much at stake to retaliate against the United States.", "Japan", "retaliatesAgainst"),
    "no plans": ("Canada has no plans to impose tariffs on American steel.", "Canada", "imposes"),
    "no reason": ("Vietnam has no reason to restrict imports of Korean cars.", "Vietnam", "imposes"),
    "little chance": ("There is little chance that Japan will cut its tariffs on beef.", "Japan", "eases"),
    "not the first": ("China will not be the first to impose tariffs on American soybeans.", "China", "imposes"),
    "unlikely": ("Japan is unlikely to cut its tariffs on rice.", "Japan", "eases"),
    "failed": ("India failed to lift its quota on pulses.", "India", "removes"),
    "failed to keep a promise": ("Japan failed to honor an agreement to cut tariffs on beef.", "Japan", "eases"),
    "plans given up": ("Mexico abandoned plans to impose tariffs on Chinese cars.", "Mexico", "imposes"),
    "doubted": ("Analysts doubt that Japan will cut its tariffs on beef.", "Japan", "eases"),
    "talks not held": ("China did not hold talks with the United States last week.", "China", "negotiatesWith"),
    "no agreement": ("No agreement between Brazil and Chile has been signed.", "Brazil", "signsAgreementWith"),
    "agreement not signed": ("Canada did not sign the trade agreement with Chile.", "Canada", "signsAgreementWith"),
    "agreed to by nobody": ("Canada never agreed to the quota on lumber.", "Canada", "agreesTo"),
}  # fmt: skip

AFFIRMED = {
    "what is not mentioned": ("Japan did not mention the American sanctions on Iran.", "United States", "imposes"),
    "what is not commented on": (
        "Japan did not comment on the American plan to impose tariffs on cars.",
        "United States",
        "imposes",
    ),
    "what is not included": ("The report does not include Chinese exports to Vietnam.", "China", "exportsTo"),
    "what somebody has done": ("The court did not strike down the tariffs imposed by Peru on Chilean fish.",
                               "Peru", "imposes"),
    "what is to be avoided": ("Japan moved its plants to avoid the tariffs imposed by Brazil.", "Brazil", "imposes"),
    "not only": ("Brazil will not only raise tariffs on cars but also ban tyre imports.", "Brazil", "tightens"),
    "after not only": ("Brazil will not only raise tariffs on cars but also ban tyre imports.", "Brazil", "imposes"),
    "not just": ("Kenya will not just cut tariffs on tea but lift its quota on sugar.", "Kenya", "eases"),
    "after but": ("Norway will not lift its sanctions on Russia but will cut tariffs on fish.", "Norway", "eases"),
    "a clause of its own": ("Norway will not lift its sanctions on Russia and will raise its tariffs on fertiliser.",
                            "Norway", "tightens"),
    "another form": ("Vietnam was not content with the duties and imposed tariffs on American pork.",
                     "Vietnam", "imposes"),
    "after neither and nor": ("Japan neither accepted the ruling nor recognised it and has imposed tariffs on steel.",
                              "Japan", "imposes"),
    "after stop": ("Japan must stop dumping steel and open its market to American chips.", "Japan", "eases"),
    "denied twice": ("Mexico did not abandon plans to impose tariffs on Chinese cars.", "Mexico", "imposes"),
    "no doubt": ("There is no doubt that Japan will cut its tariffs on beef.", "Japan", "eases"),
    "no choice": ("Canada had no choice but to impose tariffs on American steel.", "Canada", "imposes"),
    "a reason": ("Egypt imposed tariffs on Turkish steel because Turkey kept no promises.", "Egypt", "imposes"),
    "before the verb": ("In imposing tariffs on steel, Washington was not acting alone.",
                        "United States", "imposes"),
    "not all": ("Not all countries have imposed sanctions on Russia.", "countries", "imposes"),
    "almost no": ("India bought almost no Russian oil.", "India", "buys"),
    "a right not given up": ("Canada has not renounced its right to impose tariffs on American steel.",
                             "Canada", "imposes"),
}  # fmt: skip

REFUSED = {
    "refused": ("Brazil refused to cut its tariffs on cars.", "Brazil", "rejects"),
    "will not accept": ("Canada will not accept the quota on lumber.", "Canada", "rejects"),
    "should not": ("Lena Okafor does not think Chile should cut its tariffs on wheat.", "Lena Okafor", "opposes"),
    "urged not to": ("Farmers urged Chile not to cut its tariffs on wheat.", "farmers", "opposes"),
}

Case = tuple[str, str, str]
CASES = [
    *(pytest.param(case, True, id=f"denied: {name}") for name, case in DENIED.items()),
    *(pytest.param(case, False, id=f"affirmed: {name}") for name, case in AFFIRMED.items()),
    *(pytest.param(case, False, id=f"in the predicate: {name}") for name, case in REFUSED.items()),
]


@pytest.fixture(scope="module")
def found(extractor: Extractor) -> dict[str, list[Statement]]:
    return read_all(extractor, (text for cases in (DENIED, AFFIRMED, REFUSED) for text, *_ in cases.values()))


@pytest.mark.parametrize(("case", "negated"), CASES)
def test_a_statement_is_denied_where_the_sentence_denies_it(
    case: Case, negated: bool, found: dict[str, list[Statement]]
) -> None:
    text, subject, predicate = case
    said = [s for s in found[text] if (s.subject.label, s.predicate) == (subject, predicate)]
    assert said
    assert {statement.negated for statement in said} == {negated}


def test_who_has_yet_to_act_is_not_obliged_to(found: dict[str, list[Statement]]) -> None:
    text, subject, predicate = DENIED["has yet to"]
    said = [s for s in found[text] if (s.subject.label, s.predicate) == (subject, predicate)]
    assert {statement.modality.value for statement in said} == {"asserted"}


@pytest.mark.parametrize(
    "text",
    [
        "Chile must not retaliate against Peru.",
        "Chile should not retaliate against Peru.",
        "Farmers pleaded for Chile not to retaliate against Peru.",
    ],
)
def test_what_ought_not_to_be_done_is_no_denial(text: str, extractor: Extractor) -> None:
    assert not [s for s in read_all(extractor, [text])[text] if s.negated]


@pytest.mark.parametrize(
    "text", ["Chile declined to comment on Peru's tariffs.", "Chile refused to say when Peru would lift its quota."]
)
def test_whoever_will_not_speak_rejects_nothing(text: str, extractor: Extractor) -> None:
    assert not [s for s in read_all(extractor, [text])[text] if s.predicate == "rejects"]


def test_should_before_its_subject_is_a_condition(extractor: Extractor) -> None:
    text = "The minister said Norway would file a case should Chile impose tariffs on salmon."
    said = {(s.subject.label, s.predicate): s.modality.value for s in read_all(extractor, [text])[text]}
    assert said["Chile", "imposes"] == "conditional"
    assert not {predicate for _, predicate in said} & {"seeks", "supports"}
