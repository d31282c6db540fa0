"""Regimes: entries that a lawyer can read; every rule can be reached; the law of a day is the law of that day."""

from datetime import date

import pytest

from tether.errors import InputError
from tether.gate.catalogue import catalogue, deciders
from tether.gate.questions import FACTS, ITEM
from tether.gate.regimes import load_regimes, read_regimes
from tether.gate.screen import apply

REGIMES = {r.id: r for r in load_regimes()}
ENTRY = """id: x
name: X
kind: statute
deciders: [us]
from: 2010-01-01
as_of: 2015-01-01
looked: here
texts:
  - {ref: A, from: 2010-01-01, says: something, tag: R}
rules:
  - {id: one, if: "item.att", then: stop, because: so}
  - {id: two, if: "item.att &", then: maybe, because: so, texts: [3]}
  - {id: three, if: "item.atom", then: clear, because: so}
otherwise: {then: clear, because: so}
"""


def _facts(**given):
    return dict.fromkeys(FACTS, False) | {k.replace("__", ".").replace("_", "-"): v for k, v in given.items()}


def test_the_regimes_of_the_plan_are_there():
    wanted = """us-leahy un-hrddp un-libya-arms-embargo att state-responsibility eu-common-position us-iraq-train-equip
    us-material-support un-terrorism non-intervention us-authority"""
    assert set(wanted.split()) <= set(REGIMES)


@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda r: r.id)
def test_every_rule_decides_something(regime):
    """Each rule that was ever in force is the first to hold under some facts on some day."""
    days = {r.period.start for r in regime.rules} | {date(2015, 6, 10)}
    days |= {r.period.end for r in regime.rules if r.period.end}
    for rule in regime.rules:
        names = sorted({n for r in regime.rules for n in r.when.names})
        assert any(_reached(regime, rule, names, day) for day in days if regime.period.holds(day)), rule.id


def _reached(regime, rule, names, day):
    import itertools

    rules = regime.on(day)
    this = next((r for r in rules if (r.id, r.period) == (rule.id, rule.period)), None)
    for values in itertools.product((False, True), repeat=len(names)):
        facts = dict(zip(names, values, strict=True))
        if next(r for r in rules if r.when.value(facts)) is this:
            return True
    return False


@pytest.mark.parametrize("regime", REGIMES.values(), ids=lambda r: r.id)
def test_every_regime_says_where_it_stands_and_what_it_doubts(regime):
    assert regime.texts and all(t.ref and t.says for t in regime.texts)
    assert set(regime.deciders) <= {k for d in deciders().values() for k in d.kinds}
    assert all(r.clearing for r in regime.rules if r.then == "stop")
    assert regime.unsure or all(t.seen for t in regime.texts), "a recalled text without a doubt"
    assert regime.rules[-1].then != "stop" or regime.rules[-1].clearing


def test_the_embargo_on_libya_is_the_one_of_the_day():
    embargo = REGIMES["un-libya-arms-embargo"]
    arms = _facts(item__materiel=True, recipient__organ=True, recipient__recognised=True)
    non_lethal = _facts(item__non_lethal=True, recipient__organ=True, recipient__recognised=True)
    shield = _facts(item__protective=True, item__non_lethal=True)
    told = {}
    for day in (date(2011, 3, 1), date(2012, 6, 1), date(2013, 6, 1), date(2015, 6, 10)):
        told[day.year] = [apply(embargo, embargo.on(day), "i", f).result for f in (arms, non_lethal, shield)]
    assert told[2011] == ["stop", "stop", "stop"]
    assert told[2013] == ["stop", "condition", "condition"]  # resolution 2095
    assert told[2015] == ["stop", "condition", "condition"]  # resolution 2174: approval for arms
    notified = _facts(
        item__materiel=True, recipient__organ=True, recipient__recognised=True, paper__committee_notification=True
    )
    assert apply(embargo, embargo.on(date(2013, 6, 1)), "i", notified).result == "condition"
    assert apply(embargo, embargo.on(date(2015, 6, 10)), "i", notified).result == "stop"
    assert not embargo.reaches(("state",), "libya", date(2010, 1, 1))
    assert not embargo.reaches(("state",), "iraq", date(2015, 6, 10))


def test_the_leahy_laws_neither_bar_nor_clear_a_militia():
    leahy = REGIMES["us-leahy"]
    result = apply(leahy, leahy.on(date(2015, 6, 10)), "i", _facts(recipient__grave_record=True))
    assert result.result == "not-reached" and result.hangs_on == ("recipient.organ",)
    unit = _facts(recipient__organ=True, recipient__recognised=True, recipient__grave_record=True)
    assert apply(leahy, leahy.on(date(2015, 6, 10)), "i", unit).result == "stop"
    unit["paper.remediation"] = True
    unit["paper.leahy-vetting"] = True
    assert apply(leahy, leahy.on(date(2015, 6, 10)), "i", unit).result == "clear"


def test_an_unknown_fact_opens_a_question_only_where_it_matters():
    att = REGIMES["att"]
    facts = _facts(item__att=True, paper__risk_assessment=True) | {
        "item.under-embargo": None,
        "recipient.grave-record": None,
    }
    result = apply(att, att.on(date(2015, 6, 10)), "i", facts)
    assert (result.result, result.could_be, result.hangs_on) == ("open", ("stop", "condition"), ("item.under-embargo",))
    facts["item.att"] = False
    assert apply(att, att.on(date(2015, 6, 10)), "i", facts).result == "not-reached"


def test_a_bad_entry_is_told_whole(tmp_path):
    (tmp_path / "x.yaml").write_text(ENTRY, "utf-8")
    with pytest.raises(InputError) as raised:
        read_regimes([tmp_path / "x.yaml"])
    told = str(raised.value)
    assert "x.yaml:11:5: rules.0: a stop without 'cleared_by'" in told
    assert "it ends where a fact is due" in told and "rules.1.then: 'maybe'" in told and "texts [3]" in told
    assert "'item.atom'; expected a fact" in told and "did you mean 'item.att'" in told


@pytest.mark.parametrize("item", catalogue().values(), ids=lambda i: i.id)
def test_every_item_says_its_nature_and_its_risks(item):
    assert {f"item.{n}" for n in item.nature} == set(ITEM) - {"item.under-embargo"}
    assert item.why and item.lawful_way and all(vars(item.conditions).values())
