"""What happened after: cross-fitted rows, placebo dates, the freeze, and the numbers that rest on them."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from tether.charter import library
from tether.charter.read import read_charter
from tether.cli import main
from tether.errors import InputError, UsageError
from tether.forecast.core_forecaster import CoreForecaster
from tether.forecast.many_origins import paths_at
from tether.forecast.mixture import gate
from tether.forecast.series import Series
from tether.precedents import after_designs as room
from tether.precedents import country_months, left_out, outlooks, placebo, theories_tried
from tether.precedents import placebo_test as test
from tether.precedents.after_designs_page import after_designs_page, picture
from tether.precedents.agreements import BaseRate, relapse_overturned
from tether.precedents.designs import CONTRASTS, DesignFile, dated_designs, freeze_hash
from tether.precedents.designs_alike import codes_of
from tether.precedents.shrunk_effects import fit_effects
from tether.randomness.noise import Noise
from tether.report.markdown import as_markdown


@pytest.fixture(scope="module")
def study():
    return room.after_designs()


# --- the freeze -------------------------------------------------------------------------------------------------------


def test_the_scores_were_made_for_the_frozen_coding_and_say_so():
    assert outlooks.stamp()["coding"] == freeze_hash()
    assert outlooks.stamp() == outlooks.stamp_now()


def test_scores_of_another_coding_are_refused(monkeypatch):
    monkeypatch.setattr(room, "freeze_hash", lambda: "another")
    with pytest.raises(InputError, match="another coding"):
        room._base.__wrapped__()


def test_workers_change_no_byte():
    wanted = [("Comoros", "2004-04"), ("Djibouti", "2004-04")]
    found = [outlooks.outlooks_text(outlooks.outlooks(wanted, again=True, workers=n).values()) for n in (1, 2)]
    assert found[0] == found[1] and found[0].count("\n") == 3


# --- cross-fitting ----------------------------------------------------------------------------------------------------


def test_an_early_origin_is_forecast_by_a_row_that_has_not_seen_the_country():
    early = np.datetime64("1994-10")
    assert gate(early, "country", "mix") is None
    rows = left_out._rows()
    names = sorted(set(rows) - {left_out.EVERYBODY})
    for number, name in enumerate(names):
        folds = {r["fold"] for r in rows[name]}
        assert folds == {str(number % 8)}  # dealt as scripts/fit_left_out.py deals them: its fold was fitted without it
    for name in ("Angola", "Burundi"):
        basis = left_out.find_for(name)(early, "country", "mix")
        mine = [float(r["bias"]) for r in rows[name]]
        assert basis.gate.bias.tolist() == mine
        assert mine != [float(r["bias"]) for r in rows[left_out.EVERYBODY]]
    late = left_out.find_for("Angola")(np.datetime64("2012-10"), "country", "mix")
    assert late.gate.origin <= np.datetime64("2012-10")


def test_a_row_that_has_seen_the_country_is_refused(monkeypatch):
    with pytest.raises(InputError, match="fitted with Angola"):
        left_out.check_not_seen(left_out.EVERYBODY, "Angola")
    monkeypatch.setattr(left_out, "left_out_row", lambda country: left_out.EVERYBODY)
    with pytest.raises(InputError, match="fitted with Angola"):
        left_out.find_for("Angola")(np.datetime64("1994-10"), "country", "mix")


def test_one_pass_gives_the_bytes_of_a_forecast_by_itself():
    months = 40
    deaths = np.array([[3.0 + (m * 7) % 11 for m in range(months)]])
    series = Series(("x",), np.datetime64("2009-01"), deaths, np.ceil(deaths / 3), ("x",), "x")
    got = dict(paths_at(series, ("2011-06", "2011-12"), 6, 200, Noise(1), particles=16))
    alone = CoreForecaster("mix", "country", 16)(series.until("2011-12"), tuple(range(1, 7)), 200, Noise(1))
    assert np.array_equal(got["2011-12"], alone[0])


# --- the record, and what is refused or widened -----------------------------------------------------------------------


def test_what_cannot_be_judged_is_refused_and_what_is_widened_is_told():
    record = country_months.country_record
    assert "before South Sudan's record" in record("South Sudan", "2012-02").why
    assert "only" in record("Iraq", "2018-06").why
    assert "no record of Philippines" in record("Philippines", "1996-11").why
    assert "% of the deaths" in record("Nepal", "2003-01").why
    split = record("Sudan", "2010-06")
    assert "splits within the window" in split.notes[0]
    assert split.series.deaths.sum() > country_months.own_series("Sudan").deaths.sum()
    short = record("Central African Republic", "2019-02")
    assert "23 of 24 months" in short.notes[0]


def test_two_designs_in_one_month_count_once():
    first, *_ = dated_designs()
    other = dataclasses.replace(first, id="other", codes={**first.codes, "entry": "mixed", "context": "post"})
    (joined,), notes = room.one_a_month([first, other])
    assert joined.codes["context"] == "unknown" and joined.codes["sharing"] == first.codes["sharing"]
    assert "count once" in notes[0]


def test_finished_countries_are_taken_up_again(tmp_path, monkeypatch):
    calls = []

    def cheap(series, origins, months, draws, noise, find, pull):
        for origin in sorted(origins):
            calls.append(origin)
            yield origin, np.full((months, draws), 2.0, np.float32)

    monkeypatch.setattr(outlooks, "paths_at", cheap)
    months = ("1996-04", "1999-10")
    once = outlooks.one_country("Burundi", months, None, tmp_path)
    again = outlooks.one_country("Burundi", months, None, tmp_path)
    assert calls == ["1996-03", "1999-09"]
    assert outlooks.outlooks_text(once) == outlooks.outlooks_text(again)
    assert once[0].median == 48.0 and once[0].months == 24


# --- placebo dates ----------------------------------------------------------------------------------------------------


def test_placebo_months_follow_the_rule():
    keys = [(d.country, d.month) for d in dated_designs()]
    pool = placebo.placebo_pool(keys)
    number = {c: [placebo._number(m) for k, m in placebo.design_months() if k == c] for c, _ in keys}
    some = 0
    for (country, month), found in pool.items():
        level = placebo.last_year(country_months.own_series(country), month) if found.months else 0
        for date in found.months:
            some += 1
            ratio = (placebo.last_year(country_months.own_series(country), date) + 6) / (level + 6)
            assert 1 / found.factor <= ratio <= found.factor
            assert min(abs(placebo._number(date) - n) for n in number[country]) > placebo.APART
    assert some > 600


def _made_up(shift=0.0, seed=3):
    rng = np.random.default_rng(seed)
    clusters, y = [], []
    months = tuple(str(np.datetime64("1990-01") + 24 * k) for k in range(9))
    for number in range(40):
        pool = rng.normal(rng.normal(0, 0.5), 1.0, 9)
        clusters.append(test.EventCluster(f"c{number}", (number,), months, pool))
        y.append(pool.mean() + rng.normal() + shift * (number % 2))
    keys = tuple((f"c{n:02d}", "2011-01") for n in range(40))
    return test.EventTable(keys, np.array(y), np.full(40, 0.5), tuple(clusters), ()), np.arange(40) % 2


def test_the_placebo_test_is_of_its_size_and_finds_what_is_there():
    table, sides = _made_up()
    tried = test.try_procedure(table, sides, "made-up", 400)
    assert tried.ks_p > 0.01 and 0.02 <= tried.size <= 0.08
    assert tried.power[2.0] > 0.95 > tried.power[0.5]
    far, _ = _made_up(shift=3.0)
    found = test.compare_sides(far, sides, [""] * 40, "made-up")
    assert found.placebo_p < 0.01 and found.permutation_p < 0.01


def test_a_month_that_misses_by_far_is_among_those_dealt():
    """Ten events of one country hang on one month: where now and then a month misses by far, that is no difference."""
    rng = np.random.default_rng(5)
    months = tuple(str(np.datetime64("1990-01") + 24 * k) for k in range(9))
    pools = [rng.normal(0, 1, 9) for _ in range(20)]
    pools[0][4] = 9.0
    heads = [tuple(range(10)), *((9 + k,) for k in range(1, 20))]
    clusters = tuple(
        test.EventCluster(f"c{n}", r, months, y) for n, (r, y) in enumerate(zip(heads, pools, strict=True))
    )
    keys = tuple((f"c{n:02d}", "2011-01") for n in range(29))
    table = test.EventTable(keys, np.zeros(29), np.full(29, 0.5), clusters, ())
    tried = test.try_procedure(table, (np.arange(29) < 14).astype(np.int64), "far", 400)
    assert (tried.p_values < 0.01).mean() <= 0.02  # without its own month among them, the far one stands out each time
    assert tried.size <= 0.08 and tried.power[2.0] > tried.size


def test_what_the_placebo_dates_show_is_taken_off():
    """The difference of designs stays when the forecast's own misses move; the number against placebo dates moves."""
    table, sides = _made_up()
    before = test.compare_sides(table, sides, [""] * 40, "made-up")
    missed = tuple(dataclasses.replace(c, y=c.y + 2.0 * (c.rows[0] % 2)) for c in table.clusters)
    after = test.compare_sides(dataclasses.replace(table, clusters=missed), sides, [""] * 40, "made-up")
    assert after.difference == before.difference
    assert after.against == pytest.approx(before.against - 2.0)
    assert after.placebo_p < 0.01 < before.placebo_p
    none = dataclasses.replace(table, clusters=())
    assert np.isnan(test.compare_sides(none, sides, [""] * 40, "made-up").against)


