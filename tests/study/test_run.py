import json
import random
import re
import shutil

import pandas as pd
import pytest
import xarray as xr

from tether.cli import main
from tether.documents.file_list import check_files, seal
from tether.errors import InputError
from tether.randomness.sizes import Sizes
from tether.report.json_twin import tables
from tether.study import Case, open_case
from tether.study.verify_run import compare_run, run_again, run_manifest, verify_run


@pytest.fixture(scope="module")
def study():
    case = open_case("iraq-2015").with_(sizes=Sizes(points=8, particles=2, block=4), filter=64, horizon_months=4)
    return case.project()


@pytest.fixture(scope="module")
def run(study, tmp_path_factory):
    return study.write_run(tmp_path_factory.mktemp("runs"), "tether brief iraq-2015")


def test_the_status_quo_of_the_run_is_the_cores(study):
    assert study.anchored


def test_a_run_folder_holds_what_the_manifest_says(run):
    told = json.loads((run / "manifest.json").read_text("utf-8"))
    assert told["exit_status"] == 0 and told["seed"] == 2015 and told["block"] == {"points": 4, "lanes": 8}
    assert {"brief.html", "brief.json", "case.yaml", "draws.nc", "CITATION.cff", "tables", "figures"} <= {
        p.name for p in run.iterdir()
    }
    assert not [p for p in run.parent.iterdir() if p.name.startswith(".")], "nothing half-written is left"


def test_the_brief_says_nothing_that_it_may_not(run):
    from tether.brief.restraint import faults

    assert faults((run / "brief.html").read_text("utf-8")) == []
    assert list((run / "figures").glob("*.svg"))


def test_numbers_in_csv_netcdf_and_study_agree(run, study):
    with xr.open_dataset(run / "draws.nc") as draws:
        assert draws["civilian_deaths"].dims == ("charter", "theory", "point", "month", "particle")
        total = draws["civilian_deaths"].sum("month").mean("particle").astype(float)
        row = study.compare().iloc[0]
        pair, base = f"{row.sponsor}+{row.host}", "status-quo+status-quo"
        d = (total.sel(charter=pair, theory=row.theory) - total.sel(charter=base, theory=row.theory)).median()
        assert float(d) == pytest.approx(row.value, rel=1e-3, abs=0.05)
    table = pd.read_csv(run / "tables" / "comparison.csv", encoding="utf-8-sig")
    assert table["value"].dropna().tolist() == pytest.approx(study.table["value"].dropna().tolist())
    assert (run / "tables" / "comparison.csv").read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.fixture(scope="module")
def again(run, tmp_path_factory):
    """The run made again from its manifest, by two workers: every comparison below is with this one."""
    return run_again(run, run_manifest(run), tmp_path_factory.mktemp("again"), workers=2)


def test_a_run_made_again_with_other_workers_is_the_same_byte_for_byte(run, again):
    found = compare_run(run, again)
    assert found.reproduced and found.files.ok and not found.faults, found.faults
    assert {"draws/deaths", "draws.nc", "brief.html", "brief.json", "CITATION.cff", "case.yaml"} <= set(found.same)
    assert {n.partition("/")[0] for n in found.same} >= {"tables", "figures", "charters"}


def test_the_files_alone_are_checked_in_no_time(run, capsys):
    found = verify_run(run, files_only=True)
    assert found.ok and not found.reproduced and not found.same
    assert main(["verify", str(run), "--files-only"]) == 0
    assert "files (" in capsys.readouterr().out


def test_extra_missing_and_changed_files_are_named_at_once(run, tmp_path, capsys):
    """A bit in draws.nc, digits of comparison.csv zeroed and a forged headline once passed as reproduced."""
    copy = shutil.copytree(run, tmp_path / "run")
    _flip(copy / "draws.nc", 5000)
    _zero_digits(copy / "tables" / "comparison.csv")
    (copy / "case.yaml").unlink()
    (copy / "figures" / "more.svg").write_text("<svg/>")
    assert main(["verify", str(copy)]) == 1
    told = capsys.readouterr().out
    for line in (
        "missing: case.yaml",
        "extra: figures/more.svg",
        "changed: draws.nc: ",
        "changed: tables/comparison.csv",
    ):
        assert line in told, told
    assert "is not tables/comparison.csv" in told and "nothing was computed again" in told


