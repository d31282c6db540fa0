"""A run's worlds for a workbench, and a run or a plan in other programs' forms."""

import csv
import json
import re
import shutil
import warnings
import zipfile
from pathlib import Path

import jsonschema
import numpy as np
import openpyxl
import pandas as pd
import pytest

from tether.cli import main
from tether.decisions.experiments import coordinates
from tether.decisions.scenario_discovery import choose, peel
from tether.documents import handling
from tether.documents.file_list import checksum
from tether.errors import InputError, UsageError
from tether.randomness.sizes import Sizes
from tether.report import pdf
from tether.report.from_twin import document_of
from tether.report.json_twin import as_twin, printed_sentences, read_twin
from tether.study import open_case
from tether.study.data_package import fields_of
from tether.study.export import export
from tether.study.run_worlds import read_worlds
from tether.study.verify_run import verify_run

SCHEMA = json.loads((Path(__file__).parent / "data_package_schema.json").read_text("utf-8"))
HELD = "the headman of Dhuluiya told it"
CAST = {
    "integer": int,
    "number": float,
    "string": str,
    "boolean": lambda v: {"True": True, "False": False}[v],
    "yearmonth": lambda v: re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", v)[0],
    "date": lambda v: re.fullmatch(r"\d{4}-\d\d-\d\d", v)[0],
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    case = open_case("iraq-2015").with_(sizes=Sizes(points=16, particles=2, block=4), filter=64, horizon_months=4)
    study = case.project(["p10-individuals"])
    return study.write_run(tmp_path_factory.mktemp("runs"), "tether brief iraq-2015")


@pytest.fixture
def changed(run, tmp_path):
    """Give a copy of the run, to be changed."""
    return Path(shutil.copytree(run, tmp_path / "run"))


@pytest.fixture
def withheld():
    handling.withhold([HELD])
    yield HELD
    handling.release()


def test_experiments_and_outcomes_stand_in_the_same_rows_and_in_the_manifest(run):
    worlds = read_worlds(run)
    files = json.loads((run / "manifest.json").read_text("utf-8"))["files"]
    assert {"experiments.parquet", "outcomes.parquet", "datapackage.json"} <= set(files)
    assert len(worlds.experiments) == 16 * 5 and worlds.experiments["theory"].nunique() == 5
    assert set(worlds.inputs["symbol"]) == set(worlds.experiments.columns) - {"theory", "point"}
    assert (worlds.inputs[["meaning", "label", "source"]] != "").all().all() and len(worlds.inputs) > 50
    base, option = (f"civilian_deaths:{p}" for p in ("status-quo+status-quo", "status-quo+p10-individuals"))
    base, option = (c if c in worlds.outcomes else c.replace("civilian", "one_sided") for c in (base, option))
    table = pd.read_parquet(run / "tables" / "comparison.parquet")
    for theory, rows in worlds.outcomes.groupby("theory"):
        told = table[(table["theory"] == theory) & (table["outcome"] == option.partition(":")[0])].iloc[0]
        assert int((rows[option] < rows[base]).sum()) == told["worlds_below"]


def test_prim_runs_on_what_a_workbench_takes(run):
    """Where an input is high, planted as the outcome, a box is found in the tuple (experiments, outcomes)."""
    x, outcomes = read_worlds(run).for_workbench()
    assert str(x["theory"].dtype) == "category" and all(len(v) == len(x) for v in outcomes.values())
    numbers = x.drop(columns=["theory"]).to_numpy(float)
    planted = x["size.insurgent"].to_numpy() > x["size.insurgent"].quantile(0.6)
    found = choose(peel(numbers, planted), 3)
    assert found.density > 0.6 and found.coverage > 0.5, "with so few points another input may draw the same box"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what else that package would like to have
        prim = pytest.importorskip("ema_workbench.analysis.prim", reason="read by ema_workbench where it is installed")
    assert prim.Prim(x, planted, threshold=0.8).find_box().density > 0.8


def test_coordinates_keep_order_and_ends():
    values = np.array([[3.0, 5.0, 4.0], [3.0, 3.5, 5.0]])
    assert coordinates(values).tolist() == [[0, 254, 127], [0, 64, 254]]
    assert not coordinates(np.full((2, 2), 7.0)).any()


def test_a_run_of_an_older_version_is_told_so_once(changed, capsys):
    for name in ("experiments.parquet", "outcomes.parquet", "datapackage.json"):
        (changed / name).unlink()
    with pytest.raises(InputError, match=r"no experiments\.parquet; .*an older version of Tether made this run"):
        read_worlds(changed)
    for form in ("csv", "xlsx", "hub", "views", "netcdf", "parquet"):
        assert main(["export", str(changed), "--to", form, "--out", str(changed.parent / "out")]) == 3
        said = capsys.readouterr().err.strip().splitlines()
        assert len(said) == 1 and "an older version of Tether made this run without it; make the run again" in said[0]
    assert not (changed.parent / "out").exists()


@pytest.mark.parametrize("form", ["", "csv", "hub", "views", "netcdf", "parquet"])
def test_the_data_package_is_valid_and_true_of_its_files(run, tmp_path, form):
    folder = export(run, form, tmp_path / "out") if form else run
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    jsonschema.Draft7Validator(SCHEMA).validate(package)
    assert package["licenses"][0]["name"] == "CC-BY-4.0" and "Uppsala" in package["sources"][0]["title"]
    data = {
        p.relative_to(folder).as_posix() for ending in ("csv", "parquet", "nc") for p in folder.rglob(f"*.{ending}")
    }
    assert {r["path"] for r in package["resources"]} == data
    for told in package["resources"]:
        path = folder / told["path"]
        assert (told["bytes"], told["hash"]) == (path.stat().st_size, f"sha256:{checksum(path)}")
        if path.suffix == ".csv":
            every_cell_is_of_its_type(path, told["schema"]["fields"])


def every_cell_is_of_its_type(path, fields):
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert rows and header == [f["name"] for f in fields]
    for row in rows:
        for cell, field in zip(row, fields, strict=True):
            if cell:
                CAST[field["type"]](cell)


def test_a_column_that_nobody_describes_is_an_error():
    with pytest.raises(ValueError, match=r"history: no description of colour; add rows to study/fields\.csv"):
        fields_of("history", ["month", "colour"])


def test_the_hub_file_holds_the_status_quos_forecast_alone(run, tmp_path):
    (path,) = export(run, "hub", tmp_path / "hub").glob("*.csv")
    table = pd.read_csv(path, dtype={"output_type_id": str}).set_index(["output_type", "location", "horizon"])
    origin, told = table["origin_date"].unique().tolist(), pd.read_parquet(run / "tables" / "projection.parquet")
    assert len(origin) == 1 and path.name.startswith(origin[0][:7])
    country = table.loc[("quantile", "IRQ", 1)].set_index("output_type_id")["value"]
    assert country["0.5"] == told["q50"][0] and country.is_monotonic_increasing and len(country) == 9
    assert len(table.loc[("sample", "IRQ", 3)]) == 32  # 16 points × 2 particles
    assert (table["target_end_date"] > origin[0]).all() and "p10" not in path.read_text("utf-8")


def test_the_views_file_counts_months_from_1980(run, tmp_path):
    table = pd.read_csv(export(run, "views", tmp_path / "views") / "status-quo.csv", keep_default_na=False)
    months = (table["year"] - 1980) * 12 + table["month"]
    assert (table["month_id"] == months).all() and set(table["gwcode"]) == {645} and set(table["isoab"]) == {"IRQ"}
    whole = table[table["unit"] == ""]
    assert len(whole) == 4 and whole["main_dich"].astype(float).between(0, 1).all()
    assert (table[table["unit"] != ""]["main_mean"] == "").all(), "what was not drawn by place is missing, never 0"


def test_the_word_file_says_what_the_page_says(run, tmp_path):
    path = export(run, "docx", tmp_path / "brief.docx")
    with zipfile.ZipFile(path) as archive:
        words = re.sub(r"<[^>]*>", "", archive.read("word/document.xml").decode("utf-8"))
        assert [n for n in archive.namelist() if n.startswith("word/media/")]
    twin = read_twin(run / "brief.json")
    lost = [s.text for s in printed_sentences(twin) if s.kind == "result" and s.text not in _plain(words)]
    assert not lost
    again = as_twin(document_of(twin))
    assert [s.text for s in printed_sentences(again) if s.kind == "result"] == [
        s.text for s in printed_sentences(twin) if s.kind == "result"
    ]


def _plain(words):
    return words.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')


def test_the_workbook_has_headings_in_words_and_no_formula(run, tmp_path):
    book = openpyxl.load_workbook(export(run, "xlsx", tmp_path / "run.xlsx"))
    assert book.sheetnames[0] == "About" and book.sheetnames[-1] == "Fields"
    heads = [c.value for c in book["Comparison"][1]]
    assert "Median difference (the outcome's unit)" in heads and not any("_" in str(h) for h in heads)
    assert not [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]


def test_a_form_that_cannot_be_made_is_refused_in_one_line(run, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pdf, "NAMES", ("no-such-browser",))
    monkeypatch.delenv(pdf.NAMED, raising=False)
    for form, said in (
        ("gpkg", "no library of this install writes GeoPackage"),
        ("pdf", "no browser of the Chromium family here"),
        ("cvs", "did you mean 'csv'?"),
    ):
        assert main(["export", str(run), "--to", form, "--out", str(tmp_path / "out")]) == 2
        err = capsys.readouterr().err
        assert said in err and err.count("\n") == 1
    assert main(["export", str(tmp_path), "--to", "csv", "--out", str(tmp_path / "out")]) == 3
    assert "no manifest.json" in capsys.readouterr().err and not (tmp_path / "out").exists()


@pytest.mark.browser
def test_the_pdf_is_the_print_edition_and_runs_nothing(changed, tmp_path):
    try:
        pdf.browser()
    except UsageError:
        pytest.skip("no browser of the Chromium family")
    page = changed / "brief.html"
    page.write_text(
        page.read_text("utf-8").replace("</body>", "<script>document.body.textContent = ''</script></body>"), "utf-8"
    )
    made = export(changed, "pdf", tmp_path / "brief.pdf").read_bytes()
    assert made.startswith(b"%PDF-") and len(made) > 50_000, "the script did not empty the page"


def test_a_page_whose_language_no_font_can_set_is_not_printed(changed, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pdf, "browser", lambda: "no-browser-is-asked")
    monkeypatch.setattr(pdf, "has_font", lambda language: language != "ar")
    page = changed / "brief.html"
    page.write_text(page.read_text("utf-8").replace('<html lang="en"', '<html lang="ar"'), "utf-8")
    assert main(["export", str(changed), "--to", "pdf", "--out", str(tmp_path / "out.pdf")]) == 2
    said = capsys.readouterr().err
    assert "no font on this machine for the language 'ar'" in said and "Noto Naskh Arabic" in said
    assert said.count("\n") == 1 and not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx", "docx", "pdf"])
def test_no_form_holds_the_words_of_an_internal_claim(changed, withheld, tmp_path, form, capsys):
    history = changed / "tables" / "history.parquet"
    pd.read_parquet(history).assign(place=withheld).to_parquet(history, index=False)
    for name in ("brief.json", "brief.html"):
        text = (changed / name).read_text("utf-8")
        (changed / name).write_text(text.replace("Libya", withheld), "utf-8")
    assert main(["export", str(changed), "--to", form, "--out", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "claim marked internal" in said and withheld not in said
    assert not (tmp_path / "out").exists()


def test_a_changed_file_of_the_worlds_is_found(changed):
    path = changed / "experiments.parquet"
    table = pd.read_parquet(path)
    table.assign(point=table["point"] + 1).to_parquet(path, index=False)
    assert any("experiments.parquet" in f for f in verify_run(changed, files_only=True).faults)
    with pytest.raises(InputError, match=r"other worlds in outcomes\.parquet"):
        read_worlds(changed)


@pytest.fixture
def plan(tmp_path):
    """Give a plan's folder with one battalion's rows, as ``tether plan`` lays it out."""
    working, published = tmp_path / "plan" / "working", tmp_path / "plan" / "published"
    working.mkdir(parents=True)
    published.mkdir()
    (working / "RESTRICTED.txt").write_text("RESTRICTED: working file of an induction plan.\n", "utf-8")
    cell = {"militia": "hill", "subunit": "=cmd()", "home": "anbar", "community": "sunni-arab", "rank": "soldier"}
    pd.DataFrame([{**cell, "month": 1, "consent": "", "barred": "", "low": 3, "heads": 4, "high": 5}]).to_parquet(working / "roster.parquet")  # fmt: skip
    pd.DataFrame({"cell": [0], "location": ["anbar-1"], "battalion": [1], "company": [2], "month": [1], "heads": [3]}).to_parquet(working / "postings.parquet")  # fmt: skip
    pd.DataFrame({"cell": [0], "exit": [""], "heads": [1]}).to_parquet(working / "leaving.parquet")
    (working / "commanders.csv").write_text("location,battalion,cell\nanbar-1,1,0\n", "utf-8")
    (published / "after.csv").write_text("militia,posts,unplaced\nhill,12,withheld\n", "utf-8")
    (published / "ABOUT.txt").write_text("Cells of 1 to 4 heads are withheld.\n", "utf-8")
    return tmp_path / "plan"


def test_a_plan_comes_back_as_its_published_tables(plan, tmp_path):
    book = openpyxl.load_workbook(export(plan, "xlsx", tmp_path / "plan.xlsx"))
    assert [[c.value for c in row] for row in book["After"]] == [
        ["Militia", "Posts", "Unplaced"],
        ["hill", 12, "withheld"],
    ]
    assert "anbar-1" not in str([c.value for s in book for row in s.iter_rows() for c in row])


def test_a_restricted_folder_gives_nothing_without_its_holders_word(plan, tmp_path, capsys):
    target = tmp_path / "out.xlsx"
    assert main(["export", str(plan / "working"), "--to", "xlsx", "--out", str(target)]) == 1
    assert "marked restricted" in capsys.readouterr().err and not target.exists()
    assert main(["export", str(plan), "--to", "csv", "--out", str(target)]) == 2
    assert main(["export", str(plan), "--to", "xlsx", "--out", str(target), "--restricted"]) == 0
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["RESTRICTED", "Posts", "Exits", "Commanders", "Roster"]
    assert [c.value for c in book["Posts"][1]][:4] == ["Location", "Battalion", "Company", "Month of intake"]
    assert [c.value for c in book["Posts"][2]] == [
        "anbar-1",
        1,
        2,
        1,
        "hill",
        "=cmd()",
        "anbar",
        "sunni-arab",
        "soldier",
        3,
    ]
    assert book["Posts"]["F2"].data_type == "s" and book["Exits"]["A2"].value == "without a place"


def test_a_plan_that_published_nothing_says_so(plan, tmp_path):
    (plan / "published" / "after.csv").unlink()
    with pytest.raises(InputError, match="no published tables"):
        export(plan, "xlsx", tmp_path / "plan.xlsx")
