"""The finished page and its annex as text: their sections, what each number stands on, what each figure carries."""

import base64
import gzip
import hashlib
import io
import json
import re
from dataclasses import replace
from urllib.parse import unquote_to_bytes

import pandas as pd
import pytest
from brief_content import build, comparison, figures, notes, plans, reports, shipped
from html_tree import elements

from tether.brief import render as render_front
from tether.brief import render_annex as render
from tether.brief import write, write_with_pictures
from tether.brief.figures.differences import NOT_ALL_DRAWN
from tether.brief.phrases import ABSENT, NOT_SCORED
from tether.brief.restraint import faults
from tether.brief.results import facts, resolves
from tether.brief.sections.belief import NO_BREAK_EVEN, NOT_ALL_SHOWN, NOTHING_COMPARED
from tether.brief.sections.record import TRACK_MISSES, TRACK_NOTE, TRACK_RECORD
from tether.errors import UsageError


def files(page):
    """Return the CSV files that the page carries, by name, unpacked."""
    found = {}
    for link in elements(page, "a", download=""):
        kind, _, data = link.attrs["href"].partition(",")
        if kind.startswith("data:text/csv"):
            found[link.attrs["download"]] = unquote_to_bytes(data)
        elif kind.startswith("data:application/gzip"):
            found[link.attrs["data-csv"]] = gzip.decompress(base64.b64decode(data))
    return found


def tables(page):
    return {n: pd.read_csv(io.BytesIO(d), encoding="utf-8-sig") for n, d in files(page).items()}


def counted(page):
    """Return the numbers of a page's sections, in its order."""
    return [int(e.text) for e in elements(page, "span", **{"class": "count"})]


def test_every_printed_page_is_stamped_unscreened(either):
    (gutter,) = elements(either, "div", **{"class": "gutter"})
    assert gutter.text == "UNSCREENED"
    assert '@top-left { content: "UNSCREENED · Iraq' in either.replace("\\b7 ", "·").replace("\\2c ", ",")
    (bar,) = elements(either, "header")
    assert bar.text.startswith("UNSCREENED")


@pytest.fixture(scope="module")
def judged():
    return render(build(screening=notes(), findings=reports()))


def test_sections_two_and_four_stand_before_the_record_when_their_rooms_have_spoken(judged):
    assert counted(judged) == [2, 4, 6, 7, 9, 10]
    assert counted(render_front(build(screening=notes(), findings=reports()))) == [1, 2, 4, 6, 7, 9, 10]


def test_the_gate_says_its_result_item_by_item_and_what_would_lift_a_stop(judged):
    row = elements(judged, "tr", data_result="screening/us")[0]
    cells = [
        e.text for e in elements(judged, "td") if e.parents[-1].attrs == row.attrs and e.parents[-1].text == row.text
    ]
    assert cells == ["open question", "stop"]
    said = [e.text for e in elements(judged, "span", data_result="screening/us")]
    lifted = "What would lift it: end-use certificate, from Government of Iraq."
    assert any(text.startswith("Stop for the United States, small arms: ") and text.endswith(lifted) for text in said)
    assert not any(e.text.startswith("Stop for") for e in elements(judged, "span", data_result="screening/iraq"))
    asked = [e.text for e in elements(judged, "li") if "Is the recipient a unit of the state?" in e.text]
    assert asked == ["Is the recipient a unit of the state?"]


def test_regimes_stand_worst_first_with_their_texts(judged):
    rows = [e.text for e in elements(judged, "tr", data_result="screening/us")][1:]
    assert rows[0].startswith("United Nations arms embargo") and "S/RES/1483" in rows[0] and "–" in rows[0]
    assert rows[1].startswith("Consent of the government") and rows[1].count("open question") == 2


def test_a_decision_waits_for_a_person(judged):
    (table,) = elements(judged, "table", **{"class": "ruled"})
    assert "Signature" in table.text and "the United States" in table.text and "Iraq" in table.text


