"""The comparison of golden outputs: a number that changed fails, a sentence that changed is listed."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

PATH = Path(__file__).parents[1] / "scripts" / "golden.py"
SENTENCE = "Thirty men of the hill stand in one company."


@pytest.fixture(scope="module")
def golden():
    spec = importlib.util.spec_from_file_location("golden", PATH)
    module = sys.modules["golden"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["golden"]


@pytest.fixture
def found(golden):
    """Return what differs between two values as they are kept: (paths of data, paths of prose)."""

    def compare(old, new):
        all_ = list(golden.differences(golden.kept(old), golden.kept(new)))
        return [d.path for d in all_ if not d.prose], [d.path for d in all_ if d.prose]

    return compare


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ({"a": [{"n": 0.5}]}, {"a": [{"n": 0.5000000000000001}]}, ".a[0].n"),
        ({"n": 1}, {"n": 1.0}, ".n"),
        ({"n": 1}, {"n": True}, ".n"),
        ({"a": 1, "b": 2}, {"a": 1}, ".b"),
        ({"a": 1}, {"a": 1, "b": None}, ".b"),
        ({"a": [1, 2]}, {"a": [1]}, ".a.length"),
        ({"code": "IND01"}, {"code": "IND02"}, ".code"),
        ({"title": "a sentence that is long enough"}, {"title": None}, ".title"),
    ],
)
def test_data_that_changed_fail_with_their_path(found, old, new, path):
    assert found(old, new) == ([path], [])


def test_what_is_no_number_equals_itself(found):
    assert found({"n": float("nan"), "m": None}, {"n": float("nan"), "m": None}) == ([], [])


def test_a_sentence_that_changed_is_listed_and_fails_nothing(found):
    old = {"line": SENTENCE, "title": "Short", "lines": [SENTENCE, SENTENCE]}
    new = {"line": SENTENCE.upper(), "title": "Brief", "lines": [SENTENCE]}
    assert found(old, new) == ([], [".line", ".title", ".lines"])


def test_long_lists_are_folded_and_still_tell_a_number_from_a_sentence(golden, found):
    rows = [{"n": i / 7, "line": SENTENCE} for i in range(200)]
    assert len(json.dumps(golden.kept(rows))) < 800
    worded = [{**r, "line": SENTENCE.lower()} for r in rows]
    data, prose = found(rows, worded)
    assert not data and prose
    rows[150] = {**rows[150], "n": 0.0}
    assert found(worded, rows)[0] == [".columns.n.sha256"]
    assert found(rows, rows[:-1]) == ([".rows"], [])


def test_a_changed_sentence_with_other_numbers_is_marked(golden):
    marked = [d.numbers_changed for d in golden.differences([SENTENCE + " 12 of 30"], [SENTENCE + " 13 of 30"])]
    assert marked == [True]


def test_what_changes_from_run_to_run_is_not_kept(golden):
    assert golden.kept({"made": "now", "seconds": {"filter": 1.5}, "n": 1}) == {"n": 1}


def test_a_changed_item_fails_and_another_machine_is_said(golden, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(golden, "FOLDER", tmp_path)
    golden.record("votes", {"passed": 794, "line": SENTENCE})
    assert golden.judge("votes", {"passed": 794, "line": SENTENCE.lower()}, 5) == 0
    assert "prose changed in 1 places" in capsys.readouterr().out
    assert golden.judge("votes", {"passed": 795, "line": SENTENCE}, 5) == 1
    assert ".passed\n    was 794\n    is  795" in capsys.readouterr().out
    monkeypatch.setattr(golden, "machine", lambda: {"system": "another"})
    golden.judge("votes", {"passed": 794, "line": SENTENCE}, 5)
    assert "ANOTHER MACHINE" in capsys.readouterr().out
    assert golden.judge("none", 1, 5) == 1


def test_every_recorded_item_can_be_read_and_the_whole_is_small(golden):
    paths = sorted(golden.FOLDER.glob("*.json"))
    assert {"draws-iraq-2015", "check-library", "plan-conflict", "hindcast"} <= {p.stem for p in paths}
    assert all(set(json.loads(p.read_text("utf-8"))) == {"machine", "item"} for p in paths)
    assert sum(p.stat().st_size for p in paths) < 2_200_000
