"""The front door: every name is there, light until it is called, with one good call and bad ones each."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import tether as tt
from tether import api
from tether.forecast.series import Series
from tether.randomness.sizes import Sizes
from tether.study import Case

ROOT = Path(__file__).parents[1]
SMALL = {"sizes": Sizes(points=8, particles=2, block=4), "filter": 64, "horizon_months": 4}
CLASSES = {"Case", "Charter", "InputError", "Study", "UsageError"}
ENTRIES = [n for n in tt.__all__ if n not in CLASSES and n != "__version__"]
DESIGN = """\
charter: "0.3"
meta: {id: guard, decider: host, overlay: status-quo, title: A guard}
"""
LONG = "x" * 5000


@pytest.fixture(scope="module")
def iraq():
    return tt.open_case("iraq-2015").with_(**SMALL)


@pytest.fixture(scope="module")
def study(iraq):
    return tt.project(iraq, "p9-whole-units", seed=7)


@pytest.fixture
def guard(tmp_path):
    """A charter file of the user's own: an option of Iraq under another id."""
    text = (tt.open_case("iraq-2015").spec.folder / "charters" / "p10-individuals.yaml").read_text("utf-8")
    path = tmp_path / "guard.yaml"
    path.write_text(re.sub(r"\bid: p10-individuals\b", "id: my-guard", text, count=1), "utf-8")
    return path


def short(thing):
    """Say whether an object prints itself in three lines at most."""
    lines = repr(thing).splitlines()
    assert len(lines) <= 3 and all(len(line) < 240 for line in lines), repr(thing)
    return repr(thing)


def told(table):
    """Return a table's attrs, which must name its units and its cut-off."""
    assert table.attrs["units"] and "cut_off" in table.attrs
    return table.attrs


# ---- the door itself -----------------------------------------------------------------------------------------------


def test_the_names_are_those_of_the_door_and_all_are_there():
    assert dir(tt) == sorted(tt.__all__) and len(set(tt.__all__)) == len(tt.__all__)
    assert {n for n in tt.__all__ if callable(getattr(tt, n))} == {*ENTRIES, *CLASSES}
    with pytest.raises(AttributeError, match=r"no attribute 'opencase'; it has .*open_case"):
        _ = tt.opencase


def test_the_names_that_a_type_checker_sees_are_the_names_that_there_are():
    (block,) = [n for n in ast.parse(Path(tt.__file__).read_text("utf-8")).body if isinstance(n, ast.If)]
    seen = [alias.name for statement in block.body for alias in statement.names]
    assert sorted([*seen, "__version__"]) == sorted(tt.__all__)


def test_every_entry_says_what_it_takes_gives_and_raises_with_an_example():
    for name in ENTRIES:
        text = getattr(tt, name).__doc__
        assert "Raises:" in text and ">>> " + name in text, name


