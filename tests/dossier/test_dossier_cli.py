"""``tether dossier`` and ``tether gate`` from outside: exit codes, files whole or not at all, messages."""

import json

import pytest

from tether.cli.app import run


def test_the_line_of_the_issue(capsys):
    assert run(["dossier", "iraq-2015", "badr-organisation", "--as-of", "2015-06-01"]) == 0
    assert "as of 2015-06-01" in capsys.readouterr().out


def test_every_form_is_written_whole(tmp_path, capsys):
    for name in ("a.html", "a.json", "a.md", "a.txt"):
        assert run(["dossier", "libya-2015", "dawn", "--out", str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_size > 1000
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["id"] == "dawn"
    assert not list(tmp_path.glob("*.partial")) and capsys.readouterr().out == ""


def test_without_an_actor_the_actors_are_listed(capsys):
    assert run(["dossier", "yemen", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["actors"]
    assert {"houthis", "iran"} <= {a["id"] for a in listed}


def test_the_jackknife_from_the_command_line(capsys):
    assert run(["dossier", "iraq", "badr-organisation", "--without-recalled", "--json"]) == 0
    sections = json.loads(capsys.readouterr().out)["sections"]
    assert {c["tag"] for claims in sections.values() for c in claims} <= {"S", "D"}
    assert run(["dossier", "iraq", "badr-organisation", "--without-source", "hrw-tikrt"]) == 2
    assert "did you mean 'hrw-tikrit'" in capsys.readouterr().err
    assert run(["dossier", "iraq", "badr-organisation", "--grade", "gossip"]) == 2


def test_the_graph_is_written(tmp_path, capsys):
    for name in ("g.html", "g.graphml", "g.csv"):
        assert run(["dossier", "iraq-2015", "--graph", str(tmp_path / name)]) == 0
    assert len(list(tmp_path.iterdir())) == 3 and capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        (["dossier", "irak", "army"], 3, "did you mean 'iraq'"),
        (["dossier", "iraq", "armi"], 2, "did you mean 'army'"),
        (["dossier", "iraq", "army", "--as-of", "2015-13"], 2, "month"),
        (["dossier", "iraq", "army", "--format", "pdf"], 2, "format 'pdf'"),
        (["gate", "libya-2016"], 2, "did you mean 'libya-2015'"),
        (["gate", "libya-2015", "--for", "uk"], 2, "no decider 'uk'"),
        (["gate", "nothing.yaml"], 3, "cannot be read"),
        (["gate", "libya-2015", "--list", "nothing.json"], 3, "nothing.json"),
    ],
)
def test_bad_calls_get_one_message(line, code, said, capsys):
    assert run(line) == code
    told = capsys.readouterr()
    assert said in told.err and "Traceback" not in told.err and told.out == ""


def test_the_gate_exits_with_1_on_a_stop_and_0_without(tmp_path, capsys):
    assert run(["gate", "libya-2015", "--for", "us"]) == 1
    assert "Signature" in capsys.readouterr().out
    assert run(["gate", "libya-2015/partial-items", "--for", "us"]) == 0
    assert run(["gate", "libya-2015", "--out", str(tmp_path / "n.html")]) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["n-eu-member.html", "n-un-mission.html", "n-us.html"]


def test_a_list_is_searched_and_a_person_decides(tmp_path, capsys):
    entity = {"id": "x1", "schema": "Organization", "properties": {"name": ["Fajr Libya"], "program": ["X"]}}
    (tmp_path / "l.json").write_text(json.dumps(entity), "utf-8")
    assert run(["gate", "libya-2015", "--for", "us", "--list", str(tmp_path / "l.json")]) == 1
    told = capsys.readouterr().out
    assert "x1 'Fajr Libya'" in told and "A person decides" in told
