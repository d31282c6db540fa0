"""The study as one object: what it is asked goes one way down, and it is judged once whoever asks."""

import ast
from pathlib import Path

import pytest

import tether.study
from tether.errors import UsageError
from tether.randomness.sizes import Sizes
from tether.study import Study, judgement, open_case, study
from tether.study.futures import CaseFutures

ROOM = Path(tether.study.__file__).parent


@pytest.fixture(scope="module")
def small():
    sizes = Sizes(points=8, particles=2, block=4)
    return open_case("iraq-2015").with_(sizes=sizes, filter=64, horizon_months=4).project("p9-whole-units")


def imported(path):
    """Return the modules of the study's room that a file imports, inside functions and for types too."""
    nodes = [n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.ImportFrom)]
    return {n.module for n in nodes if n.module and n.module.startswith("tether.study")}


def test_no_file_of_the_room_knows_the_objects_on_top():
    """A study enters its brief going down: what reads, runs, judges and writes knows neither ``Case`` nor ``Study``."""
    below = [p for p in ROOM.glob("*.py") if p.name not in ("__init__.py", "study.py")]
    assert len(below) > 5
    for path in below:
        assert not imported(path) & {"tether.study", "tether.study.study"}, path.name


def test_a_study_is_its_futures_and_is_judged_once(small, monkeypatch, tmp_path):
    calls = []
    real = study.judgement_of
    monkeypatch.setattr(study, "judgement_of", lambda futures: calls.append(1) or real(futures))
    fresh = Study.of(small)
    assert isinstance(fresh, CaseFutures) and fresh.table is small.table
    assert fresh.regret().equals(fresh.judgement.regret.options) and len(fresh.signposts())
    text, data = fresh.comparison_text(theory="settlement"), fresh.comparison_data()
    fresh.brief(tmp_path / "brief.html")
    assert calls == [1]
    assert text.index("Settlement") < text.index("Article") and data["outcome"] == small.outcome
    (why,) = [s["text"] for s in data["sentences"] if s["result"] == "comparison-run/luck"]
    assert "4,096 worlds a theory (--precision worlds) project" in why
    assert all(f"- {s['text']}" in fresh.comparison_text() for s in data["sentences"])


def test_another_outcome_has_its_own_table_and_an_unknown_one_is_refused(small):
    other = small.comparison_data("deaths")
    assert {row["outcome"] for row in other["comparison"]} == {"deaths"} and other["outcome"] == "deaths"
    for options, words in (({"outcome": "deathz"}, "outcome: 'deathz'"), ({"theory": "artikel"}, "theory: 'artikel'")):
        with pytest.raises(UsageError, match=words):
            small.comparison_text(**options)


def test_leaving_out_sources_adds_to_the_judgement_and_changes_nothing_else(small, monkeypatch):
    sizes = Sizes(points=4, particles=2, block=4)
    real = judgement.with_leave_one_out
    monkeypatch.setattr(study, "with_leave_one_out", lambda found, futures: real(found, futures, sizes))
    shaken = small.judged(leave_one_out=True)
    assert shaken.leave_one_out.drops and small.judgement.leave_one_out is None
    assert shaken.regret is small.judgement.regret
