"""Recorded displacement in the brief: the last list by the cut-off, place by place, each figure in the file beside it."""

import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import tether
from tether.brief.content import RecordedDisplacement
from tether.brief.parts.recorded_displacement import last_list, recorded_displacement
from tether.errors import InputError
from tether.evidence.displacement import DisplacedCount, DisplacementRecord, ListSource, add_displacement
from tether.report.blocks import Document, Files, Paragraph, Sentence, Table, section
from tether.report.text import as_text
from tether.study.brief_content import _displaced
from tether.study.case import open_inputs

JUNE, MAY = date(2015, 6, 4), date(2015, 5, 7)
COUNTS = (
    DisplacedCount(MAY, "anbar", "from", 150_000, None),
    DisplacedCount(JUNE, "anbar", "from", 193_833, None),
    DisplacedCount(JUNE, "ninewa", "from", 175_336, None),
    DisplacedCount(JUNE, "anbar", "hosted", 91_372, 548_232),
    DisplacedCount(JUNE, "salah-al-din", "returned", 6_082, 36_492),
    DisplacedCount(date(2015, 7, 2), "anbar", "from", 999_999, None),  # after the cut-off
)


@pytest.fixture
def case(tmp_path, own_store):
    folder = tmp_path / "iraq-2015"
    shutil.copytree(Path(tether.__file__).parent / "cases/iraq-2015", folder)
    text = (folder / "case.yaml").read_text("utf-8")
    (folder / "case.yaml").write_text(f"{text}\ndisplacement: iraq-displacement\n", "utf-8")
    add_displacement(DisplacementRecord("iraq", COUNTS, (ListSource("June.xlsx", "0" * 64, 9, str(JUNE)),)))
    return folder


def blocks_of(found):
    return recorded_displacement(found)


def test_the_record_tells_the_last_list_by_the_cut_off_and_nothing_later(case):
    inputs = open_inputs(case)
    found = _displaced(inputs)
    assert set(found.table["day"]) == {MAY, JUNE}
    paragraph = next(b for b in blocks_of(found) if isinstance(b, Paragraph))
    said = [s for s in paragraph.parts if isinstance(s, Sentence)]
    assert "369,169 families were displaced, most of them from Anbar (193,833) and Ninewa (175,336)" in said[0].text
    assert "By the list of 4 June 2015" in said[0].text and "999,999" not in str(said)
    assert "6,082 families had come back since the lists began, most of them to Salah al-Din (6,082)" in said[2].text


def test_each_figure_stands_in_the_file_beside_it(case):
    found = _displaced(open_inputs(case))
    blocks = blocks_of(found)
    ids = set(found.table["result"])
    cited = [s.result for b in blocks if isinstance(b, Paragraph) for s in b.parts if isinstance(s, Sentence)]
    assert all(any(i.startswith(f"{c}/") for i in ids) for c in cited)
    (table,) = [b for b in blocks if isinstance(b, Table)]
    assert table.rows[0].cells[0] == "Anbar" and {r.result for r in table.rows} <= ids
    (files,) = [b for b in blocks if isinstance(b, Files)]
    assert files.files[0].table is found.table
    page = as_text(Document("t", (section("Record", *blocks),)))
    assert "not of everybody" in " ".join(page.split())


def test_what_no_list_counts_is_a_dash_and_not_zero():
    frame = pd.DataFrame(
        [("displaced/x/hosted/a", JUNE, "a", "A", "hosted", 5, 30.0), ("displaced/x/from/b", JUNE, "b", "B", "from", 2, None)],
        columns=["result", "day", "place", "name", "series", "families", "individuals"],
    )  # fmt: skip
    (table,) = [b for b in blocks_of(RecordedDisplacement(frame, ())) if isinstance(b, Table)]
    assert {r.cells[0]: r.cells[1:] for r in table.rows} == {"A": ("–", "5"), "B": ("2", "–")}
    assert len(last_list(frame, "returned")) == 0


def test_a_case_without_it_says_nothing_of_it():
    assert recorded_displacement(None) == () and open_inputs("libya-2015").displaced is None


def test_the_case_keeps_what_it_read_in_its_files_and_refuses_another_countrys(case):
    inputs = open_inputs(case)
    assert inputs.files["displacement"].name == "iraq-displacement.displacement.json"
    assert inputs.spec.resolved()["displacement"] == "iraq-displacement"
    shutil.copyfile(inputs.files["displacement"], case / "own.json")
    text = (case / "case.yaml").read_text("utf-8").replace("displacement: iraq-displacement", "displacement: own.json")
    (case / "case.yaml").write_text(text, "utf-8")
    assert open_inputs(case).displaced == inputs.displaced
    own = (case / "own.json").read_text("utf-8").replace('"country": "iraq"', '"country": "libya"')
    (case / "own.json").write_text(own, "utf-8")
    with pytest.raises(InputError, match="recorded displacement of iraq"):
        _ = open_inputs(case).displaced
    (case / "case.yaml").write_text(text.replace("displacement: own.json", "displacement: nothing"), "utf-8")
    with pytest.raises(InputError, match="no stored displacement 'nothing'"):
        _ = open_inputs(case).displaced


def test_the_record_says_how_old_its_data_are():
    from tether.brief.content import CaseCard
    from tether.brief.sections.record import data_age

    card = CaseCard("x", "X", "X", "2015-06", True, "UCDP GED 19.1", 1, "r", "c", 36, data_until="2018-12", made="2026-11-30")  # fmt: skip
    (said,) = data_age(card)
    assert said.text == (
        "The event data end with December 2018, 7 years and 11 months before this brief was made (2026-11-30)."
    )
    assert data_age(CaseCard("x", "X", "X", "2015-06", True, "", 1, "r", "c", 36)) == ()