def test_a_bit_flipped_in_any_file_of_a_run_is_found(run, tmp_path):
    copy = shutil.copytree(run, tmp_path / "run")
    draw = random.Random(7)
    for path in sorted(p for p in copy.rglob("*") if p.is_file() and p.stat().st_size):
        whole = path.read_bytes()
        _flip(path, draw.randrange(8 * len(whole)))
        try:
            assert not check_files(copy).ok, path
        except InputError:
            assert path.name == "manifest.json"
        path.write_bytes(whole)
    assert check_files(copy).ok


def test_who_forges_numbers_and_headline_and_writes_a_new_list_and_seal_is_found_by_making_it_again(
    run, again, tmp_path
):
    copy = shutil.copytree(run, tmp_path / "run")
    _flip(copy / "draws.nc", 5000)
    _zero_digits(copy / "tables" / "projection.csv")
    page = (copy / "brief.html").read_text("utf-8")
    (copy / "brief.html").write_text(page.replace("lower", "higher", 3), "utf-8")
    for name, old, new in (
        ("brief.json", "lower", "higher"),
        ("case.yaml", "2015", "2016"),
        ("CITATION.cff", "run of", "run of a"),
        ("charters/p3-bypass.yaml", "bypass", "byepass"),
    ):
        text = (copy / name).read_text("utf-8")
        assert old in text
        (copy / name).write_text(text.replace(old, new, 1), "utf-8")
    figure = next((copy / "figures").iterdir())
    figure.write_text(figure.read_text("utf-8").replace("<svg", "<svg data-x=''", 1), "utf-8")
    told = json.loads((copy / "manifest.json").read_text("utf-8"))
    seal(copy, told | {"seed": 7, "anchored": False})
    assert verify_run(copy, files_only=True).files.ok, "the forger wrote a list and a seal that fit"
    found = compare_run(copy, again)
    forged = {"draws.nc", "tables/projection.csv", "brief.html", "brief.json", "case.yaml", "CITATION.cff"}
    forged |= {"charters/p3-bypass.yaml", f"figures/{figure.name}", "manifest.json: seed", "manifest.json: anchored"}
    assert set(found.different) == forged and not found.reproduced
    assert any("higher" in fault and "lower" in fault for fault in found.faults if fault.startswith("brief.html: line"))


def test_a_page_whose_embedded_tables_are_not_its_twins_is_found_by_the_files_alone(run, tmp_path):
    copy = shutil.copytree(run, tmp_path / "run")
    annex = next(copy.glob("*-annex.json"))
    twin = json.loads(annex.read_text("utf-8"))
    tables(twin)["comparison"]["rows"][0][6] = -999
    annex.write_text(json.dumps(twin), "utf-8")
    seal(copy, json.loads((copy / "manifest.json").read_text("utf-8")))
    found = verify_run(copy, files_only=True)
    assert found.files.ok and not found.ok
    assert [f for f in found.faults if "embedded table comparison: row 1: " in f and "-999" in f]


def test_an_older_run_without_a_list_says_so_and_its_numbers_are_compared(run, again, tmp_path, capsys):
    copy = shutil.copytree(run, tmp_path / "run")
    told = json.loads((copy / "manifest.json").read_text("utf-8"))
    for key in ("files", "source", "leave_one_out"):
        del told[key]
    (copy / "manifest.sha256").unlink()
    (copy / "manifest.json").write_text(json.dumps(told), "utf-8")
    found = compare_run(copy, again)
    assert not found.different and not found.ok and "draws.nc" in found.same and "brief.html" not in found.same
    assert "an older edition wrote it" in found.notes[0] and "make the run again" in found.notes[0]
    assert main(["verify", str(copy), "--files-only"]) == 1
    assert "no list of files in its manifest" in capsys.readouterr().out
    told["outputs"]["draws/deaths"] = "0" * 64
    (copy / "manifest.json").write_text(json.dumps(told), "utf-8")
    assert compare_run(copy, again).different == ("draws/deaths",)