def test_every_outlook_that_a_number_rests_on_is_shipped():
    wanted = {k for k in room.wanted_outlooks() if country_months.country_record(*k).series is not None}
    assert wanted == set(outlooks.shipped_outlooks())
    assert len(wanted) > 1000


# --- the model, theories, words ---------------------------------------------------------------------------------------


def test_the_hierarchical_model_finds_an_effect_and_pools_noise():
    rng = np.random.default_rng(1)
    x = np.column_stack([rng.choice([-0.5, 0.5], 200), rng.choice([-0.5, 0.5], 200)])
    land = [f"c{n % 10}" for n in range(200)]
    y = 0.3 + 1.2 * x[:, 0] + rng.normal(0, 0.9, 200)
    fit = fit_effects(y, x, np.arange(200) < 100, land, np.ones(200), ("one", "two"))
    low, high = fit.interval("one")
    assert low < 1.2 < high and low > 0.5
    assert abs(fit.effect("two")) < 0.3
    assert fit.predict([0.5, 0.0], "c1")[0] > fit.predict([-0.5, 0.0], "c1")[0]


def test_e_value_of_a_known_ratio():
    assert test.e_value(np.log(2) / 0.91, 1.0) == pytest.approx(2 + np.sqrt(2))


def test_a_theory_gains_where_the_record_has_its_signs():
    from tether.armed_order.theories import THEORIES

    names = tuple(c.id for c in CONTRASTS)
    assert set(theories_tried.expected_signs()) == {t.id for t in THEORIES}
    noise = 0.04 * np.eye(5)
    flat = theories_tried.log_likelihood(np.zeros(5), noise, np.zeros((1, 5)))
    assert flat == pytest.approx(-0.5 * (5 * np.log(2 * np.pi) + np.log(np.linalg.det(noise))))
    best = theories_tried.theories_tried(np.array([0.8, -0.8, -0.8, 0.8, 0.0]), noise, names)[0]
    assert best.theory == "article"
    fits = theories_tried.theories_tried(np.zeros(5), noise, names)
    assert sum(f.weight for f in fits) == pytest.approx(1.0)


