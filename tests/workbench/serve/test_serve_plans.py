"""Who goes where: a conflict in words, one number put otherwise, and a roster that stands nowhere unless asked."""

import json
import os
import subprocess
import sys

import pytest

pytest.importorskip("starlette")

from serve_client import DRAFTER, OWN, READER, Client, opened
from test_serve_work_kept import SOURCE

from tether.errors import InputError
from tether.induction.conflicts import FAMILY_NAMES
from tether.workbench.serve.jobs import BACK, KEPT, RESTRICTED, UNKEPT, Jobs
from tether.workbench.serve.planned import NUMBERS, checked_number
from tether.workbench.serve.web import words_in

ROSTER = b"militia,home,rank,heads\nsecret-brigade,tripoli,private,40\n"
TOLD = {
    "charter": "p10", "mode": "individual", "feasible": False, "posts": 9000, "raised": 8500, "posted": 8000,
    "exits": "1,200", "neither": "not told apart", "invented": False, "least": 186, "alone": {"local-low": 186},
    "clash": ["bloc", "local-low"], "gives_way": [{"family": "local-low", "heads": 190, "places": 3}], "broken": {},
    "numbers": {"battalion_cap": 0.2, "local_low": 0.15, "vetting_per_month": 1500},
}  # fmt: skip
ROWS = {
    "clauses": ["local minimum in Sirte: 186 short"],
    "flow": [{"group": "B", "group_ar": "B", "post": 3, "way out": 2, "neither": 1}],
}


@pytest.fixture
def bench(tmp_path):
    with opened(tmp_path) as made:
        yield made