def test_each_charter_shows_what_matters_first_with_its_source_and_remedy(judged):
    report = reports()["p9"]
    first = report.first_five[0]
    (row, *_) = elements(judged, "tr", data_result=f"findings/p9/{first.code}/{first.path}")
    said = first.message.replace("'irgc'", "Quds Force").replace("'ing'", "National Guard")
    assert said != first.message and first.severity in row.text and said in row.text and first.remedy in row.text
    assert f"evidence: {first.evidence}" in row.text
    told = [e.text for e in elements(judged, "span", data_result="findings/p9")]
    assert f"{len(report.questions)} question" in told[0] or "no questions" in told[0]


def test_the_command_graph_is_carried_as_a_picture_with_words(judged):
    drawn = [e for e in elements(judged, "svg") if e.attrs.get("aria-label", "").startswith("Command graph of")]
    assert len(drawn) == 1 and drawn[0].parents[-1].attrs["class"] == "picture"


def test_what_the_gate_and_the_checker_say_stands_on_rows_and_breaks_no_rule_of_words(judged):
    assert faults(judged) == []
    ids = {str(i) for table in tables(judged).values() if "result" in table for i in table["result"]}
    cited = {e.attrs["data-result"] for e in elements(judged, data_result="")}
    assert {c for c in cited if not resolves(c, ids)} == set()


def test_many_charters_go_behind_folds():
    (report,) = reports().values()
    page = render(build(findings={f"p{i}": report for i in range(6)}))
    folds = [e for e in elements(page, "summary") if e.text == "P9 Incorporate whole militias"]
    assert len(folds) == 6


def test_the_bar_names_data_cut_off_seed_and_run(either, content):
    (bar,) = elements(either, "header")
    for part in ("UCDP GED 19.1", "June 2015", "retrospective", "seed 7", content.case.run_id):
        assert part in bar.text.replace("seed7", "seed 7")


def test_sections_stand_in_the_fixed_order_and_the_absent_are_named(front, page):
    assert counted(front) == [1, 6, 7, 9, 10] and counted(page) == [6, 7, 9, 10]
    for made, lacking in ((front, 5), (page, 6)):
        absent = [e.text for e in elements(made, "span", **{"class": "absent"})]
        assert len(absent) == lacking and all(text.endswith(ABSENT) for text in absent)


def test_no_word_of_the_page_is_forbidden(either):
    assert faults(either) == []


def test_every_cited_result_is_a_row_that_the_page_carries(page):
    ids = {str(i) for table in tables(page).values() if "result" in table for i in table["result"]}
    cited = {e.attrs["data-result"] for e in elements(page, data_result="")}
    assert len(cited) > 30
    assert {c for c in cited if not resolves(c, ids)} == set()


def test_the_headline_numbers_of_page_and_files_agree(front, page, content):
    table = tables(page)["iraq-2015-annex-comparison.csv"]
    rows = table[table["result"].str.startswith("comparison/civilian_deaths/status-quo+p10/")]
    (told,) = {e.text for e in elements(page, "span", data_result="comparison/civilian_deaths/status-quo+p10")}
    assert f"lower in {rows['worlds_below'].sum():,} of {rows['worlds_total'].sum():,} assumed worlds" in told
    known = facts(content).set_index("result")["value"]
    deaths = f"{known['record/last-year/deaths']:,.0f}"
    (year,) = {e.text for e in elements(page, "span", data_result="record/last-year")}
    assert f"{deaths} deaths" in year
    lead, again = [e.text for e in elements(front, "span", data_result="record/last-year")]
    assert f"{deaths} recorded deaths" in lead and again == year
    assert f"{known['record/last-year/civilians']:,.0f} of them civilians" in lead


def holding(table, result):
    """Return the theories under which the raw rows of a cited pair set it apart: {lower ids}, {higher ids}."""
    _, outcome, pair = result.split("/")
    sponsor, host = pair.split("+")
    rows = table[(table["outcome"] == outcome) & (table["sponsor"] == sponsor) & (table["host"] == host)]
    if (rows["kind"] == "sign").any():
        above = rows["worlds_total"] - rows["worlds_below"] - rows["worlds_tied"]
        sides = rows["worlds_below"] >= 0.95 * rows["worlds_total"], above >= 0.95 * rows["worlds_total"]
    else:
        sides = rows["hi"] < 0, rows["lo"] > 0
    return tuple(set(rows["theory"][side]) for side in sides)


