"""A plan that an earlier run made is found again, and anything else in its key plans anew."""

import json
from importlib.resources import files

import pytest

from tether.study import plans


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A shipped case's plan in place of the planner's, a cache of this test's own, and what was planned."""
    monkeypatch.setenv("TETHER_CACHE", str(tmp_path))
    shipped = json.loads((files("tether.cases") / "iraq-2015" / plans.STORE).read_text("utf-8"))
    plan, asked = plans.read_handover(next(iter(shipped.values()))), []
    monkeypatch.setattr(plans, "plan_made", lambda request: asked.append(request) or plan)
    return plan, asked


def test_a_plan_is_made_once_for_one_checksum(made):
    plan, asked = made
    assert plans.plan_kept("p9", "a") == plan == plans.plan_kept("p9", "a")
    assert asked == ["p9"]
    plans.plan_kept("p9", "b")
    assert len(asked) == 2


@pytest.mark.parametrize("name", ["code_key", "version"])
def test_other_code_or_another_solver_plans_anew(made, monkeypatch, name):
    _, asked = made
    plans.plan_kept("p9", "a")
    monkeypatch.setattr(plans, name, lambda *given: "another")
    plans.plan_kept("p9", "a")
    assert len(asked) == 2
