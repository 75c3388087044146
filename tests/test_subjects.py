"""Who does it: plural subjects, examples of a group, two sides, pronouns of reported clauses, judged deeds."""

from __future__ import annotations

import pytest

from kg.extract.candidates import Candidate
from kg.extract.extractor import Extractor
from kg.extract.index import acting
from kg.model import Document


def candidates(extractor: Extractor, text: str) -> list[Candidate]:
    (doc,) = extractor.parse([text])
    return extractor.candidates(doc, Document("text", text))[1]


def said_of(found: list[Candidate], predicate: str) -> set[str]:
    """Of whom the candidates say the `predicate`."""
    return {acting(candidate.subject).label for candidate in found if candidate.predicate == predicate}


@pytest.mark.parametrize(
    ("text", "predicate", "subjects"),
    [
        ("Countries like Chile and Peru have opposed the quotas on fish.", "opposes", {"Chile", "Peru"}),
        ("Exporters such as Norway and Iceland oppose the tax on salmon.", "opposes", {"Norway", "Iceland"}),
        ("Several countries, including Kenya, opposed the duties.", "opposes", {"countries", "Kenya"}),
        ("Shultz and Trade Representative Clayton Yeutter asked Japan to lift its quotas on pork.", "seeks",
         {"George Shultz", "Clayton Yeutter"}),
        ("The levy is a worry for Chile and Peru. Both have opposed the new tariffs.", "opposes", {"Chile", "Peru"}),
        ("Chile and Mercosur signed a pact. The two blocs agreed to remove tariffs on wine.", "removes",
         {"Chile", "Mercosur"}),
    ],
)  # fmt: skip
def test_each_of_several_is_a_subject(extractor: Extractor, text: str, predicate: str, subjects: set[str]) -> None:
    assert said_of(candidates(extractor, text), predicate) == subjects


def test_who_acts_together_is_not_acted_on(extractor: Extractor) -> None:
    found = candidates(extractor, "Chile and Peru retaliated with duties on maize from Canada.")
    hit = {other.entity.label for c in found if c.predicate == "retaliatesAgainst" for other in c.others}
    assert not hit & {"Chile", "Peru"}


def test_their_own_measure_does_not_hit_those_whom_a_group_stands_for(extractor: Extractor) -> None:
    found = candidates(extractor, "Countries like Chile and Peru have raised their duties on maize from Canada.")
    hit = {target.entity.label for c in found if c.predicate == "tightens" for target in c.parts.targets}
    assert said_of(found, "tightens") == {"Chile", "Peru"}
    assert "countries" not in hit


def test_two_sides_stand_in_the_order_in_which_the_text_first_names_them(extractor: Extractor) -> None:
    text = "Peru wants to sell fish to Chile. Chile and Peru both gain. The two countries signed a trade agreement."
    pairs = {
        (c.subject.entity.label, c.others[0].entity.label)
        for c in candidates(extractor, text)
        if c.predicate == "signsAgreementWith" and c.how == "argument"
    }
    assert pairs == {("Peru", "Chile")}


def test_a_pronoun_in_a_reported_clause_is_whoever_reports_it(extractor: Extractor) -> None:
    text = "Pedro Salinas said prices, he feared, could rise since Donald Trump has said he will impose tariffs on tea."
    assert said_of(candidates(extractor, text), "imposes") == {"Donald Trump"}


def test_who_was_forced_to_it_does_it(extractor: Extractor) -> None:
    found = candidates(extractor, "Forced to impose duties on maize by the flood of imports, Chile is confident.")
    assert {c.subject.entity.label for c in found if c.predicate == "imposes" and c.how == "argument"} == {"Chile"}


@pytest.mark.parametrize(
    "text",
    [
        "The senators praised Chile for lifting the ban on beef.",
        "Peru imposed sanctions on Chile for lifting the ban on beef.",
        "Chile was criticised by Peru for lifting the ban on beef.",
    ],
)
def test_whoever_is_praised_or_punished_for_a_deed_did_it(extractor: Extractor, text: str) -> None:
    found = candidates(extractor, text)
    assert {c.subject.entity.label for c in found if c.predicate == "removes" and c.how == "argument"} == {"Chile"}


def test_a_breach_is_told_by_who_urges_and_not_by_who_breaks(extractor: Extractor) -> None:
    found = candidates(extractor, "Canada urged Chile to impose sanctions against Peru for violating the trade pact.")
    accusing = said_of(found, "accuses")
    assert "Canada" in accusing
    assert "Peru" not in accusing


def test_what_tariffs_target_does_not_impose_them(extractor: Extractor) -> None:
    found = candidates(extractor, "The tariffs targeting Peruvian goods would hurt trade, a report said.")
    assert "Peru" not in said_of(found, "imposes")