def test_sentences_that_rank_name_no_more_theories_than_their_rows(page, content):
    ranked = [e for e in elements(page, "span", data_theories="") if e.attrs["data-result"].startswith("comparison/")]
    assert ranked
    for sentence in ranked:
        lower, higher = holding(content.comparison.table, sentence.attrs["data-result"])
        assert set(sentence.attrs["data-theories"].split()) == lower | higher, sentence.text


def test_summary_rows_name_the_theories_that_their_rows_hold(page, content):
    rows = [e for e in elements(page, "tr", data_result="") if e.attrs["data-result"].startswith("comparison/")]
    cells = {
        id(r): [e.text for e in elements(page) if e.tag == "td" and any(p.attrs == r.attrs for p in e.parents)]
        for r in rows
    }
    told = 0
    for row in rows:
        for text in cells[id(row)]:
            said = re.fullmatch(r"(?:(.*?) \(lower\))?(?:; )?(?:(.*?) \(higher\))?", text)
            if not text or not said or not any(said.groups()):
                continue
            names = [set(re.split(r", | and ", part)) if part else set() for part in said.groups()]
            assert tuple(names) == holding(content.comparison.table, row.attrs["data-result"]), row.text
            told += 1
    assert told >= 5


def test_overviews_count_and_name_what_the_rows_say(page, content):
    told = next(e.text for e in elements(page, "span", data_result="comparison/fighter_deaths") if "of the" in e.text)
    assert "one of the 3 comparisons of charters is distinguishable" in told
    assert "P9 Incorporate whole militias lower than the status quo under all five theories" in told
    first = next(e.text for e in elements(page, "span", data_result="comparison/civilian_deaths"))
    assert first == "On civilian deaths, one of the 3 comparisons of charters is distinguishable."
    (named,) = {e.text for e in elements(page, "span", data_result="comparison/civilian_deaths/status-quo+p10")}
    assert "the status quo on civilian deaths under article, settlement, local-knowledge and strength only" in named


def test_both_files_show_their_figures(front, page):
    behind = {f.attrs["id"] for f in elements(page, "figure")}
    assert behind >= {"map", "history", "places", "break-even", "differences-civilian-deaths"}
    assert {f.attrs["id"] for f in elements(front, "figure")} >= {"whereabouts", "history"}


def test_every_figure_has_title_unit_source_cut_off_words_and_its_data(either):
    for shape in elements(either, "figure"):
        inside = [e for e in elements(either) if any(p.attrs.get("id") == shape.attrs["id"] for p in e.parents)]
        by = {name: [e for e in inside if e.attrs.get("class") == name] for name in ("unit", "origin", "live", "still")}
        assert any(e.tag == "h3" and e.text for e in inside)
        origin = by["origin"][0].text
        assert by["unit"][0].text and "Source: " in origin and "Cut-off: June 2015" in origin
        assert by["live"] and all(len(e.attrs["aria-label"]) > 40 and e.attrs["role"] == "img" for e in by["live"])
        assert [e.attrs["alt"] for e in by["still"]] == [e.attrs["aria-label"] for e in by["live"]]
        assert any(e.tag == "a" and ".csv" in e.attrs.get("download", "") for e in inside)


def test_figures_are_valid_vega_lite(content):
    for figure in figures(content):
        for cell in figure.cells:
            cell.chart.to_dict(validate=True)


def test_files_begin_with_the_byte_order_mark(page):
    carried = files(page)
    assert len(carried) >= 10 and all(data.startswith(b"\xef\xbb\xbf") for data in carried.values())


def test_the_page_stays_under_its_size_with_one_bundle(either):
    assert len(either.encode()) < 2.5e6
    modules = elements(either, "script", type="module")
    assert len(modules) == 1 and len(modules[0].text) > 500_000
    others = {e.attrs.get("type") for e in elements(either, "script")} - {"module"}
    assert others == {"application/json"}


