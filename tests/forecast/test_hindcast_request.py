"""``tether hindcast`` with awkward input: scored, widened, or refused with a reason; missing is never zero."""

import csv
import functools
import json

import pandas as pd
import pytest

from tether.cli.app import run
from tether.forecast import hindcast as room

MONTHS = [f"{y}-{m:02d}" for y in range(2009, 2015) for m in range(1, 13)]
HEAD = ["unit", "month", "value", "events"]
ASK = ["--origins", "2012-10", "--leads", "3-5", "--draws", "20"]


def months_of(unit, months=MONTHS, n=2):
    return [[unit, m, 3 * (i % (n + 1)), i % (n + 1)] for i, m in enumerate(months)]


@pytest.fixture
def write(tmp_path):
    def to_file(rows, head=HEAD, separator=",", encoding="utf-8", end="\n", name="s.csv"):
        with (tmp_path / name).open("w", encoding=encoding, newline="") as file:
            writer = csv.writer(file, delimiter=separator, lineterminator=end)
            writer.writerow(head)
            writer.writerows(rows)
        return tmp_path / name

    return to_file


@pytest.fixture
def refused(tmp_path, capsys):
    """Run the verb and return (exit code, stderr); nothing may have been written."""

    def ask(*options):
        code = run(["hindcast", *map(str, options), "--out", str(tmp_path / "out")])
        assert not (tmp_path / "out").exists() or not list((tmp_path / "out").rglob("*.parquet"))
        return code, capsys.readouterr().err

    return ask


def changed(row, cells):
    rows = months_of("a")
    rows[row] = ["a", MONTHS[row], *cells]
    return rows


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([-3, 0], "value '-3'; expected no negative count; leave a missing month empty"),
        (["many", "?"], "value 'many'; expected a number, or empty for a missing month"),
        (["inf", 1], "value 'inf'; expected a whole number"),
        (["2.5", 1], "value '2.5'; expected a whole number"),
        (["1,000", 1], "value '1,000'; expected a number"),
        ([1e12, 1], "expected a whole number, 2,147,483,647 at most"),
        ([1, 2], "events '2'; expected no more events than deaths"),
    ],
)
def test_a_cell_that_is_no_count_is_refused_by_line(write, refused, cells, said):
    code, error = refused("--series", write(changed(5, cells)), *ASK)
    assert code == 3
    assert "s.csv:7: " in error
    assert said in error


@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        (months_of("a") + months_of("a")[3:5], HEAD, "s.csv:74: month: a: month '2009-04'; expected one row per unit"),
        ([*months_of("a"), ["", "2009-01", 1, 1]], HEAD, "s.csv:74: unit: unit blank; expected the unit's name"),
        ([*months_of("a"), ["a", "3000-01", 1, 1]], HEAD, "expected a month as YYYY-MM, 1946 to 2100"),
        ([["a", "2009/01", 1, 1]], HEAD, "month '2009/01'; expected a month as YYYY-MM"),
        ([], HEAD, "a header and no rows"),
        (months_of("a"), ["place", "month", "value", "events"], "no column 'unit'"),
        (
            [[*r, "XY"[i % 2]] for i, r in enumerate(months_of("a"))],
            [*HEAD, "country"],
            "country 'Y'; expected one country per unit",
        ),
    ],
)
def test_rows_that_do_not_fit_are_refused_with_a_reason(write, refused, rows, head, said):
    code, error = refused("--series", write(rows, head), *ASK)
    assert code == 3
    assert said in error


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"separator": ";"}, "columns separated by semicolons; expected commas"),
        ({"encoding": "utf-16"}, "UTF-16 content"),
        ({"encoding": "latin-1"}, "text that is not UTF-8"),
    ],
)
def test_files_in_another_dress_are_named(write, refused, how, said):
    code, error = refused("--series", write(months_of("Ségou"), **how), *ASK)
    assert code == 3
    assert said in error


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--origins", "2008-10"], 3, "outside the data; expected months from 2009-01 to 2014-12"),
        (["--origins", "2015-10"], 3, "outside the data"),
        (["--origins", "2012-10", "--draws", "7"], 2, "--draws 7: 10 to 100,000 (fewer have no 90 % interval)"),
        (["--origins", "2012-10", "--leads", "14-3"], 3, "leads '14-3'"),
        (["--origins", "2012-10", "--unit", "village"], 2, "units are adm1 and country"),
        (["--origins", "2012-10", "--workers", "0"], 2, "--workers 0: 1 or more"),
    ],
)
def test_options_out_of_range_are_refused(write, refused, options, code, said):
    found, error = refused("--series", write(months_of("a")), *options)
    assert found == code
    assert said in error