def test_who_criticises_a_measure_is_not_the_only_one_who_may_have_made_it(extractor: Extractor) -> None:
    text = "Chile raised its duties on maize. Peru attacked the duties in a letter."
    assert "Chile" in {c.subject.entity.label for c in candidates(extractor, text) if c.how == "owner-before"}


def test_we_may_be_the_firm_that_the_speaker_heads(extractor: Extractor) -> None:
    text = '"We oppose the duties on maize," said Pedro Salinas, president of Acme Airport Group.'
    found = {c.subject.entity.label: c.how for c in candidates(extractor, text) if c.predicate == "opposes"}
    assert found == {"Pedro Salinas": "argument", "Acme Airport Group": "we-body"}


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("A spokesman for the European Commission urged Chile to lift its duties on maize.", "European Commission"),
        ("A spokesman for the Commerce Department urged Chile to lift its duties on maize.", "United States"),
    ],
)
def test_officials_act_for_their_country_but_a_blocs_for_their_body(
    extractor: Extractor, text: str, subject: str
) -> None:
    found = [c for c in candidates(extractor, text) if c.how == "argument"]
    assert said_of(found, "seeks") == {subject}


def test_a_deed_that_somebody_only_speaks_of_may_be_anothers(extractor: Extractor) -> None:
    found = candidates(extractor, "Chile raised its duties on maize. Peru warned of retaliation in a letter.")
    assert {"Peru", "Chile"} <= said_of(found, "retaliatesAgainst")


def test_who_changed_a_measure_before_may_do_so_again(extractor: Extractor) -> None:
    text = "Chile will impose duties on tea. Peru is unhappy. If duties on tea are imposed, it will sue."
    assert said_of(candidates(extractor, text), "imposes") == {"Chile", "Peru"}


def test_the_scorer_knows_who_acts_so_elsewhere(extractor: Extractor) -> None:
    text = "Chile imposed duties on tea. Peru is unhappy. The duties on tea were raised again in May."
    found = [c for c in candidates(extractor, text) if c.predicate == "tightens"]
    known = {c.subject.entity.label: name for c in found for name in c.context if name.startswith("does-elsewhere=")}
    assert known == {"Chile": "does-elsewhere=alone", "Peru": "does-elsewhere=another"}


def test_who_hits_others_is_not_guessed_to_make_the_measure(extractor: Extractor) -> None:
    text = "Chile imposed duties on tea from Kenya. Peru is unhappy. The duties on tea from Canada were raised in May."
    guessed = {c.how for c in candidates(extractor, text) if c.predicate == "tightens"}
    assert "owner-before" not in guessed


def test_officials_may_act_in_their_own_name(extractor: Extractor) -> None:
    text = "Chilean lawmakers opposed the duties. A spokesman for the Chilean Ministry of Commerce condemned them too."
    own = {c.subject.entity.label for c in candidates(extractor, text) if c.how == "officials"}
    assert own == {"Chilean lawmakers", "Chilean Ministry of Commerce"}


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ('"Chile believes the duties on maize are unfair," said Pedro Salinas.', {"Chile"}),
        ('"Chile hopes that the unfair duties on maize will go," said Pedro Salinas.', {"Pedro Salinas"}),
        ("Chile and Peru have said the Canadian duties on maize are unfair.", {"Chile", "Peru"}),
        ("Countries such as Chile have said the Canadian duties on maize are unfair.", {"Chile"}),
    ],
)
def test_whoever_is_said_to_judge_judges(extractor: Extractor, text: str, subjects: set[str]) -> None:
    assert said_of(candidates(extractor, text), "criticizes") == subjects


def test_a_list_of_names_goes_on_to_its_end(extractor: Extractor) -> None:
    text = "Chile, Peru, Kenya and Canada have all vowed to take countermeasures against Mexico."
    assert said_of(candidates(extractor, text), "retaliatesAgainst") == {"Chile", "Peru", "Kenya", "Canada"}


def test_whoever_is_exempted_does_not_exempt(extractor: Extractor) -> None:
    text = "The duties on steel take effect in May, with Canada and Mexico indefinitely exempted from the duties."
    exempting = [c for c in candidates(extractor, text) if c.predicate == "eases"]
    assert not any(c.how == "argument" for c in exempting)


@pytest.mark.parametrize(
    "text",
    [
        "Chile was hit by duties on copper imposed by Peruvian President Pedro Salinas's administration.",
        "Peruvian President Pedro Salinas spoke on Monday. Salinas's government then imposed duties on copper.",
    ],
)
def test_the_government_of_whoever_leads_a_country_is_the_country(extractor: Extractor, text: str) -> None:
    found = [c for c in candidates(extractor, text) if c.how == "argument"]
    assert said_of(found, "imposes") == {"Peru"}
