"""What a page needs several times is made once: verdicts, drawings, the bundle; and a kept picture is the same text."""

from dataclasses import replace

import pytest
from brief_content import build, comparison

import tether.report.standalone as standalone
from tether.brief import results, write_with_pictures
from tether.brief.results import compared, verdicts


def test_a_comparisons_verdicts_are_made_once_and_again_where_its_table_is_another():
    found = comparison()
    assert verdicts(found, found.headline) is verdicts(found, found.headline)
    assert compared(found) is compared(found)
    other = replace(found, table=found.table.iloc[::-1])
    assert verdicts(other, other.headline) is not verdicts(found, found.headline)
    assert verdicts(found, "no such outcome") == []


def test_a_brief_asks_for_its_verdicts_once_and_draws_each_picture_once(tmp_path, monkeypatch):
    counts = {"verdicts": 0, "stills": 0}

    def counted(name, call):
        def one(*given):
            counts[name] += 1
            return call(*given)

        return one

    monkeypatch.setattr(results, "_by_outcome", counted("verdicts", results._by_outcome))
    monkeypatch.setattr(standalone, "_kept", counted("stills", standalone._kept))
    standalone.bundle.cache_clear()
    drawn = write_with_pictures(build(), tmp_path / "brief.html")
    assert counts["verdicts"] == 1
    assert counts["stills"] == len(drawn) + 2  # the bundle, and the history, which stands in brief and annex


SPEC = {"data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {"x": {"field": "a"}}, "config": {}}


@pytest.fixture
def converter(monkeypatch, tmp_path):
    """A cache of this test's own, and a count of what the converter was asked to draw."""
    monkeypatch.setenv("TETHER_CACHE", str(tmp_path / "cache"))
    import vl_convert

    asked, draw = [], vl_convert.vegalite_to_svg
    monkeypatch.setattr(vl_convert, "vegalite_to_svg", lambda spec: asked.append(spec) or draw(spec))
    return asked


def test_a_picture_is_drawn_once_for_one_spec_and_is_the_same_text(converter, monkeypatch):
    first = standalone.still(SPEC)
    assert standalone.still(SPEC) == first and len(converter) == 1
    standalone.still({**SPEC, "mark": "bar"})
    assert len(converter) == 2
    monkeypatch.setenv("TETHER_CACHE", "off")
    assert standalone.still(SPEC) == first and len(converter) == 3


@pytest.mark.parametrize("name", ["version", "_fonts"])
def test_another_converter_or_another_font_draws_anew(converter, monkeypatch, name):
    standalone.still(SPEC)
    monkeypatch.setattr(standalone, name, lambda *given: "another")
    standalone.still(SPEC)
    assert len(converter) == 2
