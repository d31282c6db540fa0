import doctest

import pytest

from tether import errors
from tether.errors import InputError, Problem, Problems, did_you_mean


def test_doctests():
    assert doctest.testmod(errors).failed == 0


def test_a_problem_names_file_line_column_and_remedy():
    problem = Problem(
        "'comander'", where="pay.yaml", line=10, column=8, path="pay.0.via", expected="one of bank", remedy="fix"
    )
    assert str(problem) == "pay.yaml:10:8: pay.0.via: 'comander'; expected one of bank; fix"


def test_all_problems_are_raised_at_once():
    found = Problems("case.yaml")
    found.add("a", line=1)
    found.add("b", line=2)
    with pytest.raises(InputError) as caught:
        found.raise_if_any()
    assert len(caught.value.problems) == 2
    assert str(caught.value) == "case.yaml:1: a\ncase.yaml:2: b"


def test_no_problem_raises_nothing():
    Problems("x").raise_if_any()


def test_a_far_word_gets_no_guess():
    assert did_you_mean("zzz", ["bank"]) == "allowed: bank"


def test_a_problem_is_one_line_that_a_person_reads_whatever_it_quotes():
    told = str(Problem("x" * 5_000 + "\nsecond", where="a\nb.yaml", line=3, path="k" * 900, expected="e\r\nf"))
    assert "\n" not in told and "\r" not in told and len(told) < 1_000
    assert told.startswith("a b.yaml:3: kkk") and told.endswith("…; expected e f")


def test_a_guess_costs_little_whatever_is_compared(monkeypatch):
    asked = []
    monkeypatch.setattr(errors.difflib, "get_close_matches", lambda *a, **k: asked.append(a) or [])
    did_you_mean("x" * 5_000, ["iraq"])
    did_you_mean("irak", [f"name-{n}" for n in range(20_000)])
    assert asked == []
    did_you_mean("irak", ["iraq"])
    assert len(asked) == 1
