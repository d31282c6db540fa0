"""The patron graph: as of a date, every edge a claim, readable elsewhere, drawn without a network."""

import csv
import json
import re
from datetime import date

import networkx as nx
import pytest

from accessibility import AXE, faults_of
from tether.dossier.patron_graph import (
    SHOWN,
    around,
    graph_page,
    layered,
    patron_graph,
    patrons,
    slider_data,
    write_graph,
)
from tether.dossier.store import open_store
from tether.errors import InputError
from tether.report.html import as_html
from tether.report.json_twin import as_twin


@pytest.fixture(scope="module")
def iraq():
    return open_store("iraq", "2015-06")


def test_both_of_the_articles_cases_have_iran_behind_them():
    for country, group in (("lebanon", "hizbollah"), ("yemen", "houthis")):
        behind = patrons(patron_graph(open_store(country, "2015-06")), group)
        assert behind[0][0] == "iran" and behind[0][1]["lo"] < behind[0][1]["hi"]


def test_an_edge_is_there_only_while_it_stands():
    us_pays = ("us", "tribal")
    assert us_pays in patron_graph(open_store("iraq", "2008-06")).edges()
    assert us_pays not in patron_graph(open_store("iraq", "2011-06")).edges()
    assert us_pays in patron_graph(open_store("iraq", "2015-06")).edges()


def test_no_edge_starts_after_the_date(iraq):
    for _, _, d in patron_graph(iraq, history=True).edges(data=True):
        assert d["from"] <= str(iraq.as_of) and d["to"] <= str(iraq.as_of)


def test_where_sources_differ_there_are_several_edges(iraq):
    graph = patron_graph(iraq)
    found = graph.get_edge_data("us", "tribal").values()
    assert len({d["claim_source"] for d in found}) > 1


def test_forty_states_of_a_year_are_no_patrons(iraq):
    shown = patron_graph(iraq)
    assert not [n for n in shown if n.startswith("ucdp-") and shown.degree(n) and shown.nodes[n]["kind"] == "state"]
    assert patron_graph(iraq, kinds=(*SHOWN, "support")).number_of_edges() > 1.3 * shown.number_of_edges()


def test_what_is_internal_is_no_edge(iraq):
    import dataclasses

    hidden = [dataclasses.replace(c, handling="internal") for c in iraq.claims if c.predicate == "patron-of"]
    store = dataclasses.replace(iraq, claims=dataclasses.replace(iraq.claims, claims=tuple(hidden)))
    assert patron_graph(store).number_of_edges() == 0


def test_graphml_and_csv_read_back(iraq, tmp_path):
    graph = patron_graph(iraq)
    write_graph(graph, tmp_path / "g.graphml")
    again = nx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    assert set(again) == set(graph) and again.number_of_edges() == graph.number_of_edges()
    write_graph(graph, tmp_path / "g.csv")
    text = (tmp_path / "g.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(text.decode("utf-8-sig").splitlines()))
    assert len(rows) == graph.number_of_edges() and all(r["cite"] and r["from"] for r in rows)
    with pytest.raises(InputError, match=r"expected .graphml or .csv"):
        write_graph(graph, tmp_path / "g.png")
    assert not list(tmp_path.glob("*.partial"))


def test_patrons_are_drawn_above_their_clients(iraq):
    graph = patron_graph(iraq)
    at = layered(graph)
    assert set(at) == set(graph)
    down = [(a, b) for a, b, d in graph.edges(data=True) if d["kind"] == "patronage"]
    assert sum(at[a][0] < at[b][0] for a, b in down) >= 0.9 * len(down)
    assert layered(graph) == at


def test_around_an_actor_are_its_neighbours(iraq):
    near = around(patron_graph(iraq), "badr-organisation")
    assert {"irgc", "badr-organisation"} <= set(near) and "krg" not in near


def test_the_page_holds_its_data_and_asks_for_nothing(iraq):
    page = as_html(graph_page(iraq))
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.S).group(1).replace("<\\/", "</"))
    assert data["months"][-1] == "2015-06" and data["months"][0] == "2003-01"
    assert len(data["edges"]) == patron_graph(iraq, history=True).number_of_edges()
    assert not re.search(r'(?:src|href)="', page) and "default-src 'none'" in page and "script-src 'sha256-" in page
    assert as_twin(graph_page(iraq))["data"]["edges"] == data["edges"]
    assert slider_data(patron_graph(iraq, history=True), iraq)["nodes"]["us"]["row"] == 0


@pytest.mark.browser
def test_the_slider_moves_in_a_browser_without_network(iraq, tmp_path):
    sync = pytest.importorskip("playwright.sync_api")
    import shutil

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("no Chromium")
    (tmp_path / "graph.html").write_text(as_html(graph_page(iraq)), "utf-8")
    with sync.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 390, "height": 800})
        errors, asked = [], []
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.on("request", lambda r: asked.append(r.url))
        page.goto(f"file://{tmp_path}/graph.html")
        now = page.locator("#count").inner_text()
        page.locator("#slider").fill("0")
        assert page.locator("#when").inner_text() == "2003-01" and page.locator("#count").inner_text() != now
        page.locator("#slider").fill("149")
        page.locator(".node").first.click()
        assert "actor=" in page.evaluate("location.hash") and page.locator("#edges tbody tr").count() > 0
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert errors == [] and len(asked) == 1
        if AXE.exists():
            assert faults_of(page) == []
        browser.close()


def test_the_day_of_the_store_is_the_last_of_the_slider():
    store = open_store("libya", date(2013, 3, 31))
    assert slider_data(patron_graph(store, history=True), store)["months"][-1] == "2013-03"
