"""A small study of Iraq judged whole, and the verb that prints it."""

import json

import numpy as np
import pytest

from tether.brief.reason import judgement_tables
from tether.cli import main
from tether.decisions.communities import losses, parts_by_people
from tether.decisions.costs import months_to_intake
from tether.decisions.differences import compare, leading
from tether.decisions.inputs import inputs_of
from tether.decisions.stability import permuted
from tether.futures.outcomes import ORDER_OUTCOMES
from tether.futures.project import end_outcomes, project_charters, record_outcomes_of, theories_of
from tether.futures.worlds import ground_of
from tether.randomness.sizes import Sizes
from tether.study import Case, open_case
from tether.study.judgement import judgement_of, thresholds, with_leave_one_out

SMALL = Sizes(points=8, particles=2, block=4)


@pytest.fixture(scope="module")
def study():
    return open_case("iraq-2015").with_(sizes=SMALL, filter=64, horizon_months=4).project()


@pytest.fixture(scope="module")
def found(study):
    return judgement_of(study)


def test_the_judgement_is_of_the_leading_outcome_under_every_theory(study, found):
    assert found.outcome == study.outcome == "civilian_deaths" and found.regret.theories == theories_of(study.projected)
    for name in ("regret", "satisficing", "shares", "signposts", "boxes"):
        assert set(judgement_tables(found)[name]["theory"]) == set(theories_of(study.projected)), name


def test_every_input_that_varies_is_named_and_lies_in_the_assumptions(study):
    drawn = inputs_of(study.worlds, study.case.setting, study.pairs, study.basis)
    assert set(study.worlds.parameters) >= {s for s in drawn if "." not in s} and "size.insurgent" in drawn
    assert all(d.values.shape == (5, SMALL.points) and d.meaning and d.source for d in drawn.values())


def test_the_records_thresholds_count_the_months_before_the_cut_off(study):
    whole, half = thresholds(study)
    assert whole.most == study.case.panel.cells.civilians[-4:].sum() and half.most == whole.most / 2


def test_in_a_world_without_effect_nothing_is_distinguishable(study):
    """Every mechanism off: charters turn levers that nothing reads, and every world ties."""
    setting = study.case.setting
    idle = project_charters(study.basis, study.worlds, ground_of(setting), setting.groups, study.pairs, active=())
    table = compare(idle)
    assert {o.id for o in ORDER_OUTCOMES if o.compared} < set(table["outcome"])
    assert (table["worlds_tied"] == table["worlds_total"]).all() and not table["distinguishable"].any()
    assert months_to_intake(idle, study.pairs).empty and permuted(idle).conclusions == 0
    people = parts_by_people(setting.people, {})
    assert not losses(idle, leading(idle), study.outcome, people)["distinguishable"].any()


def test_codings_of_words_are_inputs_whose_share_can_be_told(study, found):
    drawn = inputs_of(study.worlds, study.case.setting, study.pairs, study.basis)
    fields = {s for s in drawn if s.startswith("coding.")}
    assert {"coding.induction.mode", "coding.aid.army", "coding.trust.officer_posts"} <= fields
    ranks = np.stack([drawn[s].values[0] for s in sorted(fields)])
    assert len({r.tobytes() for r in ranks}) == len(fields), "each field has a rank of its own"
    assert fields <= set(found.value_of_information["symbol"])
    alone = inputs_of(study.worlds, study.case.setting, study.pairs[:1], study.basis)
    assert "coding.induction.mode" not in alone, "a word that no charter uses has no row"


def test_leaving_out_a_source_runs_the_study_again_without_it(study, found):
    shaken = with_leave_one_out(found, study, SMALL).leave_one_out
    used = {c.source.id for c in study.case.setting.claims_used}
    assert {d.id for d in shaken.drops if d.kind == "source"} == used and shaken.points == SMALL.points
    assert {d.id for d in shaken.emptied} <= used | {"recalled"}
    assert {d.kind for d in shaken.drops} >= {"source", "words", "ties"}


def test_the_verb_prints_the_table_and_ends_in_sentences_with_their_ground(study, monkeypatch, capsys):
    monkeypatch.setattr(Case, "project", lambda self, *_, **__: study)
    assert main(["compare", "iraq-2015", "--theory", "settlement"]) == 0
    told = capsys.readouterr().out
    table, sentences = told.split("\n\n- ", 1)
    assert table.index("Settlement") < table.index("Article") and "8 assumed worlds under each of 5 theories" in table
    for needed in (
        "five theories",
        "Not observed",
        "claims from",
        "Uppsala",
        "No option is dominated",
        "by the people of the place",
        "armed men who obey their own commander",
        "caught up with its plan",
        "as claimed",
        "assumed worlds",
    ):
        assert needed in sentences, needed


def test_the_verb_prints_json_whose_sentences_cite_its_rows(study, monkeypatch, capsys):
    monkeypatch.setattr(Case, "project", lambda self, *_, **__: study)
    assert main(["compare", "iraq-2015", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["comparison"]) == len(study.compare()) and told["sentences"] and told["anchored"] is True
    assert {"regret", "boxes", "information", "stability"} <= set(told)


@pytest.mark.parametrize(("option", "value"), [("--theory", "artikel"), ("--outcome", "deathz")])
def test_an_unknown_theory_or_outcome_is_a_usage_error(option, value, study, monkeypatch, capsys):
    monkeypatch.setattr(Case, "project", lambda self, *_, **__: study)
    assert main(["compare", "iraq-2015", option, value]) == 2
    assert "(allowed: " in capsys.readouterr().err


def test_the_watched_parts_add_up_to_the_one_sided_events_and_change_no_draw(study):
    setting = study.case.setting
    whole = project_charters(
        study.basis,
        study.worlds,
        ground_of(setting),
        setting.groups,
        study.pairs[:2],
        watch={"all": np.ones(len(study.basis.places), bool)},
    )
    (seen,) = whole["part_events"].values  # (pair, theory, point, month, particle)
    assert (study.projected["part_events"].values[:, :2].sum(axis=0) == seen).all() and seen.any()
    assert (whole["deaths"].values == study.projected["deaths"].values[:2]).all()


def test_the_futures_are_told_by_sponsor_and_host_with_units_and_cut_off(study):
    futures = study.futures
    assert futures["deaths"].dims == ("sponsor", "host", "theory", "point", "month", "particle")
    assert np.shares_memory(futures["deaths"].values, study.projected["deaths"].values), "nothing is copied"
    for i, pair in enumerate(study.pairs):
        told = futures["deaths"].sel(sponsor=pair.sponsor, host=pair.host)
        assert (told.values == study.projected["deaths"].values[i]).all()
    assert futures.attrs == {"cut_off": str(study.case.spec.cut_off), "seed": study.case.spec.seed}
    assert all(
        futures[o].attrs["units"] for o in (*record_outcomes_of(study.projected), *end_outcomes(study.projected))
    )
    assert futures["month"].values[0] == str(study.case.spec.cut_off + 1)