def run(code):
    """Run code in a fresh Python; return the heavy packages that it loaded."""
    heavy = "{'jax', 'pandas', 'numpy', 'pydantic', 'xarray', 'scipy', 'yaml', 'networkx', 'typer'}"
    out = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sorted({heavy} & set(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(out.stdout.splitlines()[-1].split())


def test_import_loads_nothing_and_help_loads_only_the_command_line():
    assert run("import tether; dir(tether); tether.InputError; tether.project") == set()
    assert run(
        "import contextlib, io, tether.cli\nwith contextlib.redirect_stdout(io.StringIO()):\n tether.cli.main(['--help'])"
    ) == {"typer"}


def test_reading_checking_and_explaining_need_no_numbers(guard):
    loaded = run(
        f"import tether as tt; tt.check({str(guard)!r}); tt.explain('IND03'); repr(tt.read_charter({str(guard)!r}))"
    )
    assert "pydantic" in loaded and not loaded & {"jax", "numpy", "pandas", "scipy", "xarray"}


def test_a_room_of_the_same_name_hides_no_entry():
    import_all = (
        "import tether, tether.amend.prices, tether.brief, tether.dossier;"
        "print(tether.amend.__module__, tether.brief.__module__, tether.dossier.__module__)"
    )
    out = subprocess.run([sys.executable, "-c", import_all], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["tether.api"] * 3


@pytest.mark.parametrize("bad", [None, 3, "", LONG, "two\nlines", "nul\0", ["iraq-2015"]], ids=repr)
@pytest.mark.parametrize(
    "name",
    [
        *("open_case", "new_case", "read_charter", "read_events", "read_claims", "load_theatre", "check", "dossier"),
        *("screen", "plan", "votes", "fit", "project", "compare", "break_even", "regret", "signposts", "hindcast"),
        *("brief", "verify", "amend"),
    ],
)
def test_what_is_no_name_and_no_path_is_told_in_one_line(name, bad):
    more = {"hindcast": {"origins": "2012-10"}, "dossier": {"actor": "army"}, "new_case": {"events": "x.csv"}}
    with pytest.raises(tt.UsageError, match="; expected ") as caught:
        getattr(tt, name)(bad, **more.get(name, {}))
    assert len(str(caught.value)) < 250 and "\n" not in str(caught.value)


def test_a_disk_that_fails_is_an_input_error(monkeypatch, guard):
    def full(*_, **__):
        raise OSError(28, "No space left on device", "brief.html")

    monkeypatch.setattr(api, "_charter", full)
    with pytest.raises(tt.InputError, match=r"brief\.html: No space left"):
        tt.read_charter(guard)


# ---- reading -------------------------------------------------------------------------------------------------------


def test_open_case(iraq):
    assert isinstance(iraq, tt.Case) and "2015-06 (cut-off)" in short(iraq)
    with pytest.raises(tt.InputError, match="did you mean 'iraq-2015'"):
        tt.open_case("irak-2015")


def test_a_panel_comes_out_as_dataset_and_dataframe(iraq):
    panel = iraq.panel
    data, table = panel.to_xarray(), panel.to_dataframe()
    assert "deaths and events" in short(panel) and told(data)["cut_off"] == told(table)["cut_off"] == "2015-06"
    assert data["best"].dims == ("month", "place", "type") and data["best"].attrs["units"] == "deaths"
    assert data["unplaced_events"].attrs["units"] == "events" and str(data["month"].values[-1])[:7] == "2015-06"
    assert (data["best"].values == panel.cells.best).all()
    assert table["best"].sum() == panel.cells.best.sum() + panel.unplaced.best.sum()
    row = table[(table.month == "2014-06") & (table.place == "ninewa") & (table.type == "state-based")]
    assert row["events"].item() == data["events"].sel(month="2014-06", place="ninewa", type="state-based").item()


def test_new_case_and_read_events(rows, write, tmp_path):
    file = write([r for r in rows if r["country"] == "Iraq"])
    events = tt.read_events(file, "Iraq")
    assert "Events of Iraq" in short(events)
    assert told(events.to_dataframe())["units"]["best"] == "deaths" and len(events.to_dataframe()) == len(events)
    made = tt.new_case("iraq-own", events, where=tmp_path)
    assert made.spec.id == "iraq-own" and made.charters and made.panel.cells.events.sum()
    with pytest.raises(tt.UsageError, match="exists already"):
        tt.new_case("iraq-own", events, where=tmp_path)
    with pytest.raises(tt.InputError, match="no such file"):
        tt.read_events(tmp_path / "none.csv")
    with pytest.raises(tt.UsageError, match="country: 3"):
        tt.read_events(file, 3)


def test_read_law(tmp_path):
    (tmp_path / "law.txt").write_text("Law on the Guard\nArticle 1\nIt has ten posts.\n", "utf-8")
    law = tt.read_law(tmp_path / "law.txt")
    assert "1 articles" in short(law) and law.find("1").provision.text == "It has ten posts."
    with pytest.raises(tt.InputError, match="No such file"):
        tt.read_law(tmp_path / "none.docx")
    with pytest.raises(tt.UsageError, match="law: "):
        tt.read_law(None)


def test_read_charter(guard, tmp_path):
    charter = tt.read_charter(guard, theatre="iraq")
    assert isinstance(charter, tt.Charter) and charter.id == "my-guard" and "decided by host" in short(charter)
    with pytest.raises(tt.InputError, match="No such file"):
        tt.read_charter(tmp_path / "none.yaml")
    with pytest.raises(tt.UsageError, match="theatre: 3"):
        tt.read_charter(guard, theatre=3)
    with pytest.raises(tt.UsageError, match="no shipped theatre for 'mars'"):
        tt.read_charter(guard, theatre="mars")


def test_read_claims():
    claims = tt.read_claims("iraq", as_of="2015-06")
    table = claims.to_dataframe()
    assert "2015-06-30 (cut-off)" in short(claims) and len(table) == len(claims) and told(table)["country"] == "iraq"
    assert table["v"].dtype == float and set(table["tag"]) <= {"S", "D", "R", "J"} and table["cite"].all()
    with pytest.raises(tt.InputError, match="allowed: iraq"):
        tt.read_claims("mars")
    with pytest.raises(tt.UsageError, match="as_of: 'soon' is no date"):
        tt.read_claims("iraq", as_of="soon")


def test_load_theatre():
    assert "18 places (governorate)" in short(tt.load_theatre("Iraq"))
    with pytest.raises(tt.UsageError, match="tether new makes one"):
        tt.load_theatre("mars")


# ---- a design, an actor, a request ---------------------------------------------------------------------------------


def test_check(guard, tmp_path):
    report = tt.check(guard)
    table = report.to_dataframe()
    assert "reading" in short(report) and len(table) == len(report.findings) and told(table)["charter"] == "my-guard"
    alone = tt.check(tt.read_charter(guard), select="CMD", reading="closed", bounds={"bloc_cap": 0.5})
    assert {f.code[:3] for f in alone.findings} <= {"CMD"} and alone.settings.bloc_cap == 0.5
    for options, words in (
        ({"select": "QQQ"}, "no rule or family"),
        ({"reading": "shut"}, "expected open, closed or general"),
        ({"bounds": {"bloc": 1}}, "did you mean 'bloc_cap'"),
        ({"bounds": {"bloc_cap": "much"}}, "expected a number"),
        ({"ignore": 3}, "expected texts"),
    ):
        with pytest.raises(tt.UsageError, match=words):
            tt.check(guard, **options)
    bad = tmp_path / "bad.yaml"
    bad.write_text(DESIGN + "pay: [{via: hand}]\n", "utf-8")
    with pytest.raises(tt.InputError, match=r"bad\.yaml:3:\d+"):
        tt.check(bad)


def test_explain():
    assert tt.explain("IND03").startswith("# IND03") and "CMD01" in tt.explain()
    for bad in ("ZZZ", None, 3):
        with pytest.raises(tt.UsageError):
            tt.explain(bad)


def test_dossier(iraq):
    profile = tt.dossier("iraq-2015", "Badr Organisation")
    table = profile.to_dataframe()
    assert profile.actor.id == "badr-organisation" and "(cut-off)" in short(profile)
    assert told(table)["cut_off"] == "2015-06-30" and set(table["section"]) <= set(profile.sections) and len(table)
    assert tt.dossier(iraq, "army").store.as_of == profile.store.as_of
    empty = tt.dossier("iraq", "army", as_of="1900")
    assert list(empty.to_dataframe().columns) == list(table.columns)
    with pytest.raises(tt.UsageError, match="people have no dossier"):
        tt.dossier("iraq-2015", "Mr Nobody")
    with pytest.raises(tt.UsageError, match="'soon' is no date"):
        tt.dossier("iraq-2015", "army", as_of="soon")
    with pytest.raises(tt.UsageError, match="actor: nothing"):
        tt.dossier("iraq-2015", None)


def test_screen():
    note = tt.screen("libya-2015", decider="us")
    table = note.to_dataframe()
    assert note.verdict == "stop" and "a person signs" in short(note) and told(table)["cut_off"] == note.as_of
    assert set(table["item"]) == {i.id for i in note.items} and "stop" in set(table["result"])
    assert tt.screen(tt.open_case("libya-2015"), "us").id == note.id
    for options, words in (({}, "decider: none given"), ({"decider": "mars"}, "no decider 'mars'")):
        with pytest.raises(tt.UsageError, match=words):
            tt.screen("libya-2015", **options)
    with pytest.raises(tt.UsageError, match="no request 'iraq'"):
        tt.screen("iraq")


@pytest.mark.slow
def test_plan():
    planned = tt.plan("iraq-2015/p9-whole-units")
    table = planned.to_dataframe()
    assert "heads on" in short(planned) and told(table)["units"] == {"heads": "heads"}
    assert list(table.columns) == ["militia", "where", "heads"] and table["heads"].sum() > 0
    with pytest.raises(tt.UsageError, match="allowed: after, before"):
        planned.to_dataframe("all")


def test_plan_asks_for_one_charter_and_a_roster(guard, tmp_path):
    with pytest.raises(tt.UsageError, match="expected one of iraq-2015/p9-whole-units, iraq-2015/p10-individuals"):
        tt.plan("iraq-2015")
    with pytest.raises(tt.UsageError, match="no roster for"):
        tt.plan(guard)
    with pytest.raises(tt.InputError, match="no such file"):
        tt.plan("iraq-2015/p10-individuals", tmp_path / "none.csv")


def test_votes(iraq):
    table = tt.votes(iraq)
    assert list(table["charter"]) == ["p9-whole-units", "p10-individuals"] and told(table)["cut_off"] == "2015-06"
    one = tt.votes(iraq.charters["p10-individuals"], before="2015-06")
    assert one["passed"].item() == table["passed"][1]
    with pytest.raises(tt.InputError, match="did you mean 'iraq-2015'"):
        tt.votes("irak-2015")


# ---- futures -------------------------------------------------------------------------------------------------------


def test_project_takes_charters_paths_and_names_together(iraq, guard):
    """The package's own example: a Charter beside a name. Each is read against the case, wherever it was read first."""
    named = iraq.read_charters([tt.read_charter(guard), "p9-whole-units"])
    assert list(named) == ["status-quo", "my-guard", "p9-whole-units"] and named["my-guard"].kinds
    for one in (guard, str(guard), tt.read_charter(guard)):
        assert list(iraq.read_charters(one)) == ["status-quo", "my-guard"]


def test_a_charter_is_checked_against_the_case_like_a_file(iraq, tmp_path):
    foreign = tmp_path / "foreign.yaml"
    foreign.write_text(DESIGN + "induction: [{id: a, from: moon-men, into: army}]\n", "utf-8")
    charter = tt.read_charter(foreign)
    with pytest.raises(tt.InputError, match=r"foreign\.yaml:3:\d+: induction\.0\.from: 'moon-men'") as alone:
        iraq.read_charters(charter)
    with pytest.raises(tt.InputError) as by_path:
        iraq.read_charters(foreign)
    assert str(alone.value) == str(by_path.value)


def test_a_clash_of_ids_and_a_changed_charter_are_told(iraq, guard):
    mine = tt.read_charter(guard)
    with pytest.raises(tt.InputError, match=r"guard\.yaml: id 'my-guard' twice"):
        iraq.read_charters([mine, mine])
    with pytest.raises(tt.InputError, match="id 'p9-whole-units' twice"):
        iraq.read_charters(["p9-whole-units", iraq.charters["p9-whole-units"]])
    changed = mine.model_copy(update={"waivers": ()})
    with pytest.raises(tt.InputError, match="changed in memory"):
        iraq.read_charters([changed])
    with pytest.raises(tt.InputError, match="made in memory"):
        iraq.read_charters([tt.Charter.model_validate({"charter": "0.2"})])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"charters": 3}, "charters: 3; expected names, paths or Charters"),
        ({"charters": [None]}, r"charter: nothing \(None\)"),
        ({"charters": [LONG]}, "a text of 5,000 characters"),
        ({"charters": ["p99"]}, "no charter 'p99' in case iraq-2015"),
        ({"months": 0}, "months: 0.*from 1 to 36"),
        ({"seed": "seven"}, "seed: 'seven'"),
        ({"workers": 0}, "workers: 0"),
        ({"precision": "higher"}, "expected normal, high, worlds"),
    ],
)
def test_project_refuses_what_it_cannot_run_before_it_runs(iraq, options, words):
    with pytest.raises(tt.UsageError, match=words):
        tt.project(iraq, **options)


