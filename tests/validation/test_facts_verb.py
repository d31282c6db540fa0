"""``tether facts``: misses first, coverage, what cannot be expressed, shocks, the sentence that follows from them."""

import json

from tether.cli import main
from tether.cli.scores_text import SAID, facts_as_text
from tether.validation.facts import facts
from tether.validation.shocks import shocks
from tether.validation.skill import order_record


def test_misses_come_before_hits_and_every_fact_and_shock_is_told(capsys):
    assert main(["facts"]) == 0
    text = capsys.readouterr().out
    assert text.index("MISS ") < text.index("INSIDE 90 %") < text.index("INSIDE 50 %")
    assert all(f"{f.id}" in text for f in facts())
    assert all(s.id in text for s in shocks())
    assert SAID[order_record().label("iraq")] in text


def test_one_country_alone_and_as_data(capsys):
    assert main(["facts", "--country", "libya", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {r["fact"] for r in told["facts"]} | set(told["not_expressible"]) == {f.id for f in facts()}
    assert set(told["fed"]) == {s.id for s in shocks("libya")}
    assert told["label"] == order_record().label("libya")
    assert "iq-2005" not in facts_as_text(order_record(), "libya").split("POLICY SHOCKS")[1]


def test_an_unknown_country_is_a_usage_error(capsys):
    assert main(["facts", "--country", "atlantis"]) == 2
    assert "atlantis" in capsys.readouterr().err
