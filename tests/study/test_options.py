"""The fourteen options of the article, for both cases: they load, name who decides and where they come from."""

import shutil

import pytest

from tether.cli import main
from tether.errors import UsageError
from tether.study import open_case
from tether.study.futures import pairs_of

OPTIONS = {
    "sponsor": ("p1-stay-out", "p2-train-army", "p3-bypass", "p4-aid-militias", "p5-conditional", "p6-back-umbrella"),
    "host": (
        *("p7-redeploy", "p8-flip", "p9-whole-units", "p10-individuals", "p11-individuals-sharing"),
        *("p12-individuals-sharing-exits", "p13-federal", "p14-rebuild-army"),
    ),
}


@pytest.fixture(scope="module", params=["iraq-2015", "libya-2015"])
def case(request):
    return open_case(request.param)


def test_each_option_is_somebodys_choice_with_a_source(case):
    for decider, names in OPTIONS.items():
        charters = case.read_charters(names)
        assert set(names) <= set(charters)
        for name in names:
            charter = charters[name]
            assert charter.decider == decider and charter.starts == "2015-07", name
            assert charter.sources and all(s.quote or s.cite for s in charter.sources), name


def test_the_guards_differ_only_in_what_their_names_say(case):
    charters = case.read_charters(OPTIONS["host"])
    p10, p11, p12 = (charters[n] for n in OPTIONS["host"][3:6])
    assert p10.induction == p11.induction == p12.induction and p10.trust == p11.trust == p12.trust
    assert not p10.sharing and p11.sharing == p12.sharing and not p11.exits and p12.exits
    assert {s.into for s in charters["p9-whole-units"].induction} == {s.into for s in p10.induction}


def test_every_pair_compiles_and_hosts_options_turn_levers(case):
    names = (*OPTIONS["sponsor"], *OPTIONS["host"])
    pairs = pairs_of(case, case.read_charters(names))
    assert len(pairs) == 7 * 9
    base = {(s.lever, s.group): (s.low, s.high) for s in pairs[0].settings}
    for pair in (p for p in pairs if p.sponsor == "status-quo" and p.host != "status-quo"):
        last = {(s.lever, s.group): (s.low, s.high) for s in pair.settings}
        assert last != base, pair.host


def test_the_option_in_phases_is_staged_and_the_model_can_read_its_tests_and_triggers(case):
    pair = pairs_of(case, case.read_charters(["p15-in-phases"]))[1]
    course = pair.courses[1]
    assert pair.staged and pair.stages == 3 and not course.unread
    assert [(len(p.tests), len(p.triggers)) for p in course.phases] == [(1, 1), (1, 1)] and course.every == 6
    phases = {(s.section, s.phase) for s in pair.settings if s.phase}
    assert phases == {("induction", 1), ("induction", 2), ("sharing", 2)}


def test_precision_is_normal_high_or_worlds(case):
    assert case.at_precision("normal") is case
    assert (case.at_precision("high").spec.sizes.points, case.at_precision("high").spec.sizes.particles) == (1024, 16)
    wide = case.at_precision("worlds").spec.sizes
    assert (wide.points, wide.particles) == (4096, 8)
    with pytest.raises(UsageError, match="expected normal, high, worlds"):
        case.at_precision("low")


@pytest.fixture
def folder(tmp_path):
    """Give a function that changes keys of case.yaml in a copy of the case's folder; None takes a key out."""
    own = shutil.copytree(open_case("libya-2015").spec.folder, tmp_path / "mine")

    def change(**keys):
        lines = (own / "case.yaml").read_text("utf-8").splitlines()
        kept = [line for line in lines if line.partition(":")[0] not in keys]
        (own / "case.yaml").write_text("\n".join([*kept, *(f"{k}: {v}" for k, v in keys.items() if v)]) + "\n", "utf-8")
        return own

    return change


def test_a_case_without_its_status_quo_is_told_so_in_one_line(folder, tmp_path, capsys):
    own = folder(id="mine", status_quo="gone")
    for verb in (["brief", str(own), "--runs", str(tmp_path / "runs")], ["compare", str(own)]):
        assert main(verb) == 3
        said = capsys.readouterr().err
        assert "status_quo: no charter 'gone'; expected the charter of things as they are" in said
        assert said.count("\n") == 1 and not (tmp_path / "runs" / "mine").exists()