def test_fit_and_its_clouds(study, monkeypatch, iraq):
    monkeypatch.setattr(Case, "fit", lambda self, seed=None: (study.posterior, seed))
    posterior, seed = tt.fit(iraq, seed=7)
    data = posterior.to_xarray()
    assert seed == 7 and "(cut-off)" in short(posterior) and data.attrs["cut_off"] == "2015-06"
    assert data["m"].dims == ("place", "particle") and all(v.attrs["units"] for v in data.data_vars.values())
    assert np.array_equal(data["m"].values, np.asarray(posterior.state.m))
    with pytest.raises(tt.UsageError, match="seed: -1"):
        tt.fit(iraq, seed=-1)


def test_project_and_its_draws(study):
    data = study.to_xarray()
    assert isinstance(study, tt.Study) and isinstance(data, xr.Dataset) and study.case.spec.seed == 7
    assert "2015-06 (cut-off)" in short(study) and data.attrs["cut_off"] == "2015-06"
    assert all(v.attrs["units"].endswith("a month") for v in data.data_vars.values())


def test_compare(study):
    table = tt.compare(study)
    assert told(table)["units"] == "deaths over 4 months" and told(table)["cut_off"] == "2015-06"
    assert (
        len(table) == 5
        and table["value"].tolist() == study.table[study.table["outcome"] == study.outcome]["value"].tolist()
    )
    assert not study.table.attrs, "the study's own table, which is written to files, is not touched"
    assert told(tt.compare(study, "legitimacy_kin"))["units"].endswith("at the horizon")
    for bad in ("deathz", 3, ""):
        with pytest.raises(tt.UsageError, match="allowed: "):
            tt.compare(study, bad)