def test_the_policy_allows_this_script_only_and_no_network(either):
    (meta,) = (e for e in elements(either, "meta") if e.attrs.get("http-equiv") == "Content-Security-Policy")
    script = re.search(r'<script type="module">(.*?)</script>', either, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in meta.attrs["content"]
    assert "default-src 'none'" in meta.attrs["content"] and "unsafe" not in meta.attrs["content"]


def test_nothing_is_asked_of_the_network(either):
    for element in elements(either):
        for name in ("src", "href", "srcset", "data", "action"):
            value = element.attrs.get(name, "")
            beside = element.tag == "a" and value.startswith("iraq-2015-annex.html#")  # a link asks only when followed
            assert value == "" or beside or value.startswith(("data:", "#")), f"{element.tag} {name}={value[:60]}"
    assert "@import" not in either and "url(" not in either.split("</style>")[0]


def test_words_of_the_case_cannot_become_markup():
    made = build()
    evil = '</style><script>alert(1)</script>"'
    hostile = replace(made, case=replace(made.case, title=evil, question=evil, run_id=evil), left_out=(evil,))
    for page in (render_front(hostile), render(hostile)):
        assert "<script>alert" not in page
        assert len(elements(page, "script", type="module")) == 1


def test_break_evens_come_before_the_ranking(page):
    items = [e.attrs["data-result"] for e in elements(page, "span", data_result="")]
    assert next(i for i in items if i.startswith(("break-even", "comparison/"))).startswith("break-even")


def test_a_case_without_break_even_says_so():
    made = comparison()
    page = render(build(comparison=replace(made, break_even=made.break_even.iloc[:0])))
    assert NO_BREAK_EVEN in page and faults(page) == []


def test_sizes_stand_only_where_there_is_a_series(page):
    told = [e.text for e in elements(page, data_result="") if e.attrs["data-result"].startswith("comparison/trust")]
    assert len(told) > 3 and not any("edian" in text for text in told)


@pytest.fixture(scope="module")
def tracked():
    made = build()
    return render(replace(made, record=replace(made.record, track_record=shipped())))


def test_the_track_record_never_stands_in_the_section_of_differences(tracked):
    made = build()
    scored = replace(made, record=replace(made.record, track_record=shipped()))
    assert NOT_SCORED not in tracked and NOT_SCORED in render(made)
    (holder,) = [e for e in elements(tracked, "caption") if TRACK_RECORD in e.text]
    assert [p.attrs["id"] for p in holder.parents if p.tag == "section"] == ["record"]
    front = render_front(scored)
    said = f"{shipped().label(made.case.cut_off).capitalize()}."
    assert NOT_SCORED not in front and NOT_SCORED in render_front(made)
    homes = {p.attrs["id"] for e in elements(front) if e.text == said for p in e.parents if p.tag == "section"}
    assert homes == {"record"} and said not in render_front(made)
    for page in (tracked, front):
        (section,) = elements(page, "section", id="belief")
        assert "skill" not in section.text and "beat" not in section.text
        assert faults(page) == []


def test_misses_come_before_scores_and_later_origins_are_labelled(tracked):
    captions = [e.text for e in elements(tracked, "caption")]
    first = next(i for i, c in enumerate(captions) if c == TRACK_MISSES)
    assert captions[first + 1].startswith(TRACK_RECORD)
    cells = {e.parents[-1].attrs.get("data-result"): e.text for e in elements(tracked, "th", scope="row")}
    assert cells["track/adm1/2012-10/whole"] == "October 2012"
    assert cells["track/adm1/2016-10/whole"] == "October 2016after the cut-off"
    rows = {e.attrs["data-result"]: e.text for e in elements(tracked, "tr", data_result="")}
    assert "without 2017" in rows["track/adm1/all/2017"] and "13.5" in rows["track/adm1/all/2017"]
    assert "doesn't beat simple history here" in next(e.text for e in elements(tracked, "p") if TRACK_NOTE in e.text)


def test_pictures_are_named_after_their_figures(content, tmp_path):
    drawn = write_with_pictures(content, tmp_path / "brief.html")
    assert {"map", "history", "places-1", "differences-civilian-deaths-3"} <= set(drawn)
    assert all(svg.startswith("<svg") for svg in drawn.values())


def test_specs_inside_the_annex_are_json(page):
    specs = [json.loads(e.text) for e in elements(page, "script", type="application/json")]
    assert len(specs) > 10


def test_a_page_is_written_whole_or_not_at_all(tmp_path, content, monkeypatch):
    target = tmp_path / "brief.html"
    with pytest.raises(UsageError, match=r"name it \.html"):
        write(content, tmp_path / "brief.json")
    assert not list(tmp_path.iterdir())
    assert write(content, target) == target
    behind = tmp_path / "iraq-2015-annex.html"
    assert all(f.read_text("utf-8").startswith("<!doctype html>") for f in (target, behind))
    twins = [f.with_suffix(".json") for f in (target, behind)]
    titles = [json.loads(t.read_text("utf-8"))["title"] for t in twins]
    assert titles == [content.case.title, f"{content.case.title}: annex"]
    every = (target, behind, *twins)
    for file in every:
        file.write_text("before")
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "disk full")))
    with pytest.raises(OSError, match="No space left on device"):
        write(content, target)
    assert [f.read_text() for f in every] == ["before"] * 4 and set(tmp_path.iterdir()) == set(every)