def test_verify_refuses_other_inputs_all_at_once_and_no_run(run, tmp_path):
    copy = shutil.copytree(run, tmp_path / "run")
    told = json.loads((run / "manifest.json").read_text("utf-8"))
    wanted = {"case", "theatre", "boundaries", "actors", "events", "claims", "request", "roster", "plans"}
    assert wanted <= set(told["inputs"]) and {"charters/status-quo", "charters/p3-bypass"} <= set(told["inputs"])
    assert all(set(entry) == {"file", "sha256", "size"} for entry in told["inputs"].values())
    told["inputs"]["plans"]["sha256"] = told["inputs"]["events"]["sha256"] = "f" * 64
    told["inputs"]["worlds"] = told["inputs"].pop("claims")
    seal(copy, told)
    with pytest.raises(InputError) as caught:
        verify_run(copy)
    assert [p.path for p in caught.value.problems] == [f"inputs.{n}" for n in ("claims", "events", "plans", "worlds")]
    assert "no such input" in str(caught.value) and "plans.json of" in str(caught.value)
    with pytest.raises(InputError, match="manifest"):
        verify_run(tmp_path / "none")


@pytest.mark.parametrize(
    ("key", "value"),
    [("outputs", []), ("made", "noon"), ("charters", ["../../secret"]), ("case", {}), ("files", []), ("folder", "")],
)
def test_a_manifest_that_is_none_is_one_message(run, tmp_path, key, value, capsys):
    told = json.loads((run / "manifest.json").read_text("utf-8"))
    (tmp_path / "manifest.json").write_text(json.dumps(told | {key: value}), "utf-8")
    assert main(["verify", str(tmp_path)]) == 3
    assert f": {key}" in capsys.readouterr().err


def _flip(path, bit):
    data = bytearray(path.read_bytes())
    data[bit // 8] ^= 1 << (bit % 8)
    path.write_bytes(bytes(data))


def _zero_digits(path):
    head, *rows = path.read_text("utf-8-sig").splitlines()
    path.write_text("\n".join([head, *(re.sub("[1-9]", "0", row) for row in rows)]) + "\n", "utf-8-sig")


@pytest.mark.slow
def test_verify_reads_the_options_that_the_run_carries_wherever_they_lay(tmp_path):
    """A sponsor's option alone: it has no break-even, and its brief is written all the same."""
    case = open_case("iraq-2015").with_(sizes=Sizes(points=8, particles=2, block=4), filter=64, horizon_months=4)
    mine = tmp_path / "p3.yaml"
    mine.write_text((case.spec.folder / "charters" / "p3-bypass.yaml").read_text("utf-8").replace("p3-bypass", "mine"))
    run = case.project([mine]).write_run(tmp_path / "runs")
    mine.unlink()
    assert verify_run(run).reproduced


def test_a_run_carries_its_options_and_verify_refuses_them_changed(run, tmp_path):
    carried = {p.stem: p for p in (run / "charters").iterdir()}
    assert list(carried) and set(carried) == set(json.loads((run / "manifest.json").read_text("utf-8"))["charters"])
    shutil.copytree(run, tmp_path / "run")
    changed = tmp_path / "run" / "charters" / "p3-bypass.yaml"
    changed.write_text(changed.read_text("utf-8") + "\n# changed\n", "utf-8")
    assert any("changed: charters/p3-bypass.yaml" in fault for fault in verify_run(tmp_path / "run").faults)
    seal(tmp_path / "run", json.loads((run / "manifest.json").read_text("utf-8")))
    with pytest.raises(InputError, match=r"inputs\.charters/p3-bypass: charters/p3-bypass: p3-bypass\.yaml of"):
        verify_run(tmp_path / "run")


def test_a_case_of_ones_own_in_a_folder_named_cases_is_not_taken_for_a_shipped_one(run, study, tmp_path):
    from dataclasses import replace
    from datetime import UTC, datetime

    from tether.study.run_folder import RunStamp, manifest

    folder = tmp_path / "cases" / "iraq-2015"
    shutil.copytree(study.case.spec.folder, folder)
    own = replace(study, case=Case(replace(study.case.spec, folder=folder)))
    assert manifest(own, None, RunStamp(datetime.now(UTC), ""), {})["folder"] == str(folder)
    assert json.loads((run / "manifest.json").read_text("utf-8"))["folder"] == "iraq-2015"


def test_dry_run_projects_nothing(tmp_path, capsys):
    assert main(["brief", "iraq-2015", "--dry-run", "--runs", str(tmp_path / "runs")]) == 0
    assert "nothing was projected" in capsys.readouterr().out and not (tmp_path / "runs").exists()


def test_every_object_prints_units_and_cut_off(study):
    for value in (study, study.case):
        assert len(repr(value).splitlines()) == 3 and "2015-06 (cut-off)" in repr(value).replace("\n", " ")
