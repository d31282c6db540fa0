"""The verbs ``data`` and ``new`` as a user calls them: exit codes, stdout for data, one message for a fault."""

import json

import pytest

from tether.cli import main

pytestmark = pytest.mark.usefixtures("own_store")


@pytest.fixture
def path(rows, write):
    return str(write(rows))


def test_add_list_check_cite(path, capsys):
    assert main(["data", "add", path, "--country", "IRQ"]) == 0
    assert "iraq-ged-25.1: 20 events" in capsys.readouterr().out
    assert main(["data", "list", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert "iraq" in said["shipped"] and ["iraq-ged-25.1"] in said.values()
    ages = {line.partition(":")[0]: line for line in said["how old"]}
    assert "UCDP GED 19.1, last event 2018-12-25, " in ages["iraq"] and "ago" in ages["iraq-ged-25.1"]
    assert main(["data", "check", "iraq-ged-25.1", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["events"] == 20 and said["share of events in no place"] == "20.0%" and len(said["sha256"]) == 64
    assert main(["data", "cite", "iraq-ged-25.1"]) == 0
    assert "CC BY 4.0" in capsys.readouterr().out
    assert main(["data", "cite", "iraq", "--bibtex"]) == 0
    assert capsys.readouterr().out.startswith("@misc{ucdp-ged-19.1-iraq")


def test_check_writes_nothing(path, own_store):
    assert main(["data", "check", path, "--country", "Iraq"]) == 0
    assert not own_store.exists()


def test_faults_are_one_message_and_exit_3(path, capsys):
    assert main(["data", "add", path, "--country", "Irak"]) == 3
    said = capsys.readouterr()
    assert said.out == "" and "did you mean 'Iraq'" in said.err and "Traceback" not in said.err
    assert main(["data", "check", "none.csv"]) == 3
    assert main(["data", "fetch", "Mali", "--release", "25.1", "--api", "http://example.org"]) == 3


def test_new_makes_a_folder_and_prints_it(path, tmp_path, capsys):
    out = tmp_path / "cases"
    assert main(["new", "syria-x", "--country", "Syria", "--events", path, "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == str(out / "syria-x") and "What a person must add" in said.err
    assert (out / "syria-x/theatre.yaml").exists() or (out / "syria-x/case.yaml").exists()
    assert main(["new", "syria-x", "--country", "Syria", "--events", path, "--out", str(out)]) == 2


def test_new_with_boundaries(path, tmp_path):
    ring = [[38, 28], [49, 28], [49, 38], [38, 38], [38, 28]]
    feature = {"type": "Feature", "properties": {"name": "All"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    units = tmp_path / "units.geojson"
    units.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    asked = ["new", "all", "--country", "Iraq", "--events", path, "--boundaries", str(units), "--out", str(tmp_path)]
    assert main(asked) == 0
    assert "All" in (tmp_path / "all/theatre.yaml").read_text("utf-8")
