"""A few rounds of the campaign on every verb; the long run is ``make fuzz``."""

import random
import sys
import time
from pathlib import Path

import pytest
from calls_campaign import CALLS, SEEDS, again, campaign
from door import call
from mutations import mutated

from tether.cli import app


def test_every_verb_is_called():
    verbs = set(app.verbs()) | {
        f"{name} {c.name or c.callback.__name__}" for name, g in app.groups().items() for c in g.registered_commands
    }
    called = {" ".join(line.split()[: 2 if line.startswith(("data ", "law ")) else 1]) for line in CALLS}
    served = {"lsp", "serve"}  # end with their client: tests/test_language_server.py, tests/workbench
    assert called == verbs - served, "each verb stands in CALLS"


def test_calls_with_spoilt_files_end_in_words(tmp_path):
    counts = campaign(10, 23, tmp_path)
    assert counts["calls"] == 10 and counts["missed faults"] == 0, counts


@pytest.mark.parametrize("word", ["CHARTER", "EVENTS", "UNITS"])
def test_a_spoilt_file_is_the_same_for_the_same_seed_and_is_spoilt(word):
    ending, make = SEEDS[word]
    good = make(random.Random(3))
    spoilt = [mutated(random.Random(seed), ending, good) for seed in range(20)]
    assert spoilt == [mutated(random.Random(seed), ending, good) for seed in range(20)]
    assert sum(s != good for s in spoilt) > 15


def test_a_round_can_be_repeated(tmp_path):
    first, second = (again(11, tmp_path / "one") for _ in range(2))
    assert (first.call, first.code, first.err) == (second.call, second.code, second.err)


def _ends(code=3, *, err="a.yaml:1: odd; expected even", out="", error=None, file="", seconds=0):
    """Return a command line that does one thing wrong."""

    def main(argv):
        time.sleep(seconds)
        if file:
            Path(file).write_text("half")
        if error:
            raise error
        print(out)
        print(err, file=sys.stderr)
        return code

    return main


@pytest.mark.parametrize(
    ("kind", "main"),
    [
        ("traceback", _ends(error=KeyError("x"))),
        ("memory", _ends(error=MemoryError())),
        ("code", _ends(7)),
        ("silent", _ends(2, err="")),
        ("wording", _ends(err="no place at all")),
        ("wording", _ends(err="a.yaml:1: odd\n  and more of it")),
        ("terminal", _ends(err="a.yaml:1: \x1b[2J; expected x")),
        ("warning", _ends(0, err="a.py:3: UserWarning: x")),
        ("encoding", _ends(0, out="\ud800")),
        ("writes", _ends(file="half.txt")),
        ("writes", _ends(0, file=".page.html.0123456789abcdef.tether-draft")),
        ("slow", _ends(seconds=5)),
    ],
)
def test_the_door_sees_each_kind_of_fault(kind, main, tmp_path, monkeypatch):
    monkeypatch.setattr("door.main", main)
    told = call(["x"], tmp_path, seconds=0.1 if kind == "slow" else 1)
    assert told.kinds == {kind}, told


def test_the_door_finds_nothing_wrong_with_a_good_call(tmp_path):
    assert call(["explain", "IND03"], tmp_path).faults == []
    assert call(["nope"], tmp_path).faults == []
