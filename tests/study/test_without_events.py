"""A case that names no events: what needs none of them stands, and what needs them says what is missing and how."""

import json
import shutil
from pathlib import Path

import pytest

from tether.brief.restraint import faults
from tether.cli import main
from tether.errors import InputError, UsageError
from tether.study import open_case
from tether.study.verify_run import RunCase, run_manifest, verify_run
from tether.study.verify_run import _case as again_from


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The Libyan case without its events and its roster."""
    made = Path(shutil.copytree(open_case("libya-2015").spec.folder, tmp_path_factory.mktemp("case") / "mine"))
    lines = (made / "case.yaml").read_text("utf-8").splitlines()
    kept = [line for line in lines if line.split(":")[0] not in ("events", "roster")]
    (made / "case.yaml").write_text("\n".join(kept) + "\n", "utf-8")
    return made


@pytest.fixture(scope="module")
def run(folder, tmp_path_factory):
    return open_case(folder).project().write_run(tmp_path_factory.mktemp("runs"), "tether brief mine")


def page_of(run):
    told = json.loads((run / "brief.json").read_text("utf-8"))
    return told, (run / "brief.html").read_text("utf-8")


def test_its_brief_stands_but_for_what_needs_events(run):
    told, page = page_of(run)
    numbers = [s["number"] for s in told["sections"]]
    assert numbers == sorted(numbers) and {1, 2, 3, 4, 5, 6, 7, 9, 10} <= set(numbers)
    for section in (6, 7):
        text = json.dumps(next(s for s in told["sections"] if s["number"] == section))
        assert "events" in text and ("--events FILE" in text or "Section 6 says how" in text)
    assert faults(page) == []
    assert not (run / "draws.nc").exists() and not list((run / "tables").iterdir())
    assert "draws.nc" not in page


def test_page_one_has_no_verdict_that_needs_a_projection(run):
    told, _ = page_of(run)
    first = json.dumps(told["sections"][0], ensure_ascii=False)
    assert "Record and projection: none" in first
    for word in ("Break-even", "distinguishable", "worlds", "Track record"):
        assert word not in first


def test_it_is_made_again_byte_for_byte(run):
    assert verify_run(run).reproduced


def test_what_needs_events_says_how_to_add_them(folder, capsys):
    study = open_case(folder).project()
    assert "--events FILE" in study.silent and "no events" in repr(study)
    for look in (lambda: study.posterior, lambda: study.case.panel, lambda: study.outcome, lambda: study.to_xarray()):
        with pytest.raises(InputError, match=r"events: no events; expected .*--events FILE"):
            look()
    with pytest.raises(UsageError, match="nothing is compared"):
        study.compare("civilian_deaths")
    assert main(["compare", str(folder)]) == 0
    assert "--events FILE" in capsys.readouterr().out


def test_events_given_on_the_command_line_stand_in_for_those_of_the_case(folder, capsys):
    assert main(["brief", str(folder), "--events", "nosuch.csv", "--dry-run"]) == 3
    assert "no file and no stored set 'nosuch.csv'" in capsys.readouterr().err
    assert main(["brief", str(folder), "--dry-run"]) == 0
    assert "projects nothing: it names no events" in capsys.readouterr().out


def test_events_given_as_a_file_are_read_and_kept_for_a_run_made_again(folder, rows, write, run):
    cut = open_case(folder).spec.cut_off
    place = {"country": "Libya", "country_id": "620", "adm_1": "Tripoli district"}
    days = [f"{cut + k}-03" for k in range(1 - len(rows), 1)]
    moved = [r | place | {"date_start": d, "date_end": d, "year": d[:4]} for r, d in zip(rows, days, strict=True)]
    case = open_case(folder).with_events(str(write(moved)))
    assert case.panel.cells.events.sum() + case.panel.unplaced.events.sum() > 0
    assert case.files["events"].name == "GEDEvent_v25_1.csv"
    told = run_manifest(run)
    kept = told.model_copy(update={"case": RunCase.model_validate(case.spec.resolved())})
    assert again_from(run, kept)[0].spec.events == case.spec.events
    assert again_from(run, told)[0].spec.events == {}