def test_break_even_regret_and_signposts_are_of_one_judgement(study):
    assert study.judgement is study.judgement
    assert {"value", "lo", "hi", "unit"} <= set(tt.break_even(study)) and told(tt.break_even(study))[
        "case"
    ] == "iraq-2015"
    assert told(tt.regret(study))["units"] == "deaths over 4 months" and len(tt.regret(study)) == 10
    assert {"threshold", "unit", "by", "right"} <= set(tt.signposts(study)) and told(tt.signposts(study))["seed"] == 7


def test_a_study_that_compares_nothing_says_so(study, iraq):
    from dataclasses import replace

    alone = replace(
        study, projected=None, silent="The case names no option.", table=pd.DataFrame(), breaks=pd.DataFrame()
    )
    for entry in (tt.compare, tt.break_even, tt.regret, tt.signposts):
        with pytest.raises(tt.UsageError, match="nothing is compared in iraq-2015: The case names no option"):
            entry(alone)


@pytest.mark.slow
def test_amend(tmp_path):
    law = tmp_path / "law.yaml"
    law.write_text('charter: "0.3"\nmeta: {id: paid}\nforces: [{id: g}]\npay: [{force: g, via: commander}]\n', "utf-8")
    found = tt.amend(law)
    assert found.proved and len(found.edits) == 1 and short(found) and "via: commander" not in found.text
    assert tt.amend(law, red_lines=["pay"]).conflict
    with pytest.raises(tt.UsageError, match="votes-in: 'middle'"):
        tt.amend(law, votes_in="middle")
    with pytest.raises(tt.UsageError, match="give it alone"):
        tt.amend(law, case="iraq-2015", theatre="iraq")


