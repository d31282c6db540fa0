"""The verifier's own edge: what a certificate may hold, and what it may not. The campaign is in ``tests/fuzz``."""

from __future__ import annotations

import json
import shutil

import pandas as pd
import pytest

from tether.documents.file_list import checksum, read_manifest, seal
from tether.errors import InputError
from tether.induction.conflicts import plan_or_conflict
from tether.induction.plan import Plan
from tether.induction.plan_folder import BOUND, write_plan
from tether.induction.problem import Policy
from tether.induction.synthetic_roster import invented
from tether.induction.verification import verify_folder


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    policy = Policy(months=12)  # neither screening nor a budget binds: no such rows
    plan = plan_or_conflict(invented(heads=600, homes=6, battalion=150, seed=3, policy=policy), threads=1)
    folder = write_plan(plan if isinstance(plan, Plan) else plan.plan, tmp_path_factory.mktemp("p") / "plan")
    assert verify_folder(folder).ok
    return folder


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "plan")


def resealed(folder):
    """Return the folder with every checksum written anew, as a careful forger leaves it."""
    claims = json.loads((folder / "claims.json").read_text("utf-8"))
    claims["binds"]["files"] = {name: checksum(folder / name) for name in BOUND}
    (folder / "claims.json").write_text(json.dumps(claims), "utf-8")
    seal(folder, {k: v for k, v in read_manifest(folder).items() if k != "files"})
    return folder


@pytest.mark.parametrize(
    ("family", "key", "place", "words"),
    [
        ("vetting", "99", "", "no such family"),
        ("budget", "", "", "no such family"),
        ("subunit", "", "here", "no such row"),
        ("bloc", "population", "here", "no such row"),
        ("local_high", "", "nowhere", "no such row"),
        ("weight", "honour", "", "no such row"),
    ],
)
def test_one_extra_line_of_prices_proves_nothing(folder, family, key, place, words):
    """Screening in a month that there isn't, or money that no rule limits, once raised a bound to any height."""
    table = pd.read_parquet(folder / "prices.parquet")
    rules = json.loads((folder / "rules.json").read_text("utf-8"))
    where = rules["locations"][0]["id"] if place == "here" else place
    extra = pd.DataFrame([["concentration", family, key, where, 40.0]], columns=list(table.columns))
    pd.concat([table, extra], ignore_index=True).to_parquet(folder / "prices.parquet")
    verdict = verify_folder(resealed(folder))
    assert not verdict.ok and any(f.startswith("prices: concentration") and words in f for f in verdict.faults)
    assert not verdict.bounds, "nothing is computed from unsound prices"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.5])
def test_a_price_without_its_sign_or_that_is_none_is_refused(folder, value):
    table = pd.read_parquet(folder / "prices.parquet")
    table.loc[len(table) - 1, "price"] = value
    table.to_parquet(folder / "prices.parquet")
    with_nan = value != value
    if with_nan:
        with pytest.raises(InputError, match=r"prices\.parquet: column price"):
            verify_folder(resealed(folder))
    else:
        assert any("expected a number from 0" in fault for fault in verify_folder(resealed(folder)).faults)


@pytest.mark.parametrize("kind", ["achieved", "bounds", "gaps", "measures"])
@pytest.mark.parametrize("value", [float("nan"), None, 10.0**6, "much"])
def test_every_claim_must_be_what_is_found(folder, kind, value):
    """A claim of NaN once passed every comparison."""
    claims = json.loads((folder / "claims.json").read_text("utf-8"))
    claims[kind]["concentration"] = value
    (folder / "claims.json").write_text(json.dumps(claims), "utf-8")
    try:
        assert any("concentration" in fault for fault in verify_folder(resealed(folder)).faults)
    except InputError as error:
        assert "claims.json" in str(error)


def test_rules_out_of_their_bounds_are_told_all_at_once(folder):
    rules = json.loads((folder / "rules.json").read_text("utf-8"))
    rules["policy"] |= {"battalion_cap": -1, "months": 0, "colour": "red"}
    rules["locations"][0]["home"] = "atlantis"
    (folder / "rules.json").write_text(json.dumps(rules), "utf-8")
    with pytest.raises(InputError) as caught:
        verify_folder(resealed(folder))
    assert {p.path for p in caught.value.problems} == {
        *(f"rules.json: policy.{name}" for name in ("battalion_cap", "months", "colour")),
    }


def test_a_file_that_the_certificate_is_not_bound_to_is_named(folder):
    claims = json.loads((folder / "claims.json").read_text("utf-8"))
    claims["binds"]["files"]["roster.parquet"] = "0" * 64
    (folder / "claims.json").write_text(json.dumps(claims), "utf-8")
    seal(folder, {"plan": {}})
    assert [f.partition(":")[0] for f in verify_folder(folder).faults] == ["roster.parquet"]
    assert "names no charter and no roster" in " ".join(verify_folder(folder).notes)
