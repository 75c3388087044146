"""The page in headless Chromium: every control is used, and what is drawn is looked at."""

from __future__ import annotations

import base64
import csv
import io
import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from browser import Page, browser
from hostile_names import NAMES, hostile
from sample import sample_results
from synthetic import synthetic

from kg.render import Kind, render_page

sys.path.append(str(Path(__file__).parent.parent / "tools"))
from make_pictures import PICTURES, take

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Page]:
    with browser() as page:
        yield page


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages on disk: of the hand-made sample, of 300, 5,000 and hostile statements, and of the other kinds."""
    root = tmp_path_factory.mktemp("pages")
    results = sample_results()
    entities = {entity.id: entity for result in results for entity in result.entities}
    statements = [statement for result in results for statement in result.statements]
    for kind in Kind:
        page = render_page(statements, entities.values(), [r.document for r in results], title="Sample", kind=kind)
        (root / f"sample-{kind}.html").write_text(page, encoding="utf-8")
    for size, actors in ((300, 40), (5000, 400)):
        corpus = synthetic(statements=size, actors=actors)
        page = render_page(corpus.statements, corpus.entities, corpus.documents)
        (root / f"{size}.html").write_text(page, encoding="utf-8")
    corpus = synthetic(statements=300, actors=40)
    matrix = render_page(corpus.statements, corpus.entities, corpus.documents, kind=Kind.MATRIX)
    (root / "300-matrix.html").write_text(matrix, encoding="utf-8")
    corpus = hostile()
    for kind in Kind:
        page = render_page(corpus.statements, corpus.entities, corpus.documents, title=NAMES[0], kind=kind)
        (root / f"hostile-{kind}.html").write_text(page, encoding="utf-8")
    return root


@pytest.fixture
def opened(chromium: Page, folder: Path) -> Iterator[Opener]:
    """Opens a page; afterwards nothing may have been fetched, and the console must be empty."""

    def opener(name: str, **options: object) -> Page:
        return chromium.open(folder / f"{name}.html", **options)  # type: ignore[arg-type]

    yield opener
    assert chromium.errors() == []
    fetched = [url for url in chromium.requests() if not url.startswith(("file:", "data:", "blob:", "about:"))]
    assert fetched == []


def overlapping(labels: list[dict[str, float]]) -> list[tuple[object, object]]:
    return [
        (one["text"], two["text"])
        for one, two in combinations(labels, 2)
        if one["x"] < two["x"] + two["w"]
        and two["x"] < one["x"] + one["w"]
        and one["y"] < two["y"] + two["h"]
        and two["y"] < one["y"] + one["h"]
    ]


CHINA, SOYBEANS = "entity/country/china", "good/soybeans"
BUYS = f"{CHINA}>{SOYBEANS}>cooperative>"


def edge_key(page: Page, key: str) -> str:
    found: str = page.js(
        "tradekg.drawn.edges.find((edge) => edge.bundle && tradekg.bundleKey(edge.bundle) === arguments[0]).key", key
    )
    return found


# The drawing


@pytest.mark.parametrize("name", ["sample-graph", "300", "5000"])
def test_labels_at_rest_do_not_overlap(opened: Opener, name: str) -> None:
    page = opened(name)
    labels = page.js("tradekg.labels")
    assert len(labels) >= 10
    assert overlapping(labels) == []


@pytest.mark.parametrize("name", ["hostile-graph", "sample-graph", "300"])
def test_picture_fills_the_window_however_long_the_names_are(opened: Opener, name: str) -> None:
    page = opened(name)
    width, height, box_width, box_height = page.js(
        "(() => { const at = tradekg.drawn.nodes.map((node) => tradekg.nodePoint(node.id ?? node.key));"
        " const span = (list) => Math.max(...list) - Math.min(...list); const box = document.getElementById('drawing');"
        " return [span(at.map((p) => p.x)), span(at.map((p) => p.y)), box.clientWidth, box.clientHeight]; })()"
    )
    assert max(width / box_width, height / box_height) > 0.75
    assert len(page.js("tradekg.labels")) > 6


def test_strongest_node_is_labelled_however_crowded_it_is(opened: Opener) -> None:
    page = opened("300")
    assert page.js("tradekg.drawn.nodes[0].key") in page.js("tradekg.labels.map((label) => label.id)")


@pytest.mark.parametrize("name", ["sample-graph", "300"])
def test_no_label_lies_over_the_disc_of_the_selected_node(opened: Opener, name: str) -> None:
    page = opened(name)
    for number in range(6):
        node = page.js("tradekg.drawn.nodes[arguments[0]].id", number)
        page.driver.execute_script("location.hash = arguments[0]", f"selected=node:{node}")
        page.wait(f"tradekg.state.selected === {'node:' + node!r}")
        page.wait("tradekg.labels.some((label) => label.strong)")
        at = page.js("tradekg.nodePoint(arguments[0])", node)
        size = page.js("tradekg.drawn.nodes[arguments[0]].size * tradekg.scale()", number)
        disc = {"x": at["x"] - size * 0.8, "y": at["y"] - size * 0.8, "w": size * 1.6, "h": size * 1.6, "text": node}
        assert [pair for pair in overlapping([disc, *page.js("tradekg.labels")]) if pair[0] == node] == []


def test_labels_of_edges_are_those_that_pyvis_wrote(opened: Opener) -> None:
    page = opened("sample-graph")
    written = page.js("JSON.parse(document.getElementById('network').textContent).edges.map((edge) => edge.label)")
    shown = page.js("tradekg.drawn.edges.filter((edge) => edge.bundle).map((edge) => edge.text)")
    assert sorted(shown) == sorted(written)


def test_first_view_has_at_most_150_nodes_and_more_on_request(opened: Opener) -> None:
    page = opened("300")
    first = page.js("tradekg.drawn.nodes.length")
    assert first <= 150
    page.click("#more")
    assert page.js("tradekg.drawn.nodes.length") > first
    assert "limit=300" in page.driver.current_url


def test_nodes_rest_until_motion_is_asked_for(opened: Opener) -> None:
    page = opened("sample-graph")
    place = "tradekg.nodePoint(arguments[0])"
    before = page.js(place, CHINA)
    assert page.js(place, CHINA) == before
    page.click("#physics")
    page.wait(
        f"JSON.stringify({place.replace('arguments[0]', repr(CHINA))}) !== {str(before).replace(chr(39), chr(34))!r}"
    )
    assert page.find("#physics").get_attribute("aria-pressed") == "true"
    page.click("#physics")


def test_denied_planned_and_asserted_edges_are_drawn_in_different_lines(opened: Opener) -> None:
    page = opened("sample-graph")
    lines = dict(
        page.js(
            "tradekg.drawn.edges.filter((edge) => edge.bundle).map((edge) => [edge.text, tradekg.dashes(edge.key)])"
        )
    )
    assert lines["buys"] is False
    assert lines["retaliates against"]
    assert lines["denied: warns"] not in (False, lines["retaliates against"])


def test_conflict_and_cooperation_have_different_colours(opened: Opener) -> None:
    page = opened("sample-graph")
    colours = dict(
        page.js("tradekg.drawn.edges.filter((edge) => edge.bundle).map((edge) => [edge.text, tradekg.color(edge.key)])")
    )
    assert colours["buys"] == colours["meets with"]
    assert len({colours["buys"], colours["criticizes"], colours["affiliated with"]}) == 3


def test_large_graph_opens_as_communities_and_a_click_opens_one(opened: Opener) -> None:
    page = opened("5000")
    assert page.js("tradekg.drawn.mode") == "communities"
    assert page.js("tradekg.drawn.nodes.length") <= 41
    page.click_node("g0")
    page.wait("tradekg.drawn.mode === 'nodes'")
    assert {0} == set(page.js("tradekg.drawn.nodes.map((node) => node.group)"))
    page.all(".crumb")[0].click()
    assert page.js("tradekg.drawn.mode") == "communities"


def test_line_between_two_communities_lists_its_statements(opened: Opener) -> None:
    page = opened("5000")
    edge = page.js("tradekg.drawn.edges[0]")
    page.click_edge(edge["key"])
    assert page.texts("#panel .soft")[0] == f"{len(edge['members'])} statements"


# Selecting


def test_click_on_an_edge_shows_its_sentence_words_source_date_document_and_modality(opened: Opener) -> None:
    page = opened("sample-graph")
    page.click_edge(edge_key(page, BUYS))
    assert page.find("#panel h2").text == "China → soybeans"
    assert (
        page.find("blockquote").text
        == "China sold back\\slash bonds & bought soybeans <cheaply> from the United States."
    )
    assert page.find("blockquote mark.subject").text == "China"
    assert page.find("blockquote mark.predicate").text.startswith("bought")
    assert page.find("blockquote mark.object").text.startswith("soybeans")
    facts = dict(zip(page.texts(".card dt"), page.texts(".card dd"), strict=True))
    assert facts["Said by"] == "the writer"
    assert facts["Date"] == "2025"
    assert facts["Modality"] == "asserted"
    assert facts["Document"] == 'A "steel" tariff'
    assert page.find(".card a").get_attribute("rel") == "noopener noreferrer"


def test_denied_statement_says_so_on_its_card(opened: Opener) -> None:
    page = opened("sample-graph")
    key = page.js("tradekg.drawn.edges.find((edge) => edge.text === 'denied: warns').key")
    page.click_edge(key)
    assert page.texts(".card .tag.denied") == ["denied"]
    assert "not: warns" in page.find(".card h4").text
    assert "line3" in page.find(".card").get_attribute("class")


def test_click_on_a_node_shows_aliases_identifiers_and_positions(opened: Opener) -> None:
    page = opened("sample-graph")
    page.click_node(CHINA)
    facts = dict(zip(page.texts("#panel > dl > dt"), page.texts("#panel > dl > dd"), strict=True))
    assert facts["Also"] == "Beijing"
    assert facts["Identifiers"] == "http://www.wikidata.org/entity/Q148"
    assert "Positions and actions of China" in page.texts("#panel h3")
    assert "China opposes easing of export control on advanced chips, by United States" in page.texts("#panel h4")


def test_click_beside_everything_closes_the_panel(opened: Opener) -> None:
    page = opened("sample-graph")
    page.click_node(CHINA)
    assert page.find("#panel").is_displayed()
    page.click_at({"x": 30, "y": 300})
    assert not page.find("#panel").is_displayed()


def test_nothing_is_hidden_when_the_panel_opens_or_a_filter_moves_the_picture(opened: Opener) -> None:
    page = opened("300")
    outside = (
        "tradekg.drawn.nodes.filter((node) => { const at = tradekg.nodePoint(node.id); const box ="
        " document.getElementById('drawing'); return at.x < 0 || at.y < 0 || at.x > box.clientWidth ||"
        " at.y > box.clientHeight; }).length === 0"
    )
    assert page.js(outside)
    page.click_node(page.js("tradekg.drawn.nodes[0].id"))
    page.wait(outside)
    page.click("[data-facet=tone] li input")
    page.wait(outside)


def test_search_finds_a_node_by_its_alias(opened: Opener) -> None:
    page = opened("sample-graph")
    page.press("/")
    page.press("beij")
    assert page.texts("#found li") == ["China (Beijing)"]
    page.press("\ue007")
    assert page.find("#panel h2").text == "China"


def test_search_brings_a_node_of_a_closed_community_into_view(opened: Opener) -> None:
    page = opened("5000")
    weak = page.js("JSON.parse(document.getElementById('network').textContent).nodes.length - 1")
    label = page.js("JSON.parse(document.getElementById('network').textContent).nodes.at(-1).label")
    page.find("#search").send_keys(label)
    page.press("\ue007")
    assert weak in page.js("tradekg.drawn.nodes.map((node) => node.key)")
    assert page.find("#panel h2").text == label


def test_neighbourhood_shows_a_node_and_those_it_is_linked_with(opened: Opener) -> None:
    page = opened("sample-graph")
    everything = page.js("tradekg.drawn.nodes.length")
    page.click_node("entity/country/japan")
    page.all("#panel .actions button")[0].click()
    near = page.js("tradekg.drawn.nodes.map((node) => node.label)")
    assert "United States" in near
    assert len(near) < everything
    page.all("#panel .actions button")[1].click()
    assert len(near) < page.js("tradekg.drawn.nodes.length") < everything
    page.all(".crumb")[0].click()
    assert page.js("tradekg.drawn.nodes.length") == everything


def test_path_between_two_nodes_is_shown_with_the_statements_on_it(opened: Opener) -> None:
    page = opened("sample-graph")
    page.click_node("entity/country/japan")
    page.all("#panel .actions button")[-1].click()
    page.find("#search").send_keys("European Union")
    page.press("\ue007")
    assert (
        page.find("#panel h2").text
        == "Path: Japan – United States – tariff on steel, towards European Union – European Union"
    )
    assert len(page.all(".card")) == 2
    again = opened("sample-graph", fragment="#" + page.driver.current_url.partition("#")[2])
    assert len(again.all("#panel .card")) == 2
    page.click("[data-facet=tone] li:nth-child(1) input")
    assert page.find("#panel h2").text == "No path from Japan to European Union"
    page.press("\ue00c")
    assert not page.find("#panel").is_displayed()


def test_names_on_cards_open_their_node_by_click_and_by_key(opened: Opener) -> None:
    page = opened("sample-graph")
    page.click_edge(edge_key(page, BUYS))
    page.all(".card h4 .link")[1].click()
    assert page.find("#panel h2").text == "soybeans"
    page.click_edge(edge_key(page, BUYS))
    page.driver.execute_script("document.querySelector('.card h4 .link').focus()")
    page.press("\ue007")
    assert page.find("#panel h2").text == "China"


def test_search_is_steered_with_arrows_a_click_and_escape(opened: Opener) -> None:
    page = opened("sample-graph")
    page.press("/")
    page.press("united")
    hits = page.texts("#found li")
    assert len(hits) >= 2
    page.press("\ue015")
    assert page.find("#found [aria-selected=true]").text == hits[1]
    page.press("\ue013")
    assert page.find("#found [aria-selected=true]").text == hits[0]
    page.press("\ue00c")
    assert not page.find("#found").is_displayed()
    assert page.find("#search").get_attribute("value") == ""
    page.find("#search").send_keys("japan")
    page.all("#found li")[0].click()
    assert page.find("#panel h2").text == "Japan"


def test_cross_of_the_panel_closes_it(opened: Opener) -> None:
    page = opened("sample-graph")
    page.click_node(CHINA)
    page.click("#panel .close")
    assert not page.find("#panel").is_displayed()
    assert page.js("tradekg.state.selected") is None


def test_long_list_of_cards_grows_on_request(opened: Opener) -> None:
    page = opened("5000")
    page.click_edge(page.js("tradekg.drawn.edges[0].key"))
    before = len(page.all("#panel .card"))
    left = page.find("#panel .cards .more").text
    page.driver.execute_script("document.querySelector('#panel .cards .more').click()")
    assert f"({len(page.all('#panel .card')) - before} left)" in left


# The view


def test_buttons_in_the_corner_zoom_and_fit(opened: Opener) -> None:
    page = opened("sample-graph")
    scale = page.js("tradekg.scale()")
    larger, smaller, whole = page.all("#zoom button")
    larger.click()
    assert page.js("tradekg.scale()") == pytest.approx(1.3 * scale)
    smaller.click()
    smaller.click()
    assert page.js("tradekg.scale()") == pytest.approx(scale / 1.3)
    whole.click()
    page.wait(f"Math.abs(tradekg.scale() - {scale}) < 0.001")


def test_strongest_nodes_of_a_large_graph_and_its_communities_are_a_click_apart(opened: Opener) -> None:
    page = opened("5000")
    page.click(".crumb")
    assert page.js("tradekg.drawn.mode") == "nodes"
    assert 100 < page.js("tradekg.drawn.nodes.length") <= 150
    groups = set(page.js("tradekg.drawn.nodes.map((node) => node.group)"))
    assert len(groups) > 1
    assert overlapping(page.js("tradekg.labels")) == []
    page.click("#more")
    assert page.js("tradekg.drawn.nodes.length") > 150
    page.all(".crumb")[-1].click()
    assert page.js("tradekg.drawn.nodes.length") <= 150
    page.all(".crumb")[0].click()
    assert page.js("tradekg.drawn.mode") == "communities"


# Filters


def counts(page: Page, facet: str) -> dict[str, int]:
    names = page.js(
        "[...document.querySelectorAll(arguments[0])].map((li) => li.dataset.value)", f"[data-facet={facet}] li"
    )
    numbers = page.js(
        "[...document.querySelectorAll(arguments[0])].map((one) => one.textContent)", f"[data-facet={facet}] .count"
    )
    return {name: int(number.replace(",", "")) for name, number in zip(names, numbers, strict=True)}


@pytest.mark.parametrize("facet", ["type", "tone", "polarity", "modality", "group", "predicate", "source", "publisher"])
def test_each_entry_of_the_legend_filters(opened: Opener, facet: str) -> None:
    page = opened("300")
    total = page.js("tradekg.passing()")
    page.driver.execute_script(f"document.querySelector('[data-facet={facet}]').open = true")
    page.click(f"[data-facet={facet}] li input")
    assert 0 < page.js("tradekg.passing()") < total
    assert page.find(f"[data-facet={facet}] li.off")
    page.click("#reset")
    assert page.js("tradekg.passing()") == total


def test_counts_follow_the_other_filters(opened: Opener) -> None:
    page = opened("300")
    before = counts(page, "modality")
    page.click("[data-facet=tone] li input")
    after = counts(page, "modality")
    assert sum(after.values()) == page.js("tradekg.passing()") == counts(page, "tone")["conflictual"]
    assert all(after[value] <= before[value] for value in before)
    assert counts(page, "tone")["cooperative"] + counts(page, "tone")["conflictual"] == 300
    assert f"{page.js('tradekg.passing()')} of 300 statements" in page.find("#counts").text


def test_long_list_of_the_legend_grows_on_request(opened: Opener) -> None:
    page = opened("300")
    page.click("[data-facet=source] summary")
    before = len(page.all("[data-facet=source] li"))
    assert before == 8
    page.click("[data-facet=source] .more")
    assert len(page.all("[data-facet=source] li")) > before
    page.all("[data-facet=source] li input")[before].click()
    assert page.js("tradekg.passing()") < 300


def test_only_leaves_one_value_and_gives_the_others_back(opened: Opener) -> None:
    page = opened("300")
    page.driver.execute_script("document.querySelector('[data-facet=polarity] li:nth-child(2) .only').click()")
    assert page.js("tradekg.passing()") == counts(page, "polarity")["denied"]
    page.driver.execute_script("document.querySelector('[data-facet=polarity] li:nth-child(2) .only').click()")
    assert page.js("tradekg.passing()") == 300


def test_dates_and_confidence_filter_by_slider(opened: Opener) -> None:
    page = opened("300")
    page.slide("#date-from", 40)
    later = page.js("tradekg.passing()")
    assert 0 < later < 300
    page.slide("#date-to", 30)
    assert page.find("#date-from").get_attribute("value") == page.find("#date-to").get_attribute("value") == "30"
    page.click("#reset")
    page.slide("#confidence", 90)
    assert 0 < page.js("tradekg.passing()") < 100
    assert page.find("#confidence-value").text == "90 %"


def test_parts_of_moves_can_be_left_out(opened: Opener) -> None:
    page = opened("sample-graph")
    assert page.js("tradekg.drawn.edges.some((edge) => edge.part)")
    page.click("#parts")
    assert not page.js("tradekg.drawn.edges.some((edge) => edge.part)")


def test_address_restores_the_whole_view(opened: Opener) -> None:
    page = opened("300")
    page.click("[data-facet=tone] li input")
    page.slide("#confidence", 60)
    page.slide("#date-from", 10)
    page.click_node(page.js("tradekg.drawn.nodes[0].id"))
    heading = "document.querySelector('#panel h2').textContent"
    view = f"[tradekg.passing(), tradekg.drawn.nodes.length, tradekg.state.selected, {heading}]"
    before = page.js(view)
    fragment = "#" + page.driver.current_url.partition("#")[2]
    assert opened("300", fragment=fragment).js(view) == before


# Table, files


def test_table_shows_the_filtered_statements_sorts_and_opens_them(opened: Opener) -> None:
    page = opened("sample-graph")
    page.click("#as-table")
    assert len(page.all("tbody tr")) == 24
    page.click("[data-facet=polarity] li input")
    assert len(page.all("tbody tr")) == 2
    assert set(page.texts("td.polarity")) == {"denied"}
    page.click("[data-facet=polarity] li input")
    page.driver.execute_script("document.querySelector('th button').click()")
    subjects = page.texts("td.subject")
    assert subjects == sorted(subjects, key=str.casefold)
    page.driver.execute_script("document.querySelector('tbody tr').click()")
    assert page.find("#panel .card").is_displayed()


def test_csv_holds_the_filtered_statements_and_no_formula(opened: Opener) -> None:
    page = opened("hostile-graph")
    rows = list(csv.reader(io.StringIO(page.js("tradekg.csv()"), newline="")))
    assert rows[0][:3] == ["subject", "predicate", "object"]
    assert len(rows) == 1 + page.js("tradekg.passing()")
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
    assert '\'=HYPERLINK("http://evil.example","x")' in {row[0] for row in rows}


def test_svg_and_png_show_what_the_screen_shows(opened: Opener) -> None:
    page = opened("sample-graph")
    root = ET.fromstring(page.js("tradekg.svg()"))
    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"China", "United States"} <= texts
    assert texts == set(page.js("tradekg.labels.flatMap((label) => label.rows)"))
    url = page.driver.execute_async_script(
        "const done = arguments[0]; tradekg.pngBlob().then((blob) => { const reader = new FileReader();"
        "reader.onload = () => done(reader.result); reader.readAsDataURL(blob); });"
    )
    head, _, body = url.partition(",")
    assert head == "data:image/png;base64"
    image = base64.b64decode(body)
    assert image.startswith(b"\x89PNG")
    width = int.from_bytes(image[16:20], "big")
    assert width == 2 * page.js("document.getElementById('drawing').clientWidth")


def test_svg_fades_what_the_screen_fades(opened: Opener) -> None:
    page = opened("sample-graph")
    solid = page.js("tradekg.svg()").count('opacity="0.')
    page.click_node("entity/country/japan")
    shapes = ET.fromstring(page.js("tradekg.svg()")).iter("{http://www.w3.org/2000/svg}path")
    opacities = {shape[0].text: float(shape.get("opacity", "0")) for shape in shapes}
    assert opacities["Japan"] == opacities["United States"] == 1
    assert opacities["Marta Lindqvist"] < 0.5
    assert page.js("tradekg.svg()").count('opacity="0.') > solid


def test_table_fits_the_window_and_grows_on_request(opened: Opener) -> None:
    page = opened("300")
    page.click("#as-table")
    assert page.js("document.getElementById('table').scrollWidth <= document.getElementById('table').clientWidth")
    assert len(page.all("tbody tr")) == 100
    page.driver.execute_script("document.querySelector('#table > .more').click()")
    assert len(page.all("tbody tr")) == 300
    assert not page.all("#table > .more")


def test_menu_opens_and_gives_the_address_of_the_view(opened: Opener) -> None:
    page = opened("sample-graph")
    page.driver.execute_script(
        "window.copied = null; const clipboard = { writeText: async (text) => { window.copied = text; } };"
        "Object.defineProperty(navigator, 'clipboard', { value: clipboard });"
    )
    page.click("[data-facet=polarity] li input")
    page.click("#save summary")
    page.click("#copy-link")
    assert page.wait("window.copied") == page.driver.current_url
    assert "hide.polarity=affirmed" in page.driver.current_url or "only.polarity=denied" in page.driver.current_url
    assert page.find("#copy-link").text == "Copied"
    page.click("#heading")
    assert not page.find("#copy-link").is_displayed()


def test_menu_saves_files(opened: Opener) -> None:
    page = opened("sample-graph")
    page.driver.execute_script(
        "window.saved = []; HTMLAnchorElement.prototype.click = function () { window.saved.push(this.download); };"
    )
    page.click("#save summary")
    for button in ("save-svg", "save-csv", "save-png"):
        page.click(f"#{button}")
    page.click("#as-table")
    page.click("#csv")
    assert sorted(page.wait("window.saved.length === 4 && window.saved", 15)) == [
        "graph.png",
        "graph.svg",
        "statements.csv",
        "statements.csv",
    ]


# Keys, screens


def test_whole_page_is_usable_with_the_keyboard(opened: Opener) -> None:
    page = opened("sample-graph")
    page.driver.execute_script("document.getElementById('drawing').focus()")
    page.press("\ue014")
    first = page.js("tradekg.state.selected")
    assert first.startswith("node:")
    page.press("\ue012")
    assert page.js("tradekg.state.selected") not in (None, first)
    everything = page.js("tradekg.drawn.nodes.length")
    page.press("n")
    assert page.js("tradekg.drawn.nodes.length") < everything
    page.press("\ue00c", "\ue00c")
    assert page.js("[tradekg.state.selected, tradekg.state.focus]") == [None, None]
    scale = page.js("tradekg.scale()")
    page.press("+")
    assert page.js("tradekg.scale()") > scale
    page.press("-", "-")
    assert page.js("tradekg.scale()") < scale
    page.press("0")
    page.wait(f"Math.abs(tradekg.scale() - {scale}) < 0.001")
    page.press("t")
    assert page.find("#table").is_displayed()
    page.press("r")
    assert not page.find("#table").is_displayed()
    page.press("?")
    assert page.find("#help").is_displayed()
    page.press("\ue00c")
    assert not page.find("#help").is_displayed()
    page.click("#keys")
    page.click("#help button")
    assert not page.find("#help").is_displayed()


_PRESS = """
for (const key of arguments[0]) {
  document.getElementById('drawing').dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
}
"""
_FRAMES = """
const step = (left, done) => (left ? requestAnimationFrame(() => step(left - 1, done)) : done());
step(...arguments);
"""


def test_picture_fits_the_window_at_once_when_the_panel_closes(opened: Opener) -> None:
    page = opened("sample-graph")
    whole = page.js("tradekg.scale()")
    for frames in (0, 1, 2, 5):  # between opening and closing, in which the browser may report the new width
        page.driver.execute_script(_PRESS, ["ArrowRight", "n"])
        page.driver.execute_async_script(_FRAMES, frames)
        page.driver.execute_script(_PRESS, ["Escape", "Escape"])
        assert page.js("[tradekg.state.selected, tradekg.state.focus]") == [None, None]
        assert abs(page.js("tradekg.scale()") - whole) < 0.001


def test_page_fits_a_phone(opened: Opener) -> None:
    page = opened("sample-graph", width=390, height=800)
    assert page.js("document.documentElement.scrollWidth") <= 390
    assert page.js("document.getElementById('drawing').clientWidth") >= 380
    assert overlapping(page.js("tradekg.labels")) == []
    page.click("#open-filters")
    page.wait("getComputedStyle(document.getElementById('filters')).visibility === 'visible'")
    page.wait("document.getElementById('filters').getBoundingClientRect().left === 0")
    page.click("[data-facet=polarity] li input")
    assert page.js("tradekg.passing()") == 2
    page.click("#filters .close")
    page.wait("getComputedStyle(document.getElementById('filters')).visibility === 'hidden'")
    page.find("#search").send_keys("Lindqvist")
    page.press("\ue007")
    box = page.js("document.getElementById('panel').getBoundingClientRect().toJSON()")
    assert box["width"] == 390
    assert box["bottom"] == 800


def test_what_is_selected_is_not_under_the_panel_of_a_phone(opened: Opener) -> None:
    selected = "#selected=node%3A" + CHINA.replace("/", "%2F")
    page = opened("sample-graph", fragment=selected, width=390, height=800)
    below = "document.getElementById('panel').getBoundingClientRect().top"
    top = "document.getElementById('drawing').getBoundingClientRect().top"
    for node in page.js("tradekg.drawn.nodes.map((node) => node.id)"):
        page.driver.execute_script("location.hash = arguments[0]", f"selected=node:{node}")
        page.wait(f"tradekg.state.selected === {'node:' + node!r}")
        assert page.js(f"{top} + tradekg.nodePoint(arguments[0]).y < {below}", node)
        assert page.js("tradekg.nodePoint(arguments[0]).y > 0", node)


def test_page_follows_the_scheme_of_the_system(opened: Opener) -> None:
    page = opened("sample-graph")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.js(paper)
    edge = page.js("tradekg.color(tradekg.drawn.edges[0].key)")
    scheme = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme)
    try:
        page.wait(f"tradekg.color(tradekg.drawn.edges[0].key) !== {edge!r}")
        assert page.js(paper) != light
    finally:
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_dark_and_light_turn_all_colours(opened: Opener) -> None:
    page = opened("sample-graph")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.js(paper)
    edges = page.js("tradekg.color(tradekg.drawn.edges[0].key)")
    page.click("#theme")
    assert page.js(paper) != light
    assert page.js("tradekg.color(tradekg.drawn.edges[0].key)") != edges
    page.click("#theme")
    assert page.js(paper) == light


# Other kinds of page


def test_timeline_has_a_lane_for_each_actor_and_a_mark_for_each_statement(opened: Opener) -> None:
    page = opened("sample-timeline")
    assert page.all("#drawing text[aria-label='China']")
    marks = page.all("[data-statement]")
    assert len(marks) >= 20
    statement = marks[0].get_attribute("data-statement")
    marks[0].click()
    assert page.find("#panel .card").get_attribute("data-statement") == statement
    lanes = page.all("#drawing text[aria-label^='Remove']")
    removed = lanes[0].get_attribute("aria-label").removeprefix("Remove ")
    lanes[0].click()
    assert len(page.all("#drawing text[aria-label^='Remove']")) == len(lanes) - 1
    page.find("#search").send_keys(removed)
    page.press("\ue007")
    assert len(page.all("#drawing text[aria-label^='Remove']")) == len(lanes)


def test_timeline_goes_back_to_the_most_active_actors(opened: Opener) -> None:
    page = opened("sample-timeline")
    lanes = len(page.all("#drawing text[aria-label^='Remove']"))
    assert not page.all(".crumbs button")
    page.all("#drawing text[aria-label^='Remove']")[0].click()
    page.click(".crumbs button")
    assert len(page.all("#drawing text[aria-label^='Remove']")) == lanes
    assert "actors=" not in page.driver.current_url


def test_timeline_marks_denied_statements_with_a_stroke(opened: Opener) -> None:
    page = opened("sample-timeline")
    struck = "[...document.querySelectorAll('[data-statement]')].filter((mark) => mark.children.length === 3).length"
    assert page.js(struck) == 2
    page.click("[data-facet=polarity] li:nth-child(2) input")
    assert page.js(struck) == 0


def test_matrix_shows_positions_on_moves_and_conflict_between_actors(opened: Opener) -> None:
    page = opened("sample-matrix")
    words = page.js("[...document.querySelectorAll('[data-cell] text')].map((text) => text.textContent)")
    assert {"opposes", "supports", "imposes"} <= set(words)
    page.driver.execute_script(
        "document.querySelector('[data-cell]').dispatchEvent(new MouseEvent('click', { bubbles: true }))"
    )
    assert page.find("#panel .card").is_displayed()
    page.click("#by-actors")
    assert page.find("#by-actors").get_attribute("aria-pressed") == "true"
    numbers = page.js("[...document.querySelectorAll('[data-cell] text')].map((text) => text.textContent)")
    assert numbers
    assert all(number.isdigit() for number in numbers)
    ET.fromstring(page.js("tradekg.svg()"))
    page.click("#by-moves")
    assert page.js("[...document.querySelectorAll('[data-cell] text')].map((text) => text.textContent)") == words


def test_matrix_shows_more_columns_on_request(opened: Opener) -> None:
    page = opened("300-matrix")
    heads = "document.querySelectorAll('#drawing .heads text').length"
    before = page.js(heads)
    page.click("#more")
    assert page.js(heads) == before + 20
    assert "limit=170" in page.driver.current_url


# Hostile texts


@pytest.mark.parametrize("kind", list(Kind))
def test_hostile_names_and_sentences_run_no_script(opened: Opener, kind: Kind) -> None:
    page = opened(f"hostile-{kind}")
    page.press("/")
    page.press("script")
    for step in ("#as-table", "#as-table"):
        page.click(step)
    page.driver.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    for i in range(len(NAMES)):
        page.driver.execute_script(
            "location.hash = arguments[0]", "selected=" + f"node%3Aentity%2Fcompany%2Fhostile-{i}"
        )
        page.wait(f"tradekg.state.selected === 'node:entity/company/hostile-{i}'")
    assert page.js("window.pwned") is None
    assert page.js("document.querySelectorAll('#panel img, #panel iframe, #panel script, #drawing img').length") == 0
    assert page.js("document.documentElement.scrollWidth <= innerWidth")


def test_a_link_that_is_no_web_address_is_no_link(opened: Opener) -> None:
    page = opened("hostile-graph")
    page.driver.execute_script("location.hash = 'selected=node%3Aentity%2Fcompany%2Fhostile-0'")
    page.wait("document.querySelectorAll('.card').length > 0")
    assert page.js("[...document.querySelectorAll('a')].filter((link) => !/^https?:/.test(link.href)).length") == 0


# Speed


@pytest.fixture(scope="module")
def largest(folder: Path) -> str:
    """The name of a page of 50,000 statements."""
    corpus = synthetic(statements=50_000, actors=2500)
    page = render_page(corpus.statements, corpus.entities, corpus.documents)
    (folder / "50000.html").write_text(page, encoding="utf-8")
    return "50000"


@pytest.mark.usefixtures("largest")
@pytest.mark.parametrize(("name", "times"), [("5000", 4), ("50000", 16)])
def test_a_large_page_opens_in_a_small_multiple_of_what_300_statements_take(
    opened: Opener, name: str, times: int
) -> None:
    taken, least = (min(opened(each).processor_seconds() for _ in range(3)) for each in (name, "300"))
    assert taken < times * least


def test_50000_statements_open_as_communities(opened: Opener, largest: str) -> None:
    opening = opened(largest)
    assert opening.js("tradekg.drawn.mode") == "communities"
    opening.click("[data-facet=tone] li input")
    assert 0 < opening.js("tradekg.passing()") < 50_000


def test_pictures_of_the_documentation_are_taken_of_a_page_with_its_selection(
    chromium: Page, folder: Path, tmp_path: Path
) -> None:
    for picture in PICTURES:
        target = tmp_path / f"{picture.kind}.png"
        take(chromium, picture, folder / f"sample-{picture.kind}.html", target)
        head = target.read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        size = (int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big"))
        assert size == (picture.width, picture.height)
        assert bool(chromium.all("#panel .card")) == bool(picture.fragment)