def _back(folder, feasible=False):
    """Write what a plan gives back of a roster."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{RESTRICTED}rows.json").write_text(json.dumps(ROWS), "utf-8")
    (folder / f"{RESTRICTED}account.txt").write_text("the account of secret-brigade", "utf-8")
    (folder / f"{RESTRICTED}flow-en.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", "utf-8")
    (folder / f"{RESTRICTED}plan.xlsx").write_bytes(b"PK")


def _done(bench, name, **changes):
    """End a job as its own process would."""
    result = bench.jobs.path(name) / "result"
    result.mkdir(parents=True, exist_ok=True)
    (result / "plan.json").write_text(json.dumps({**TOLD, **changes}), "utf-8")
    (result / "published.xlsx").write_bytes(b"PK published")
    unkept = bench.jobs.path(name) / UNKEPT
    _back(unkept / BACK if unkept.is_dir() else result)
    bench.jobs.write_state(name, {"ended": "done", "said": "no plan keeps every row"})


def _asked(bench, person=DRAFTER, **fields):
    name = bench.space.start("own", 'charter: "0.3"\nmeta:\n  id: own\n  title: Own\n', person.name)
    made = Client(bench, person).send("/plans", {"charter": name, **fields}, {"roster": ("r.csv", ROSTER)})
    return made.headers["location"].rpartition("/")[2]


def _everywhere(bench):
    """Return what stands anywhere in the workspace."""
    return b"\n".join(p.read_bytes() for p in sorted(bench.space.root.rglob("*")) if p.is_file())


def test_a_roster_that_is_not_kept_stands_nowhere_and_is_in_memory_for_who_gave_it(bench):
    job = _asked(bench)
    assert ROSTER in _everywhere(bench), "while the job runs"
    _done(bench, job)
    bench.jobs._drop_unkept(job)
    assert b"secret-brigade" not in _everywhere(bench)
    mine = Client(bench, DRAFTER).get(f"/jobs/{job}/plan").text
    assert "The roster is not stored" in mine and "local minimum in Sirte" in mine and "secret-brigade" in mine
    file = f"/jobs/{job}/files/{RESTRICTED}plan.xlsx"
    answer = Client(bench, DRAFTER).get(file)
    assert answer.data == b"PK" and "RESTRICTED-plan.xlsx" in answer.headers["content-disposition"]
    from tether.workbench.serve.people import Person

    for other in (READER, Person("Omar", "drafter"), Person("Sami", "signer")):
        shown = Client(bench, other).get(f"/jobs/{job}/plan").text
        assert "Sirte" not in shown and "secret-brigade" not in shown and "largest share of one militia" in shown
        assert Client(bench, other).get(file).status == 403
        assert Client(bench, other).get(f"/jobs/{job}/flow").status == 403
        assert Client(bench, other).get(f"/jobs/{job}/files/published.xlsx").data == b"PK published"


def test_it_goes_when_told_to_and_with_the_server(bench):
    job = _asked(bench)
    _done(bench, job)
    bench.jobs._drop_unkept(job)
    assert Client(bench, DRAFTER).post(f"/jobs/{job}/forget").status == 303
    shown = Client(bench, DRAFTER).get(f"/jobs/{job}/plan").text
    assert "was not kept and is gone" in shown and "Sirte" not in shown and bench.jobs.held(job) == {}
    answer = Client(bench, DRAFTER).post(f"/jobs/{job}/relax", {"number": "local_low", "value": "10 %"})
    assert answer.status == 400 and "give it again" in answer.text
    other = _asked(bench)
    later = Jobs(bench.jobs.folder)
    assert later.held(other) == {} and later.roster_of(other) == {}


def test_a_roster_that_is_kept_stays_with_its_job(bench):
    job = _asked(bench, keep="1")
    _done(bench, job)
    bench.jobs._drop_unkept(job)
    assert (bench.jobs.path(job) / KEPT / "roster.csv").read_bytes() == ROSTER
    assert Jobs(bench.jobs.folder).roster_of(job) == {"roster.csv": ROSTER}
    assert "is kept with this job" in Client(bench, DRAFTER).get(f"/jobs/{job}/plan").text
    shown = Client(bench, READER).get(f"/jobs/{job}/plan").text
    assert "Sirte" not in shown and Client(bench, READER).get(f"/jobs/{job}/flow").status == 403


def test_one_number_is_put_otherwise_and_the_plans_stand_side_by_side(bench):
    job = _asked(bench)
    _done(bench, job)
    client = Client(bench, DRAFTER)
    first = client.get(f"/jobs/{job}/plan").text
    assert "Rows must give way by 186 heads" in first and first.index("local_low") < first.index("vetting_per_month")
    again = client.post(f"/jobs/{job}/relax", {"number": "local_low", "value": "10 %"}).headers["location"]
    name = again.rpartition("/")[2]
    asked = bench.jobs.state(name).asked
    assert asked["relax"] == {"local_low": 0.1} and asked["from"] == job
    assert (bench.jobs.path(name) / UNKEPT / "roster.csv").read_bytes() == ROSTER
    _done(bench, name, feasible=True, posted=8100)
    shown = client.get(f"/jobs/{name}/plan").text
    assert "A plan was found that keeps every row" in shown and "8,000" in shown and "8,100" in shown
    assert "10 %" in shown and f"/jobs/{job}/plan" in shown
    third = client.post(f"/jobs/{name}/relax", {"number": "battalion_cap", "value": "0.25"}).headers["location"]
    asked = bench.jobs.state(third.rpartition("/")[2]).asked["relax"]
    assert asked == {"local_low": 0.1, "battalion_cap": 0.25}
    client.post("/language", {"language": "ar", "back": "/"})
    assert words_in("ar")["fam_local-low"] in client.get(f"/jobs/{job}/plan").text


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("local_low", "110 %"), ("local_low", "-1"), ("local_low", ""), ("local_low", "nan"), ("local_low", "1e9"),
        ("months", "3"), ("__class__", "1"), ("annual_budget", "inf"), ("vetting_per_month", "ten"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_is_said_and_nothing_is_planned(bench, number, value):
    job = _asked(bench)
    _done(bench, job)
    before = bench.jobs.names()
    answer = Client(bench, DRAFTER).post(f"/jobs/{job}/relax", {"number": number, "value": value}, origin=OWN)
    assert answer.status == 422 and "This was not done" in answer.text and bench.jobs.names() == before
    with pytest.raises(InputError):
        checked_number(number, value)


def test_every_family_and_number_has_words():
    for language in ("en", "ar", "fr"):
        words = words_in(language)
        assert all(f"fam_{f}" in words for f in FAMILY_NAMES) and all(f"num_{n}" in words for n in NUMBERS)


@pytest.mark.slow
def test_a_plan_runs_with_a_number_put_otherwise_and_leaves_no_roster(tmp_path):
    make = [sys.executable, "-m", "tether.cli", "roster", "libya-2015", "--size", "600", "--seed", "3", "--out"]
    env = os.environ | {"PYTHONPATH": str(SOURCE)}
    subprocess.run([*make, str(tmp_path / "r.csv")], env=env, check=True, capture_output=True)
    with opened(tmp_path) as bench:
        data = (tmp_path / "r.csv").read_bytes()
        made = Client(bench).send("/plans", {"target": "libya-2015/p10-individuals"}, {"roster": ("r.csv", data)})
        job = made.headers["location"].rpartition("/")[2]
        asked = json.loads((bench.jobs.path(job) / "asked.json").read_text("utf-8"))
        asked["asked"]["relax"] = {"battalion_cap": 0.9}
        (bench.jobs.path(job) / "asked.json").write_text(json.dumps(asked), "utf-8")
        command = [sys.executable, "-m", "tether.workbench.serve.job", str(bench.jobs.path(job))]
        done = subprocess.run(command, env=env, check=False, capture_output=True, text=True, timeout=500)
        assert done.returncode == 0, (done.stderr, bench.jobs.state(job).said)
        bench.jobs._drop_unkept(job)
        told = json.loads(bench.jobs.content(job, "plan.json"))
        assert told["numbers"]["battalion_cap"] == 0.9
        assert bench.jobs.content(job, f"{RESTRICTED}plan.xlsx").startswith(b"PK")
        assert not list(bench.space.root.rglob("*.parquet")) and not list(bench.space.root.rglob("roster.*"))
        shown = Client(bench).get(f"/jobs/{job}/plan").text
        assert Client(bench).get(f"/jobs/{job}/flow").text.startswith("<svg") and "Who goes where" in shown
        lines = [line.strip() for line in data.decode("utf-8-sig").splitlines() if line.count(",") > 3][1:40]
        left = b"".join(p.read_bytes() for p in bench.space.root.rglob("*") if p.is_file()).decode("utf-8", "replace")
        assert lines and not any(line in left for line in lines)
