"""UCDP's agreements and endings as shipped: counts, merged months, and rates that know nothing after their date."""

from pathlib import Path

import pytest

from tether.precedents import agreements as read

RAW = Path(__file__).parents[3] / "shared" / "data" / "ucdp"


def test_the_tables_hold_what_the_raw_files_hold():
    assert len(read.agreements()) == 374
    rate = read.army_rate()
    assert (rate.count, rate.ended, rate.others, rate.others_ended) == (39, 11, 38, 6)


def test_a_rate_knows_nothing_after_its_date():
    early = read.army_rate("2006-01")
    assert early.count < 39 and early.ended <= 11
    assert early.ended == sum(
        bool(a.ended) and a.ended[:7] <= "2006-01"
        for a in read.agreements()
        if a.kind == read.FULL and a.month <= "2006-01" and a.clauses["intarmy"] == 1
    )
    for (_, before, again), (_, whole, all_) in zip(read.relapse_rates("2006-01"), read.relapse_rates(), strict=True):
        assert before <= whole and again <= all_ and again <= before


def test_agreements_of_one_month_are_one_event_and_say_so():
    events, notes = read.agreement_events()
    assert len({(e.country, e.month) for e in events}) == len(events)
    burundi = next(e for e in events if e.country == "Burundi" and e.month == "2003-11")
    assert len(burundi.ids) == 3 and burundi.clauses["intarmy"] == 1
    assert any("more than one agreement" in n for n in notes)


def test_the_words_name_selection_beside_the_rate():
    assert "not drawn by lot" in read.army_rate().said
    rates = read.relapse_rates()
    assert f"{rates[0][2]} of {rates[0][1]}" in read.relapse_said()


@pytest.mark.skipif(not RAW.exists(), reason="raw files are not here")
def test_the_cards_name_the_raw_files_by_their_bytes():
    import json

    from tether.evidence.sources import sha256_of

    cards = json.loads((Path(read.__file__).parent / "designs_sources.json").read_text("utf-8"))
    for card in cards:
        if (RAW / card["file"]).stat().st_size < 3_000_000:
            assert sha256_of(RAW / card["file"]) == card["sha256"], card["id"]
        assert card["licence"] == "CC BY 4.0" and card["citations"]