def test_brief_and_verify(study, iraq, tmp_path):
    page = tt.brief(study, tmp_path / "brief.html")
    assert page.read_text("utf-8").startswith("<!doctype html>")
    for bad in (tmp_path, tmp_path / "none" / "brief.html"):
        with pytest.raises(tt.InputError, match="expected the path of a file to write"):
            tt.brief(study, bad)
    found = tt.verify(study.write_run(tmp_path / "runs"))
    assert found.reproduced and "byte for byte" in short(found)


def test_verify_needs_a_folder(tmp_path):
    with pytest.raises(tt.InputError, match=r"no manifest\.json"):
        tt.verify(tmp_path)
    with pytest.raises(tt.UsageError, match="workers: 0"):
        tt.verify(tmp_path, workers=0)


def test_hindcast(tmp_path):
    counts = np.random.default_rng(1).poisson(3.0, (2, 60)).astype(float)
    series = Series(("north", "south"), np.datetime64("2010-01"), counts, np.minimum(counts, 2.0), name="made-up")
    done = tt.hindcast(series, origins=["2013-12"], leads="1-2", draws=10, unit="country")
    table = done.to_dataframe()
    assert "data up to 2014-12" in short(done) and set(table["origin"]) == {"2013-12"} and done.folder is None
    assert "bits" in told(table)["units"] and {"core", "nb-12"} <= set(table["forecaster"])
    for options, words in (
        ({"origins": "soon"}, "origin 'soon'"),
        ({"origins": "2013-12", "leads": "0-3"}, "leads '0-3'"),
        ({"origins": "1999-12"}, "outside the data"),
    ):
        with pytest.raises(tt.InputError, match=words):
            tt.hindcast(series, **options)
    with pytest.raises(tt.UsageError, match="draws: 1 "):
        tt.hindcast(series, origins="2013-12", draws=1)