def test_a_file_in_the_place_of_the_folder_is_refused(write, capsys):
    path = write(months_of("a"))
    assert run(["hindcast", "--series", str(path), *ASK, "--out", str(path)]) == 2
    assert "is a file; expected the name of a folder" in capsys.readouterr().err
    assert path.is_file()


def test_a_folder_with_other_things_in_it_is_refused(write, capsys, tmp_path):
    (tmp_path / "scores.csv").write_text("mine")
    path = write(months_of("a"))
    assert run(["hindcast", "--series", str(path), *ASK, "--out", str(tmp_path)]) == 2
    assert "scores.csv" in capsys.readouterr().err
    assert (tmp_path / "scores.csv").read_text() == "mine" and not (tmp_path / "origins").exists()


def test_an_event_file_without_place_names_cannot_be_cut_by_places(write, refused, rows):
    for row in rows:
        row["adm_1"] = ""
    path = write([list(r.values()) for r in rows], list(rows[0]), name="GEDEvent_v25_1.csv")
    code, error = refused("--events", path, "--country", "Syria", "--unit", "adm1", *ASK, "--place-column", "adm_1")
    assert code == 3
    assert "nothing in column adm_1 and no boundaries" in error
    assert "--unit country" in error


@pytest.fixture(scope="module")
def awkward(tmp_path_factory):
    """One run over everything that is to be scored: gaps, quiet, short, odd names, any order, BOM and CRLF."""
    folder = tmp_path_factory.mktemp("awkward")
    rows = months_of('<b>x</b>, "q"') + months_of("عدن") + months_of("=1+1") + months_of("NA")
    rows += [["never", m, 0, 0] for m in MONTHS]
    rows += months_of("young", MONTHS[36:46])  # ten months of history, nothing known after them
    rows += [r if r[1] < "2011" else ["gap", r[1], "", ""] for r in months_of("gap")]
    rows = rows[::-1]
    with (folder / "s.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerows([["Unit", "Month", "Value", "Events"], *rows])
    patch = pytest.MonkeyPatch()
    patch.setattr(room, "HindcastTask", functools.partial(room.HindcastTask, particles=32))
    code = run(["hindcast", "--series", str(folder / "s.csv"), *ASK, "--span", "2009-01:2010-12", "--out", str(folder)])
    patch.undo()
    assert code == 0
    return folder


def test_awkward_units_are_scored_or_widened(awkward):
    draws, scores = (
        pd.read_parquet(awkward / "draws.parquet"),
        pd.read_csv(awkward / "scores.csv", keep_default_na=False),
    )
    units = {'<b>x</b>, "q"', "عدن", "=1+1", "NA", "never", "young", "gap"}
    assert set(draws["unit"]) == units  # a table for programs keeps the name; a sheet's formula is told as text
    assert set(scores["unit"]) == {"'" + unit if unit.startswith("=") else unit for unit in units}
    assert (draws["outcome"] >= 0).all()
    assert draws.groupby("unit")["outcome"].mean()["never"] < 0.5


def test_missing_is_never_zero(awkward):
    scores = pd.read_csv(awkward / "scores.csv")
    core = scores[scores["forecaster"] == "core"].set_index("unit")
    assert core.loc[["gap", "young"], "observed"].isna().all()
    assert core.loc[["gap", "young"], "crps"].isna().all()
    assert core.loc["never", "crps"].notna().all()
    draws = pd.read_parquet(awkward / "draws.parquet")
    assert (draws[draws["unit"] == "gap"]["outcome"] > 0).mean() > 0.2  # two years without news are no two quiet years


def test_the_page_tells_names_as_text_and_what_was_not_used(awkward):
    page = (awkward / "hindcast.html").read_text("utf-8")
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x" in page
    assert "--span: not used" in page
    assert "no interval from one block" in page
    assert "boot240-pooled" in page
    note = json.loads((awkward / "origins" / "2012-10.json").read_text("utf-8"))
    assert {d["unit"] for d in note["diagnoses"]} >= {"never", "young"}
