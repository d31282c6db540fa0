"""A finished brief as pages: its matrix, its worlds, its pathways, and the rows behind each sentence."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

pytest.importorskip("starlette")

from serve_client import DRAFTER, READER, Client, opened

from tether.brief import write
from tether.brief.believe import WORDS
from tether.brief.carried import worlds_of
from tether.report.editions.edition import Edition
from tether.workbench.serve.finished import linked, pathways, rows_behind
from tether.workbench.serve.web import words_in

sys.path.append(str(Path(__file__).parents[2] / "brief"))
from brief_content import build, reports
from test_believe import worlds


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A made-up brief, written as a job writes it."""
    folder = tmp_path_factory.mktemp("brief")
    write(build(worlds=worlds(), findings=reports()), folder / "brief.html")
    return folder


@pytest.fixture(scope="module")
def bench(tmp_path_factory, written):
    with opened(tmp_path_factory.mktemp("briefs")) as made:
        yield made


def _done(bench, written, **asked):
    name = bench.jobs.ask("brief", {"case": "iraq-2015", **asked}, "Nadia")
    shutil.copytree(written, bench.jobs.path(name) / "result")
    bench.jobs.write_state(name, {"ended": "done", "said": name})
    return name


@pytest.fixture(scope="module")
def job(bench, written):
    return _done(bench, written, rough=True)


def test_without_a_brief_the_page_says_so(tmp_path):
    with opened(tmp_path) as empty:
        answer = Client(empty).get("/compare")
        assert answer.status == 200 and "No brief is done yet" in answer.text


def test_options_stand_against_questions_with_the_runs_own_worlds(bench, job, written):
    client = Client(bench)
    assert client.get("/compare").headers["location"] == f"/jobs/{job}/compare"
    shown = client.get(f"/jobs/{job}/compare").text
    twin = json.loads((written / "brief.json").read_text("utf-8"))
    first = next(s for s in twin["sections"] if s["id"] == "question")["blocks"]
    matrix = next(b for b in first if b["block"] == "table")
    for row in matrix["rows"]:
        for cell in row["cells"][1:]:
            assert f">{cell['text']}</a>" in shown
    carried = json.loads(re.search(r'id="data">(.*?)</script>', shown)[1])
    own = worlds_of((written / "brief.html").read_text("utf-8"))
    assert [i["at"] for i in carried["inputs"]] == [i["at"] for i in own["inputs"]]
    assert [o["sides"] for o in carried["options"]] == [o["sides"] for o in own["options"]]
    assert '<script src="/static/believe.js" type="module">' in shown and "<script>" not in shown
    assert b"recount" in client.get("/static/believe.js").data
    assert "Rough" in shown


def test_the_page_speaks_the_readers_language(bench, job):
    client = Client(bench)
    client.post("/language", {"language": "ar", "back": "/"})
    shown = client.get(f"/jobs/{job}/compare").text
    carried = json.loads(re.search(r'id="data">(.*?)</script>', shown)[1])
    assert carried["words"]["title"] == words_in("ar")["b_title"] and 'dir="rtl"' in shown
    assert "face au" not in carried["words"]["option"] and "الوضع القائم" in carried["words"]["option"]


def test_the_sliders_have_all_their_words_in_three_languages():
    for language in ("en", "ar", "fr"):
        words = {k.removeprefix("b_"): v for k, v in words_in(language).items() if k.startswith("b_")}
        assert set(words) == set(WORDS)
        for key, text in words.items():
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", WORDS[key])), (language, key)


def test_a_sentence_leads_to_its_rows(bench, job):
    client = Client(bench)
    shown = client.get(f"/jobs/{job}/read").text
    found = re.findall(r'href="\?part=brief&amp;at=([^"#]+)#at"', shown)
    assert "record%2Flast-year" in found and "Open a sentence." in shown
    at = client.get(f"/jobs/{job}/read?part=brief&at=record/last-year").text
    assert at.count('id="at"') == 1 and "record/last-year/deaths" in at
    for answer in (client.get(f"/jobs/{job}/read?at=nothing/at-all"), client.get(f"/jobs/{job}/read?at=%3Cscript%3E")):
        assert "No table of this brief carries rows for it." in answer.text and "<script>" not in answer.text
    assert client.get(f"/jobs/{job}/read?part=memo").status == 422


def test_rows_are_its_own_else_those_below_and_missing_is_never_zero():
    block = {
        "block": "files",
        "files": [
            {
                "name": "deaths",
                "columns": ["result", "n"],
                "rows": [["a", 1.0], ["a/b", None], ["ab", 3.5]],
            }
        ],
    }
    twin = {"sections": [{"id": "s", "blocks": [block]}]}
    assert [t["rows"] for t in rows_behind([twin], "a")] == [[["a", "1"]]]
    block["files"][0]["rows"][0][0] = "a/c"
    assert [t["rows"] for t in rows_behind([twin], "a")] == [[["a/c", "1"], ["a/b", "–"]]]


def test_a_result_cannot_write_into_the_page():
    html = '<span data-result="a&quot;b/&lt;i&gt;">Words.</span>'
    made = linked(html, "brief", 'a"b/<i>')
    assert 'at=a%22b%2F%3Ci%3E#at" id="at" aria-current="true">Words.</a>' in made


def _signposts(lower, other, separates=True, says="not lower"):
    columns = ("result", "theory", "lower", "lower_right", "other", "other_right", "right", "sponsor", "host")
    columns += ("against_sponsor", "against_host", "watched", "title", "unit", "months", "by", "threshold", "says")
    path = "signpost/status-quo+p10~status-quo+status-quo/status-quo+p10"
    theories = ("article", "settlement")
    rows = [
        (f"{path}/{t}", t, lower, lower, other, other - 1, 0.9, "status-quo", "p10", "status-quo", "status-quo",
         "status-quo+p10", "events in the country", "events", 6, "2015-12", 1234.5, says, separates)
        for t in theories
    ]  # fmt: skip
    return {"columns": [*columns, "separates"], "rows": [list(r) for r in rows]}


def test_a_pathway_says_what_to_watch_until_when_and_what_each_side_means():
    said = Edition.of("en")
    (path,) = pathways(_signposts(60, 40), {"p10": "Individuals P10"}, said)
    assert (path["watched"], path["a"], path["b"]) == ("Individuals P10", "Individuals P10", "the status quo")
    assert (path["months"], path["by"], path["threshold"], path["unit"]) == (6, "December 2015", "1,234", "events")
    assert not path["above_lower"] and path["separates"] and not path["few"]
    (few,) = pathways(_signposts(97, 3), {"p10": "P10"}, said)
    assert few["few"] and all(t["few"] for t in few["theories"])
    both = _signposts(60, 40, separates=False)
    other = _signposts(60, 40)
    for row in other["rows"]:
        row[11] = "status-quo+status-quo"
    both["rows"] += other["rows"]
    assert [p["separates"] for p in pathways(both, {}, said)] == [True, False]


def test_a_brief_on_a_restricted_charter_is_a_drafters(bench, written):
    held = _done(bench, written, restricted=True)
    for path in ("compare", "read", "read?at=record/last-year"):
        assert Client(bench, READER).get(f"/jobs/{held}/{path}").status == 403
        assert Client(bench, DRAFTER).get(f"/jobs/{held}/{path}").status == 200


def test_only_a_brief_that_is_done_is_compared(bench):
    name = bench.jobs.ask("amend", {"charters": {}}, "Nadia")
    answer = Client(bench).get(f"/jobs/{name}/compare")
    assert answer.status == 422 and "a brief that is done" in answer.text
