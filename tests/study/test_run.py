import json
import shutil

import pandas as pd
import pytest
import xarray as xr

from tether.cli import main
from tether.errors import InputError
from tether.randomness.sizes import Sizes
from tether.study import Case, open_case
from tether.study.verify_run import verify_run


@pytest.fixture(scope="module")
def study():
    case = open_case("iraq-2015").with_(sizes=Sizes(points=8, particles=2, block=4), filter=128, horizon_months=4)
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


def test_verify_reproduces_with_other_workers_and_sees_a_change(run, tmp_path):
    assert verify_run(run, workers=2).reproduced
    told = json.loads((run / "manifest.json").read_text("utf-8"))
    told["outputs"]["draws/deaths"] = "0" * 64
    (tmp_path / "manifest.json").write_text(json.dumps(told), "utf-8")
    assert verify_run(tmp_path).different == ("draws/deaths",)


def test_verify_refuses_other_data_and_no_run(run, tmp_path):
    told = json.loads((run / "manifest.json").read_text("utf-8"))
    told["inputs"]["events"] = "f" * 64
    (tmp_path / "manifest.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(InputError, match="checksum"):
        verify_run(tmp_path)
    with pytest.raises(InputError, match="manifest"):
        verify_run(tmp_path / "none")


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
    with pytest.raises(InputError, match=r"inputs\.p3-bypass: p3-bypass with checksum"):
        verify_run(tmp_path / "run")


def test_a_case_of_ones_own_in_a_folder_named_cases_is_not_taken_for_a_shipped_one(run, study, tmp_path):
    from dataclasses import replace
    from datetime import UTC, datetime

    from tether.study.run_folder import manifest

    folder = tmp_path / "cases" / "iraq-2015"
    shutil.copytree(study.case.spec.folder, folder)
    own = replace(study, case=Case(replace(study.case.spec, folder=folder)))
    assert manifest(own, "r", "", datetime.now(UTC), {})["folder"] == str(folder)
    assert json.loads((run / "manifest.json").read_text("utf-8"))["folder"] == "iraq-2015"


def test_dry_run_projects_nothing(tmp_path, capsys):
    assert main(["brief", "iraq-2015", "--dry-run", "--runs", str(tmp_path / "runs")]) == 0
    assert "nothing was projected" in capsys.readouterr().out and not (tmp_path / "runs").exists()


def test_every_object_prints_units_and_cut_off(study):
    for value in (study, study.case):
        assert len(repr(value).splitlines()) == 3 and "2015-06 (cut-off)" in repr(value).replace("\n", " ")