def test_every_sentence_names_selection_and_what_would_overturn_it(study):
    for compared in (*study.compared, *study.agreements):
        assert room.SELECTION in compared.said
        assert "cause" not in compared.said
        assert "out of nothing" in compared.overturned


def test_the_page_says_what_would_overturn_each_of_its_parts(study):
    page = as_markdown(after_designs_page(study, trials=0))
    _, *parts = page.split("\n## ")
    said = {part.split("\n")[0].split(". ", 1)[1]: part for part in parts}
    for title in ("Sides compared", "All clauses at once", "Agreements, machine-read"):
        assert "idden cause" in said[title]
    assert "would overturn that it foretells too little" in said["Placebo dates, size and power"]
    assert said["Theories on trial"].count("without ") >= len(CONTRASTS)
    assert said["Base rates"].count("would make the two") == 2


def test_what_would_overturn_a_rate_is_counted():
    rate = BaseRate(39, 11, 38, 6, "")
    assert rate.overturned.startswith("5 endings fewer") and "0.27" in rate.overturned
    found = relapse_overturned((("one", 10, 1), ("two", 20, 10), ("none", 0, 0)))
    assert "lowest after one and highest after two: 4 wars more of the 10" in found


def test_the_picture_has_a_dot_for_each_design_of_each_strip(study):
    expected = sum(c.side(s.design.codes) is not None for c in CONTRASTS for s in study.scores)
    assert picture(study).count("<circle") == expected
    assert len(study.to_dataframe()) == len(study.scores)
    compared = study.to_dataframe("compared")
    assert len(compared) == len(study.compared) + len(study.agreements) and "lot" in compared["said"][0]
    with pytest.raises(UsageError, match="designs or compared"):
        study.to_dataframe("others")
    assert {i for i, _ in study.refused} | {s.design.id for s in study.scores} == {d.id for d in dated_designs()}


def test_a_file_of_designs_is_scored_with_the_shipped_numbers(study):
    mine = DesignFile(tuple(d for d in dated_designs() if d.country in ("Burundi", "Philippines")), ("a note",))
    found = room.after_designs(mine)
    shipped = {s.design.id: s for s in study.scores}
    assert {s.design.id for s in found.own} == {d.id for d in mine.designs if d.country == "Burundi"}
    assert all(s.expected == shipped[s.design.id].expected for s in found.own)
    assert found.own_refused[0][0] == "phil-mnlf-1996" and found.own_notes[0] == "a note"
    assert [c.found for c in found.compared] == [c.found for c in study.compared]


def test_a_charter_s_clauses_are_those_of_the_coding():
    path = Path(library.__file__).parent / "charters" / "burundi-2004.yaml"
    assert codes_of(read_charter(path)).get("entry") == "individual"


def test_the_verb_prints_and_writes(tmp_path, capsys):
    assert main(["after-designs", "--trials", "0", "--out", str(tmp_path / "designs.csv")]) == 0
    assert (tmp_path / "designs.csv").read_text().startswith("id,")
    assert main(["after-designs", "--trials", "0", "--json"]) == 0
    assert '"placebo"' in capsys.readouterr().out
    assert main(["after-designs", "--events", "x.csv"]) == 2
