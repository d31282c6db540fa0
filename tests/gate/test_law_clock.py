"""The law has a clock: what is older than the case says so first, a ban that ended and came back is law on its days."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tether.cli import main
from tether.dossier.store import SHIPPED
from tether.errors import InputError
from tether.evidence.claims import read_period
from tether.gate.catalogue import deciders
from tether.gate.law_status import law_status
from tether.gate.page import as_data, note_page
from tether.gate.questions import FACTS
from tether.gate.regimes import load_regimes, read_regimes, resolutions
from tether.gate.report import request_file
from tether.gate.request import read_request
from tether.gate.screen import apply, law_clock, screen
from tether.report.writers import render

REGIMES = {r.id: r for r in load_regimes()}
ENTRY = """id: x
name: X
kind: embargo
deciders: [state]
from: 2010-01-01
{clock}texts:
  - {{ref: "{ref}", {first}says: something, tag: R, version_of: the ban{last}}}
  - {{ref: "the next", from: 2014-01-01, says: something else, tag: R, version_of: the ban}}
rules: [{{id: one, if: "item.att", then: clear, because: so}}]
otherwise: {{then: clear, because: so}}
"""
CLOCK = "as_of: 2020-01-01\nlooked: here\n"


def result(regime, day, **facts):
    known = dict.fromkeys(FACTS, False) | {k.replace("__", ".").replace("_", "-"): v for k, v in facts.items()}
    return apply(REGIMES[regime], REGIMES[regime].on(day), "i", known).result


@given(
    day=st.dates(date(2011, 1, 1), date(2060, 1, 1)),
    who=st.sampled_from(sorted(deciders())),
    country=st.sampled_from(["iraq", "libya", "syria", "yemen", "lebanon", "mali"]),
)
def test_a_day_after_the_last_look_always_says_so(day, who, country):
    kinds = deciders()[who].kinds
    concerned = [r for r in REGIMES.values() if r.concerns(kinds, country)]
    clock = law_clock(REGIMES.values(), kinds, country, day)
    said = " ".join(clock.sentences(country.title(), str(day)))
    old = [r for r in concerned if r.as_of < day]
    assert set(clock.stale) == {r.id for r in old}
    assert ("older than the case" in said) == bool(old)
    assert all(r.name in said and str(r.as_of) in said for r in old)
    assert (f"No regime of {country.title()} alone" in said) == (not any(country in r.countries for r in concerned))


REQUESTS = {
    str(path.relative_to(SHIPPED)): read_request(path)
    for path in sorted([*SHIPPED.glob("*/request.yaml"), *SHIPPED.glob("*/requests/*.yaml")])
}


@settings(max_examples=40, deadline=None)
@given(
    day=st.dates(date(2014, 6, 1), date(2060, 1, 1)),
    who=st.sampled_from(sorted(deciders())),
    named=st.sampled_from(sorted(REQUESTS)),
)
def test_a_note_of_such_a_day_opens_with_it_and_its_data_say_so(day, who, named):
    request = REQUESTS[named]
    note = screen(request, who, day)
    old = {r.id: r for r in REGIMES.values() if r.as_of < day and r.concerns(deciders()[who].kinds, request.country)}
    page, data = note_page(note), as_data(note)
    first = " ".join(part.text for part in page.sections[0].blocks[0].parts)
    assert ("older than the case" in first) == bool(old)
    assert all(r.name in first and str(r.as_of) in first for r in old.values())
    assert not old or first.index("older than the case") < first.index(f"For {note.decider_name}")
    assert sorted(data["law"]["older_than_the_case"]) == sorted(old)


@settings(max_examples=200, deadline=None)
@given(day=st.dates(date(1980, 1, 1), date(2060, 1, 1)), name=st.sampled_from(sorted(REGIMES)))
def test_no_rule_cites_a_text_that_was_not_law_on_the_day(day, name):
    regime = REGIMES[name]
    for rule in regime.on(day):
        cited = [regime.texts[n - 1] for n in rule.texts]
        assert all(read_period(f"{t.since}..{t.until}").holds(day) for t in cited), (name, rule.id)
        whole = next(r for r in regime.rules if (r.id, r.period) == (rule.id, rule.period))
        assert cited or not whole.texts, f"{name}, {rule.id}: no ground on {day}"


def test_a_note_of_2015_cites_no_law_of_2016():
    note = screen(read_request(request_file("iraq-2015")), "us")
    cited = {t.ref for item in note.items for found in item.results for t in found.texts}
    assert "10 U.S.C. 333" not in cited and not any(ref.startswith("10 U.S.C. 362") for ref in cited)


def test_the_ban_on_arms_from_iran_ends_and_comes_back():
    arms = {"item__materiel": True, "recipient__iran_supply": True}
    told = {y: result("un-iran-arms-exports", date(y, 11, 1), **arms) for y in (2010, 2015, 2018, 2022, 2026)}
    assert told == {2010: "stop", 2015: "stop", 2018: "stop", 2022: "clear", 2026: "stop"}
    assert result("un-iran-arms-exports", date(2018, 1, 1), paper__committee_approval=True, **arms) == "clear"


def test_training_that_reunites_libya_s_forces_is_outside_the_embargo_since_2025():
    east = {"item__assistance": True, "recipient__organ": True}
    libya = "un-libya-arms-embargo"
    assert result(libya, date(2024, 6, 1), **east) == "stop"
    assert result(libya, date(2025, 6, 1), **east) == "open"
    assert result(libya, date(2025, 6, 1), paper__reunification=True, **east) == "condition"


def test_two_american_lists_are_two_laws():
    assert result("us-material-support", date(2020, 1, 1), recipient__listed_us_sdgt=True) == "clear"
    assert result("us-global-terrorists", date(2020, 1, 1), recipient__listed_us_sdgt=True) == "open"
    assert result("us-material-support", date(2026, 1, 1), recipient__listed_us=True) == "stop"


def test_a_note_of_2026_opens_with_the_age_of_the_law():
    request = read_request(request_file("iraq-2015/iran-aligned-brigades"))
    note = screen(request, "iran", "2026-11-01")
    assert note.verdict == "stop" and "un-iran-arms-exports" in {s.regime for s in note.stops}
    text = render(note_page(note), "text")
    assert text.index("older than the case") < text.index("stop (") and "2025-11-30" in text
    assert "un-iran-arms-exports" in as_data(note)["law"]["older_than_the_case"]
    told = render(note_page(screen(request, "iran")), "text")
    assert "older than the case" not in told and as_data(screen(request, "iran"))["law"]["older_than_the_case"] == []


def test_every_shipped_entry_has_its_days():
    for regime in REGIMES.values():
        assert regime.looked and regime.period.start <= regime.as_of <= date(2026, 11, 30)
        assert all(t.since for t in regime.texts)
    assert resolutions()[1970] == 2011


@pytest.mark.parametrize(
    ("ref", "clock", "first", "last", "said"),
    [
        ("A", "", "from: 2010-01-01, ", ", to: 2013-12-31", "as_of"),
        ("A", CLOCK, "", ", to: 2013-12-31", "from"),
        ("A", CLOCK, "from: 2010-01-01, ", "", "two versions of the ban in force at once"),
        ("A", CLOCK, "from: 2010-01-01, ", ", to: 2014-06", "two versions of the ban in force at once"),
        ("S/RES/9999 (2030), para. 1", CLOCK, "from: 2010-01-01, ", ", to: 2013-12-31", "S/RES/9999 (2030)"),
        ("S/RES/1970 (2012), para. 1", CLOCK, "from: 2010-01-01, ", ", to: 2013-12-31", "S/RES/1970 (2012)"),
        ("A", CLOCK, "from: ١٤٣٦, ", ", to: 2013-12-31", "is no date"),
        ("A", CLOCK, "from: 2010-01-01, ", ", to: 2009-01-01", "lies before the start"),
        ("A", "as_of: 2009-01-01\nlooked: here\n", "from: 2010-01-01, ", ", to: 2013-12-31", "a last look before"),
    ],
)
def test_an_entry_with_days_that_cannot_be_is_told_with_its_line(tmp_path, ref, clock, first, last, said):
    file = tmp_path / "x.yaml"
    file.write_text(ENTRY.format(ref=ref, clock=clock, first=first, last=last), "utf-8")
    with pytest.raises(InputError) as raised:
        read_regimes([file])
    assert "x.yaml:" in str(raised.value) and said in str(raised.value)


def test_a_limb_that_outlives_its_texts_is_told_with_its_line(tmp_path):
    file = tmp_path / "x.yaml"
    text = ENTRY.format(ref="A", clock=CLOCK, first="from: 2010-01-01, ", last=", to: 2012-12-31")
    file.write_text(text.replace("because: so}]", "because: so, texts: [1, 2]}]", 1), "utf-8")
    with pytest.raises(InputError) as raised:
        read_regimes([file])
    assert "x.yaml:" in str(raised.value) and "none is law on 2013-01-01" in str(raised.value)


def test_a_sound_entry_is_read(tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text(ENTRY.format(ref="A", clock=CLOCK, first="from: 2010-01-01, ", last=", to: 2013-12-31"), "utf-8")
    assert read_regimes([file])[0].texts[0].until == "2013-12-31"


def test_what_is_on_file_is_printed(capsys):
    page = law_status("syria", date(2026, 11, 30))
    assert page.data["without_a_regime"] == [] and {r["id"] for r in page.data["regimes"]} >= {"eu-syria-embargo"}
    assert main(["law-status", "mali"]) == 2 and "no country 'mali'" in capsys.readouterr().err
    assert main(["law-status", "libya", "--on", "2015-06-30", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    told = told.get("data", told)
    assert not any(r["older_than_the_day"] for r in told["regimes"])
    assert main(["law-status", "--on", "someday"]) == 2
    assert "is no date" in capsys.readouterr().err
    assert main(["law-status", "iraq", "--on", "2026-11-30"]) == 0
    assert "none on file" not in capsys.readouterr().out.split("Iraq;")[0]


def test_no_entry_stands_as_it_was_written_for_june_2015():
    """The treaties and general rules were last looked up in the years that their pages bear."""
    assert not [r.id for r in REGIMES.values() if "nothing later was looked up" in r.looked or r.as_of.year < 2017]
    unread = [(r.id, t.ref) for r in REGIMES.values() for t in r.texts if not t.seen]
    assert len(unread) < 30 and all(REGIMES[name].unsure for name, _ in unread), "what wasn't read says what to read"


def test_syria_has_american_and_european_law_of_its_own():
    arms = {"item__materiel": True, "recipient__organ": True}
    assert result("us-syria", date(2024, 1, 1), **arms) == "stop"
    assert result("us-syria", date(2026, 1, 1), paper__statute=True, **arms) == "condition"
    assert result("us-syria", date(2026, 1, 1), item__assistance=True) == "open"
    caesar = next(t for t in REGIMES["us-syria"].texts if t.ref.startswith("Caesar"))
    assert caesar.until == "2025-12-17"
    text = " ".join(render(law_status("syria", date(2026, 11, 30)), "text").split())
    assert "United States law on help for Syria" in text and "No regime of its own" not in text
    assert "what to read" in text and "read the Federal Register" in text


def test_european_law_of_libya_follows_the_exemption_for_reunification():
    refs = {t.ref: (t.since, t.until) for t in REGIMES["eu-libya-embargo"].texts}
    assert refs["Council Decision (CFSP) 2025/814"] == ("2025-04-28", "")
    assert refs["Council Decision 2011/137/CFSP, article 1; Regulation (EU) 204/2011"][1] == "2015-07-30"


def test_a_country_without_a_regime_is_named():
    bare = [r for r in REGIMES.values() if "syria" not in r.countries]
    page = law_status("syria", date(2026, 1, 1), bare)
    assert "No regime of its own is on file for Syria." in " ".join(render(page, "text").split())