def test_the_same_content_gives_the_same_bytes(front, page, content):
    assert (render_front(content), render(content)) == (front, page)


def test_a_brief_that_compares_nothing_says_why():
    made = build(comparison=None)
    front, page = render_front(made), render(made)
    for told in (front, page):
        assert NOTHING_COMPARED in told and "Displacement does not feed back" in told
        assert "assumed worlds" not in told and faults(told) == []
    assert counted(front) == [1, 6, 7, 9, 10] and counted(page) == [6, 7, 9, 10]


def test_plans_say_whom_they_take_in_how_mixed_and_whether_they_were_relaxed():
    made = build(plan=plans())
    front, page = render_front(made), render(made)
    assert counted(front) == [1, 5, 6, 7, 9, 10] and counted(page) == [5, 6, 7, 9, 10]
    whole, _, relaxed = (e.text for e in elements(page, "span", data_result="plan/p9"))
    mixed, groups = (e.text for e in elements(page, "span", data_result="plan/p10"))
    assert "cannot be met as written; as relaxed" in whole and "in 970 of 1,000 pairs" in whole
    assert relaxed.endswith("rules that have to give way, the largest first: local minimum by 186 in 1 place.")
    assert mixed.startswith(
        "P10 Guard by individual induction: 18,400 men for 20,000 posts, 900 left over, in 14 months"
    )
    assert "310 of 1,000 pairs, against 290" in mixed
    assert "900 of 1,000 men serve in battalions where one group of militias has more than half" in groups
    assert faults(page) == [] and set(tables(page)["iraq-2015-annex-plans.csv"]["result"]) == {"plan/p9", "plan/p10"}
    assert "on an invented roster" in page
    (staffed,) = (e.text for e in elements(front, "span", data_result="plan"))
    assert "relaxed it fills 18,400 of 20,000 posts" in staffed and "(planned on an invented roster)" in staffed
    real = {name: replace(p, roster="counted in May") for name, p in plans().items()}
    assert "on the roster that the case names" in render(build(plan=real))
    assert "(planned on the case’s roster)" in render_front(build(plan=real))


def test_a_study_of_many_charters_stays_under_the_size():
    made = comparison()
    tables_ = []
    for i in range(60):
        again = made.table[made.table["host"] == "p9"].assign(sponsor="p3", against_sponsor=f"s{i}", against_host="p10")
        tables_.append(again)
    charters = made.charters | {f"s{i}": f"S{i} One more of many options" for i in range(60)}
    many = replace(made, charters=charters, table=pd.concat([made.table, *tables_], ignore_index=True))
    page = render(build(comparison=many))
    assert len(render_front(build(comparison=many)).encode()) < 2.5e6
    assert len(page.encode()) < 2.5e6 and NOT_ALL_DRAWN in page and NOT_ALL_SHOWN in page
    assert len(tables(page)["iraq-2015-annex-comparison.csv"]) == len(many.table)
    ids = {str(i) for table in tables(page).values() if "result" in table for i in table["result"]}
    assert all(resolves(e.attrs["data-result"], ids) for e in elements(page, data_result=""))