def test_after_designs(tmp_path):
    found = tt.after_designs()
    table = found.to_dataframe()
    assert "placebo dates" in short(found) and told(table)["cut_off"] and set(table["whose"]) == {"shipped"}
    with pytest.raises(tt.UsageError, match="give both"):
        tt.after_designs(events="events.csv")
    with pytest.raises(tt.InputError, match=r"none\.csv"):
        tt.after_designs(tmp_path / "none.csv")


def test_facts():
    record = tt.facts()
    table, shocks = record.to_dataframe(), tt.facts("iraq").to_dataframe("shocks")
    assert "policy shocks scored" in short(record) and table["unit"].all() and told(table)["cut_off"]
    assert 0 < shocks["shock"].nunique() < record.to_dataframe("shocks")["shock"].nunique()
    with pytest.raises(tt.UsageError, match="allowed: facts, shocks"):
        record.to_dataframe("all")
    for bad in ("mars", 3):
        with pytest.raises(tt.UsageError, match="country: "):
            tt.facts(bad)


# ---- the pages that a newcomer reads first -------------------------------------------------------------------------


def blocks(page):
    return re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text("utf-8"), flags=re.M | re.S)


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "docs/tutorials/first-ten-lines.md", "src/tether/__init__.py"])
def test_the_first_pages_run(page, study, guard, monkeypatch):
    """Each page's Python, as it stands, in a folder with a guard.yaml; only what is drawn is smaller."""
    whole = Case.project
    monkeypatch.setattr(Case, "project", lambda self, *args, **options: whole(self.with_(**SMALL), *args, **options))
    monkeypatch.chdir(guard.parent)
    code = blocks(page) or [re.sub(r"^    ", "", "\n".join(tt.__doc__.split("\n\n")[1:3]), flags=re.M)]
    assert any("tt." in c for c in code)
    exec(compile("\n".join(code), page, "exec"), {})
    assert (guard.parent / "brief.html").exists()
