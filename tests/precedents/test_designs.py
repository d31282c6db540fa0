"""The base of dated designs: frozen before scores, coded twice, and what a file of one's own may say."""

import json
import re

import pytest

from tether.errors import InputError
from tether.precedents import designs as base


def test_the_coding_stands_as_it_was_frozen():
    assert base.freeze_hash() == base.frozen_hash()
    base.check_frozen()


def test_a_changed_code_breaks_the_freeze(monkeypatch):
    files = {name: base._shipped(name).read_bytes() for name in ("designs.yaml", "designs_second.csv")}
    first, second = files.values()
    changed = first.replace(b"entry: [individual", b"entry: [whole-unit", 1)
    assert changed != first
    assert base.freeze_hash(changed, second) != base.frozen_hash()
    assert base.freeze_hash(first, second + b"x") != base.frozen_hash()
    monkeypatch.setattr(base, "CONTRASTS", base.CONTRASTS[:-1])
    with pytest.raises(InputError, match="changed after it was frozen"):
        base.check_frozen()


def test_the_base_is_broad_and_every_coding_has_a_source():
    designs = base.dated_designs()
    assert len(designs) >= 60
    assert len(designs) == json.loads(base._shipped("frozen.json").read_text())["designs"]
    assert set(base.second_coding()) == {d.id for d in designs}
    for design in designs:
        assert design.sources and all(s.strip() for s in design.sources), design.id
        assert set(design.tags.values()) <= {"S", "R"}
        for field, code in base.second_coding()[design.id].items():
            assert code in base.FIELDS[field], design.id
        if "S" in design.tags.values() and "read" not in " ".join(design.sources):
            assert design.id in {c.id for c in _house_cases()}, f"{design.id}: seen in which source?"


def _house_cases():
    from tether.precedents.cases import coded_cases

    return coded_cases()


def test_kappa_of_a_known_table():
    pairs = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15
    found = base.agreement_of("entry", pairs)
    assert found.same == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)  # the textbook's example


def test_the_house_s_own_cases_are_read_in_their_form():
    found = base.read_designs(base._shipped("cases.yaml"), "cases.yaml")
    assert len(found.designs) == 21
    codes = {d.id: d for d in found.designs}
    assert codes["northern-ireland-2001"].country == "United Kingdom"
    assert codes["libya-ssc-2011"].codes["entry"] == "mixed"
    assert any("libya-ssc-2011" in note for note in found.notes)


def test_what_a_file_gets_wrong_is_told_at_once(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(
        "designs:\n"
        "- {id: a, country: Mali, month: 2015-06, sources: [text, 2015], first: {entry: individually}}\n"
        "- {id: b, country: Malli, month: 2015-6, first: {entry: individual}}\n"
        "- {id: a, country: Mali, month: 2015-07, sources: [text], first: {entry: [individual, S]}}\n"
    )
    with pytest.raises(InputError) as told:
        base.read_designs(path)
    said = str(told.value)
    for words in ("entry 'individually'", "country 'Malli'", "month '2015-6'", "b: no source"):
        assert words in said
    assert re.search(r"mine\.yaml:2", said)


def test_a_csv_says_the_same_as_yaml(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("id,country,month,sources,entry,patron\nx,DRC,2009-03,agreement 2009,whole-unit,aligned\n")
    (design,) = base.read_designs(path).designs
    assert (design.country, design.codes["entry"], design.codes["patrons"]) == (
        "DR Congo (Zaire)",
        "whole-unit",
        "aligned",
    )
    path.write_text("id,country,month,entry\nx,Mali,2009-03,individual\n")
    with pytest.raises(InputError, match="no source"):
        base.read_designs(path)
