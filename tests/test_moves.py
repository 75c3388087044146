"""Moves and measures: texts that say the same meet in one node, and broader nodes stand above it."""

from __future__ import annotations

from kg.model import EntityRef, EntityType, ObjectRef
from kg.moves import broader, compose, measure_of
from kg.ontology import load_ontology

ONTOLOGY = load_ontology()
CHIPS = EntityRef("good/advanced-chips", "advanced chips", EntityType.GOOD)
US = EntityRef("entity/country/united-states", "United States", EntityType.COUNTRY)
CHINA = EntityRef("entity/country/china", "China", EntityType.COUNTRY)
FULL = compose(ONTOLOGY, change="ease", instrument="exportControl", good=CHIPS, actor=US, target=CHINA, text="words")


def _above(obj: ObjectRef) -> dict[str, ObjectRef]:
    found: dict[str, ObjectRef] = {}
    queue = [obj]
    while queue:
        for node in broader(queue.pop(), ONTOLOGY):
            if node.id not in found:
                found[node.id] = node
                queue.append(node)
    return found


def test_the_id_names_all_parts_and_the_words_play_no_role() -> None:
    assert FULL.id == "move/ease.exportControl.advanced-chips.by.country-united-states.on.country-china"
    other = compose(ONTOLOGY, change="ease", instrument="exportControl", good=CHIPS, actor=US, target=CHINA, text="x")
    assert other.id == FULL.id
    assert FULL.label == "easing of export control on advanced chips, by United States, towards China"


def test_actor_and_target_are_not_confused() -> None:
    by, on = (compose(ONTOLOGY, instrument="tariff", **{part: CHINA}) for part in ("actor", "target"))
    assert by.id == "measure/tariff.by.country-china"
    assert on.id == "measure/tariff.on.country-china"


def test_a_move_without_instrument_stands_for_any() -> None:
    assert compose(ONTOLOGY, change="ease", good=CHIPS).id == "move/ease.any.advanced-chips"


def test_broader_moves_drop_one_part_at_a_time() -> None:
    assert [node.id for node in broader(FULL, ONTOLOGY)] == [
        "move/ease.exportControl.advanced-chips.by.country-united-states",
        "move/ease.exportControl.advanced-chips.on.country-china",
        "move/ease.exportControl.by.country-united-states.on.country-china",
    ]


def test_any_easing_of_export_controls_stands_above_the_full_move() -> None:
    above = _above(FULL)
    assert "move/ease.exportControl" in above
    assert "move/ease.exportControl.semiconductors" in above
    assert all(node.change == "ease" and node.type is EntityType.POLICY_MOVE for node in above.values())


def test_a_quota_stands_below_trade_barriers() -> None:
    assert [node.id for node in broader(compose(ONTOLOGY, instrument="quota"), ONTOLOGY)] == ["measure/tradeBarrier"]


def test_the_nodes_above_any_move_stay_few() -> None:
    for good in ONTOLOGY.goods.values():
        ref = EntityRef(good.id, good.label, EntityType.GOOD)
        wider: set[str] = set()
        queue = [good.id]
        while queue:
            for name in ONTOLOGY.broader_goods(queue.pop()):
                wider.add(name)
                queue.append(name)
        for instrument in ("quota", "entityListing"):
            move = compose(ONTOLOGY, change="ease", instrument=instrument, good=ref, actor=US, target=CHINA)
            assert len(_above(move)) <= 7 + len(wider) + 1


def test_a_move_changes_the_measure_with_its_other_parts() -> None:
    measure = measure_of(FULL, ONTOLOGY)
    assert measure is not None
    assert measure.id == "measure/exportControl.advanced-chips.by.country-united-states.on.country-china"
    assert measure_of(measure, ONTOLOGY) is None


def test_actors_and_topics_have_nothing_above_them() -> None:
    assert broader(ObjectRef(US.id, US.label, US.type, instrument="tariff"), ONTOLOGY) == []
