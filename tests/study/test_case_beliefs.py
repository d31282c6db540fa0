"""A case with a file of beliefs: what they moved is in the brief, the manifest carries them, verify reproduces."""

import json
import shutil

import pytest

from tether.brief.reason import judgement_tables
from tether.brief.restraint import faults
from tether.cli import main
from tether.documents.file_list import seal
from tether.errors import InputError
from tether.randomness.sizes import Sizes
from tether.study import Case, open_case
from tether.study.judgement import judgement_of, with_beliefs
from tether.study.verify_run import verify_run

SIZES = Sizes(points=8, particles=2, block=4)  # as in the other tests of this room: compiled once
TEXT = """beliefs:
  - {symbol: home_effect, theories: all, low: 0.5, middle: 0.7, high: 0.9, author: Desk, reason: Two sweeps backfired}
  - {symbol: size.insurgent, theories: [patron], low: 1000, middle: 2000, high: 3000, author: Desk, reason: A count}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    path = tmp_path_factory.mktemp("beliefs") / "mine.yaml"
    path.write_text(TEXT, "utf-8")
    case = open_case("iraq-2015").with_(sizes=SIZES, filter=64, horizon_months=4, worlds=str(path))
    return case.project()


@pytest.fixture(scope="module")
def found(study):
    return with_beliefs(judgement_of(study), study, SIZES)


@pytest.fixture(scope="module")
def run(study, tmp_path_factory):
    return study.write_run(tmp_path_factory.mktemp("runs"), "tether brief iraq-2015 --worlds mine.yaml")


def test_the_study_believes_and_the_status_quo_is_still_the_cores(study):
    assert study.anchored and study.worlds.parameters["home_effect"].min() >= 0.5
    rows = study.breaks[study.breaks["symbol"] == "home_effect"]
    assert (rows["range_lo"] >= 0.5).all()


def test_what_the_beliefs_moved_is_said_together_and_one_by_one(study, found):
    moved = found.effect_of_beliefs
    assert [d.id for d in moved.leave_one_out.drops] == ["beliefs", "home_effect", "size.insurgent"]
    assert (moved.medians["believed"] != moved.medians["authored"]).any()
    assert set(moved.ranges["theory"][moved.ranges["symbol"] == "size.insurgent"]) == {"patron"}
    assert moved.ranges["authored_hi"].tolist() != moved.ranges["hi"].tolist()
    assert {"beliefs", "moved_medians", "moved_study"} <= set(judgement_tables(found))


def test_leaving_a_belief_out_gives_the_authored_study(study, found):
    """The run without beliefs is the run of the same case that never held any."""
    from dataclasses import replace

    from tether.decisions.effect_of_beliefs import belief_drops
    from tether.study.judgement import _small

    plain = Case(replace(study.case.spec, worlds=""))
    without = _small(study, SIZES, belief_drops(study.case.beliefs)[0])
    never = plain.project()
    assert with_beliefs(found, never) is found
    assert (without["deaths"].values == never.projected["deaths"].values).all()


def test_the_brief_shows_them_in_sections_7_and_9(run):
    page = next(run.glob("*-annex.html")).read_text("utf-8")
    brief = (run / "brief.html").read_text("utf-8")
    assert faults(page) == faults(brief) == [] and "What the user’s own beliefs moved" in brief
    for needed in (
        "What the user’s own beliefs moved",
        "The user’s own beliefs",
        "Two sweeps backfired",
        "believed to lie",
    ):
        assert needed in page, needed


def test_the_manifest_carries_them_and_verify_reproduces(run, tmp_path):
    told = json.loads((run / "manifest.json").read_text("utf-8"))
    assert [b["symbol"] for b in told["beliefs"]] == ["home_effect", "size.insurgent"]
    assert (run / "worlds.yaml").read_text("utf-8") == TEXT and verify_run(run).reproduced
    copy = shutil.copytree(run, tmp_path / "run")
    (copy / "worlds.yaml").write_text(TEXT.replace("0.5", "0.4"), "utf-8")
    assert any("changed: worlds.yaml" in fault for fault in verify_run(copy).faults)
    seal(copy, told)
    with pytest.raises(InputError, match=r"inputs\.worlds: worlds: worlds\.yaml of"):
        verify_run(copy)
    (copy / "worlds.yaml").unlink()
    seal(copy, told)
    with pytest.raises(InputError, match="no file of beliefs"):
        verify_run(copy)


@pytest.mark.parametrize("verb", [["compare", "iraq-2015"], ["brief", "iraq-2015", "--dry-run"]])
def test_a_faulty_file_stops_both_verbs_before_anything_runs(verb, tmp_path, capsys):
    path = tmp_path / "mine.yaml"
    path.write_text(TEXT.replace("home_effect", "home_efect").replace("low: 1000", "low: -1"), "utf-8")
    assert main([*verb, "--worlds", str(path)]) == 3
    told = capsys.readouterr().err
    assert "mine.yaml:2:" in told and "did you mean 'home_effect'" in told and "mine.yaml:3:" in told


def test_a_word_can_be_believed_under_all_theories_alone(tmp_path):
    path = tmp_path / "mine.yaml"
    row = (
        "  - {{symbol: induction.mode=mixed, theories: {}, low: 0.8, middle: 0.85, high: 0.9, author: A, reason: b}}\n"
    )
    path.write_text("beliefs:\n" + row.format("all"), "utf-8")
    assert open_case("iraq-2015").with_(worlds=str(path)).beliefs[0].quantiles[1:4] == (0.8, 0.85, 0.9)
    path.write_text("beliefs:\n" + row.format("patron"), "utf-8")
    with pytest.raises(InputError, match="read alike under every one"):
        _ = open_case("iraq-2015").with_(worlds=str(path)).beliefs
