"""Who is meant: names, metonyms, titles, surnames, groups, descriptions and pronouns, each with its reason."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from spacy.language import Language

from kg.gazetteer import load_gazetteer
from kg.model import Document, EntityType
from kg.offices import OfficeIndex
from kg.parse import parse
from kg.resolve import Resolved, resolve, resolve_first_person

Read = Callable[..., list[tuple[str, Resolved]]]


@pytest.fixture(scope="module")
def read(nlp: Language) -> Read:
    """The mentions of a text as pairs of words and mention."""

    def reading(text: str, date: str = "2018-06-01") -> list[tuple[str, Resolved]]:
        doc = next(iter(parse(nlp, [text])))
        found = resolve(doc, document=Document("test", text, None, date), gazetteer=load_gazetteer())
        return [(doc[m.start : m.end].text, m) for m in found]

    return reading


def only(found: list[tuple[str, Resolved]], words: str) -> Resolved:
    fitting = [mention for text, mention in found if text == words]
    assert len(fitting) == 1, f"{words!r} in {[text for text, _ in found]}"
    return fitting[0]


def label(found: list[tuple[str, Resolved]], words: str) -> str:
    return only(found, words).entity.label


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        ("Tokyo said it would cut duties.", "Tokyo", "Japan"),
        ("Officials urged Beijing to open its market.", "Beijing", "China"),
        ("The talks with Washington failed.", "Washington", "United States"),
        ("Canberra's decision will hurt Japan.", "Canberra", "Australia"),
        ("The duties were criticised by Moscow.", "Moscow", "Russia"),
    ],
)
def test_a_seat_of_power_that_acts_is_its_country(read: Read, text: str, words: str, country: str) -> None:
    mention = only(read(text), words)
    assert (mention.kind, mention.entity.label) == ("metonym", country)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ministers held talks in Beijing on Friday.", "Beijing"),
        ("The delegation will fly to Tokyo next week.", "Tokyo"),
        ("The minister visited Moscow.", "Moscow"),
        ("OTTAWA, June 4 (Newswire) -- Canada raised duties.", "OTTAWA"),
        ("Shares fell on the Tokyo market.", "Tokyo"),
    ],
)
def test_a_seat_of_power_where_something_happens_is_a_place(read: Read, text: str, words: str) -> None:
    assert only(read(text), words).kind == "place"


def test_a_title_is_no_part_of_a_name_and_names_the_department(read: Read) -> None:
    found = read("Commerce Secretary Malcolm Baldrige praised South Korea.", "1987-04-20")
    assert label(found, "Malcolm Baldrige") == "Malcolm Baldrige"
    title = only(found, "Commerce Secretary")
    assert (title.kind, title.entity.label) == ("title", "Commerce Department")
    assert title.principal is not None
    assert title.principal.label == "United States"


def test_a_name_that_no_list_knows_becomes_a_person_after_a_title(read: Read) -> None:
    found = read("Canadian Trade Minister Orla Quennell rejected the plan. Quennell said it was unfair.")
    person = only(found, "Orla Quennell").entity
    assert person.type is EntityType.PERSON
    assert only(found, "Quennell").entity == person
    assert only(found, "Quennell").kind == "surname"
    assert label(found, "Trade Minister") == "Canada"


def test_a_surname_alone_stays_within_its_document(nlp: Language) -> None:
    def person(document: str) -> str:
        doc = next(iter(parse(nlp, ["Mr Quennell opposes the tariffs."])))
        found = resolve(doc, document=Document(document, doc.text), gazetteer=load_gazetteer())
        return next(m.entity.id for m in found if m.entity.type is EntityType.PERSON)

    assert person("one") != person("two")


def test_an_office_is_resolved_by_the_date(read: Read) -> None:
    text = "The United States rejected the plan. The president said duties would stay."
    assert label(read(text, "1987-05-01"), "The president") == "Ronald Reagan"
    assert label(read(text, "2018-05-01"), "The president") == "Donald Trump"


@pytest.mark.parametrize(
    ("date", "body"),
    [
        ("2007-04-02", "entity/governmentbody/ministry-of-foreign-affairs-south-korea"),
        ("2018-03-26", "entity/governmentbody/ministry-of-trade-industry-and-energy"),
    ],
)
def test_an_office_that_moved_belongs_to_the_ministry_that_had_it_at_the_time(date: str, body: str) -> None:
    gazetteer = load_gazetteer()
    minister = gazetteer.entities["entity/person/kim-hyun-chong"]
    found = OfficeIndex(gazetteer).body_of("Trade Minister", minister, "entity/country/south-korea", date)
    assert found is gazetteer.entities[body]
    assert OfficeIndex(gazetteer).body_of("Trade Minister", minister, None, None) is None


def test_a_title_taken_up_is_who_bears_it_and_not_the_nearest_person(read: Read) -> None:
    text = "Commerce Secretary Malcolm Baldrige and Treasury Secretary James Baker met. The Commerce Secretary left."
    found = read(text, "1987-05-01")
    assert label(found, "The Commerce Secretary") == "Malcolm Baldrige"


def test_an_abbreviation_in_brackets_holds_for_the_document(read: Read) -> None:
    found = read("The Zenobian Gravel Association (ZGA) opposes the duty. The ZGA said imports hurt nobody.")
    mentions = [mention for text, mention in found if text == "ZGA"]
    assert len(mentions) == 2
    assert {mention.entity.label for mention in mentions} == {"Zenobian Gravel Association"}


def test_a_company_is_known_by_its_form_and_then_by_its_first_word(read: Read) -> None:
    found = read("Tolmarex Corp cut exports to Japan. Tolmarex said it would comply.")
    assert only(found, "Tolmarex Corp").entity.type is EntityType.COMPANY
    assert only(found, "Tolmarex").entity == only(found, "Tolmarex Corp").entity


def test_a_ministry_of_many_countries_is_that_of_the_country_in_the_text(read: Read) -> None:
    ministry = only(read("Japan will cut duties, the Finance Ministry said."), "Finance Ministry").entity
    assert ministry.country == "entity/country/japan"


@pytest.mark.parametrize(
    ("text", "words", "wanted", "principal"),
    [
        ("U.S. farmers oppose the duty.", "U.S. farmers", "U.S. farmers", None),
        ("American farmers oppose the duty.", "American farmers", "U.S. farmers", None),
        ("Several Japanese companies complained.", "Several Japanese companies", "Japanese companies", None),
        ("The Japanese officials declined.", "The Japanese officials", "Japanese officials", "Japan"),
        ("Panelists disagreed.", "Panelists", "panelists", None),
        ("Leaders of US firms wrote letters.", "Leaders of US firms", "leaders of U.S. firms", None),
        ("Brussels diplomats said duties may rise.", "Brussels diplomats", "Brussels diplomats", "European Union"),
    ],
)
def test_unnamed_groups_have_plain_labels_and_officials_a_principal(
    read: Read, text: str, words: str, wanted: str, principal: str | None
) -> None:
    mention = only(read(text), words)
    assert mention.entity.type is EntityType.GROUP
    assert mention.entity.label == wanted
    assert (mention.principal.label if mention.principal else None) == principal


def test_officials_of_two_countries_speak_for_both(read: Read) -> None:
    mention = only(read("Japanese and South Korean officials met."), "Japanese and South Korean officials")
    assert mention.principal is not None
    assert [mention.principal.label, *(other.label for other in mention.others)] == ["Japan", "South Korea"]


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        ("The Japanese government refused.", "Japanese government", "Japan"),
        ("Talks with the Chinese side broke down.", "Chinese side", "China"),
        ("The Reagan administration wants free trade.", "Reagan administration", "United States"),
    ],
)
def test_a_government_is_its_country(read: Read, text: str, words: str, country: str) -> None:
    assert label(read(text, "1987-05-01"), words) == country


def test_both_sides_are_the_two_countries_before(read: Read) -> None:
    mention = only(read("China and Australia signed a pact. Both sides praised it."), "Both sides")
    assert [mention.entity.label, *(other.label for other in mention.others)] == ["China", "Australia"]


def test_the_bloc_is_the_one_whose_body_was_named(read: Read) -> None:
    assert label(read("The European Commission proposed duties. The bloc will vote."), "The bloc") == "European Union"


def test_pronouns_take_up_the_most_prominent_fitting_actor(read: Read) -> None:
    found = read(
        "Pat Carney told Japan that Canada would retaliate. She added that it had waited for years.", "1987-05-01"
    )
    assert label(found, "She") == "Pat Carney"
    found = read("U.S. officials met executives of Toshiba. They threatened sanctions.", "1987-05-01")
    assert label(found, "They") == "U.S. officials"


@pytest.mark.parametrize("text", ["It is clear that duties hurt Japan.", "It was reported that China raised duties."])
def test_an_expletive_it_takes_up_nobody(read: Read, text: str) -> None:
    assert "It" not in [words for words, _ in read(text)]


def test_a_thing_that_is_no_actor_bars_it_from_an_actor_further_off(read: Read) -> None:
    found = read("China signed the pact. The pact lowered duties when it took effect.")
    assert "it" not in [words for words, _ in found]


def test_it_that_speaks_is_an_actor_even_so(read: Read) -> None:
    found = read("China signed the pact. The pact lowered duties, and it said it would sign another.")
    assert [mention.entity.label for words, mention in found if words == "it"] == ["China", "China"]


def test_people_of_a_country_are_the_country_unless_counted(read: Read) -> None:
    assert label(read("The Canadians retaliated."), "Canadians") == "Canada"
    assert only(read("Many Americans oppose the tariffs."), "Americans").entity.type is EntityType.GROUP


def test_countries_in_one_hyphenated_word_are_both_found(read: Read) -> None:
    mention = only(read("The U.S.-Canadian talks stalled."), "U.S.-Canadian")
    assert [mention.entity.label, *(other.label for other in mention.others)] == ["United States", "Canada"]


@pytest.mark.parametrize("text", ["Exports rose on Monday in March.", "The GDP grew 5 pct.", "Section 301 applies."])
def test_dates_and_figures_are_nobody(read: Read, text: str) -> None:
    assert read(text) == []


def test_every_mention_has_a_reason_and_none_overlap(read: Read) -> None:
    found = read(
        "U.S. Trade Representative Clayton Yeutter said Japan and the European Community (EC) must cut farm subsidies. "
        "He told the EC's trade officials that Washington would retaliate if they refused.",
        "1987-05-01",
    )
    mentions = [mention for _, mention in found]
    assert all(mention.reason for mention in mentions)
    assert all(one.end <= other.start for one, other in itertools.pairwise(mentions))


def test_we_in_a_quotation_is_whom_the_speaker_stands_for(nlp: Language) -> None:
    doc = next(iter(parse(nlp, ['"We want free trade and I mean it," Trade Minister Pat Carney of Canada said.'])))
    found = resolve(doc, document=Document("test", doc.text, None, "1987-05-01"), gazetteer=load_gazetteer())
    speaker = next(mention for mention in found if mention.entity.label == "Pat Carney")
    merged = resolve_first_person(doc, found, dict.fromkeys(range(8), speaker))
    spoken = {doc[m.start].text: m.entity.label for m in merged if m.kind == "pronoun"}
    assert spoken["I"] == "Pat Carney"
    assert spoken["We"] == "Canada"


def test_the_component_works_inside_any_pipeline() -> None:
    import spacy

    from kg.parse import load_model

    pipeline = load_model()
    pipeline.add_pipe("tradekg_mentions")
    doc = pipeline("Tokyo urged Beijing to cut duties.")
    assert [mention.entity.label for mention in doc._.kg_mentions] == ["Japan", "China"]
    assert "tradekg_mentions" in spacy.registry.factories


def test_all_components_work_together_inside_one_pipeline() -> None:
    from kg.parse import load_model

    pipeline = load_model()
    for name in ("tradekg_mentions", "tradekg_attribution", "tradekg_statements"):
        pipeline.add_pipe(name)
    doc = pipeline("Japan urged China to lift its export ban, officials said.")
    found = {(said.subject.label, said.predicate) for said in doc._.kg_statements}
    assert ("Japan", "seeks") in found
    assert doc._.kg_attributions


@pytest.mark.parametrize("words", ["Farmers", "Steel makers", "Soybean growers", "Trade officials", "Textile workers"])
def test_a_group_has_one_label_at_the_start_of_a_sentence_and_within(read: Read, words: str) -> None:
    found = read(f"{words} oppose the tariffs on corn. Congress heard {words.lower()} in June.")
    assert [m.entity.label for text, m in found if text.lower() == words.lower()] == [words.lower()] * 2
    alone = read(f"{words} told a newspaper that they would lose.")
    assert label(alone, words) == words.lower()


def test_a_group_whose_first_word_is_a_name_keeps_its_capital(read: Read) -> None:
    assert label(read("Silicon Valley executives oppose the tariffs."), "Silicon Valley executives").startswith(
        "Silicon"
    )
    assert label(read("American farmers oppose the tariffs."), "American farmers") == "U.S. farmers"


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (
            "The Chinese Embassy in the United States rejected it.",
            "Chinese Embassy",
            "Chinese Embassy in the United States",
        ),
        ("The Chinese embassy in Washington rejected it.", "Chinese embassy", "Chinese Embassy in the United States"),
        ("China's embassy in Canberra rejected it.", "China's embassy", "Chinese Embassy in Australia"),
        ("The Embassy of Japan in Brazil agreed.", "Embassy of Japan", "Japanese Embassy in Brazil"),
        ("The Russian Consulate in Osaka agreed.", "Russian Consulate", "Russian Consulate in Osaka"),
        (
            "The British High Commission in New Delhi agreed.",
            "British High Commission",
            "British High Commission in India",
        ),
        (
            "The Chinese mission to the European Union opposed the duty.",
            "Chinese mission",
            "Chinese Mission to the European Union",
        ),
    ],
)
def test_a_mission_is_named_by_whose_it_is_and_where(read: Read, text: str, words: str, name: str) -> None:
    entity = only(read(text), words).entity
    assert (entity.label, entity.type) == (name, EntityType.GOVERNMENT_BODY)


def test_a_mission_named_with_its_place_is_meant_by_its_word_alone_too(read: Read) -> None:
    found = read("The Dutch embassy in Ottawa opposed the ban. The Dutch Embassy said more. The embassy closed.")
    assert label(found, "Dutch Embassy") == label(found, "The embassy") == "Dutch Embassy in Canada"


def test_a_mission_without_a_place_stays_within_its_document(read: Read) -> None:
    mission = only(read("The Dutch Embassy opposed the ban."), "Dutch Embassy")
    assert mission.entity.label == "Dutch Embassy"
    assert mission.entity.id != "entity/governmentbody/dutch-embassy"


@pytest.mark.parametrize("text", ["The trade mission to China sold beef.", "The Chinese mission to Mars is costly."])
def test_a_mission_that_represents_nobody_is_no_body(read: Read, text: str) -> None:
    assert not [mention for _, mention in read(text) if mention.entity.type is EntityType.GOVERNMENT_BODY]


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("The Kenyan Trade Ministry rejected China's plan.", "Kenyan Trade Ministry", "Kenyan Trade Ministry"),
        ("Kenya's Trade Ministry rejected China's plan.", "Trade Ministry", "Kenyan Trade Ministry"),
        ("India's Commission opposed the levy.", "Commission", "Indian Commission"),
        ("The French Commission opposed the levy.", "French Commission", "French Commission"),
        ("Germany's Chamber of Commerce agreed.", "Chamber of Commerce", "German Chamber of Commerce"),
    ],
)
def test_a_body_of_common_words_is_known_with_its_country(read: Read, text: str, words: str, name: str) -> None:
    assert label(read(text), words) == name


def test_a_country_may_follow_or_begin_the_name_of_its_body_in_the_gazetteer(read: Read) -> None:
    found = read("The Foreign Ministry of China met China's Iron and Steel Association. France agreed.")
    assert only(found, "Foreign Ministry").entity.country == "entity/country/china"
    assert label(found, "Iron and Steel Association") == "China Iron and Steel Association"


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Lena Osk, an analyst at a bank, said so. Osk was sure.", "Osk", "Lena Osk"),
        ("Du Weilan said exports fell.", "Du Weilan", "Du Weilan"),
        ("As Chad Ellery, an economist, put it, duties hurt.", "Chad Ellery", "Chad Ellery"),
        ("Deputy Administrator William Ostley agreed.", "William Ostley", "William Ostley"),
        ("Mario Quintero Valdas agreed. Quintero said duties hurt.", "Quintero", "Mario Quintero Valdas"),
        ("Rosa AzevÃªdo, an economist, agreed.", "Rosa AzevÃªdo", "Rosa Azevêdo"),
    ],
)
def test_who_is_called_or_named_as_a_person_is_one(read: Read, text: str, words: str, name: str) -> None:
    entity = only(read(text), words).entity
    assert (entity.label, entity.type) == (name, EntityType.PERSON)


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("According to Zenobian Gravel Group, prices rose.", "Zenobian Gravel Group", "Zenobian Gravel Group"),
        ("Ann Tolmar, Managing Director of Quill Brothers, left.", "Quill Brothers", "Quill Brothers"),
        ("The China-Association of Southeast Asian Nations pact grew.", "China", "China"),
    ],
)
def test_what_stands_before_a_name_is_no_part_of_it(read: Read, text: str, words: str, name: str) -> None:
    assert label(read(text), words) == name


@pytest.mark.parametrize(
    "text",
    [
        "Ford Motor Co. raised prices.",
        "The Belt and Road Initiative grew.",
        "Hubs are built here. The hubs grew.",
        "Ladies and Gentlemen, thank you.",
        "RENEWED VIGOUR Ann Tolmar said exports rose.",
        "The goals grew. The Ostrel Goals were new.",
    ],
)
def test_a_legal_form_a_plan_and_a_common_word_are_no_names(read: Read, text: str) -> None:
    names = {mention.entity.label for _, mention in read(text) if mention.kind == "name"}
    assert names <= {"Ann Tolmar", "Ford"}


@pytest.mark.parametrize(
    "text",
    [
        "A bilateral investment treaty (BIT) would help. Japan said the BIT is near.",
        "The Harvest Equipment Fair (HEF) opened. The HEF drew Japan.",
    ],
)
def test_an_abbreviation_of_what_is_no_actor_is_none(read: Read, text: str) -> None:
    assert {mention.entity.label for _, mention in read(text)} <= {"Japan"}
