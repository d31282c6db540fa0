"""Real designs, coded from their texts: each says what was read, and what a reader who knows its history would say."""

from pathlib import Path

import pytest
import yaml

from studies.real_designs import (
    READINGS,
    WORDS,
    as_markdown,
    design,
    every,
    left_out,
    names,
    of_reading,
    spoken_and_told,
    total,
    useful_share,
)
from tether.charter import consequences
from tether.charter.values import Blank

FOLDER = Path(__file__).parent / "designs"
DESIGNS = names()
EXPECTED = yaml.safe_load((FOLDER / "expected.yaml").read_text("utf-8"))["designs"]


@pytest.fixture(scope="module")
def charters():
    return {name: design(name) for name in DESIGNS}


def test_there_are_twelve_and_more_each_with_what_a_reader_would_say(charters):
    assert len(DESIGNS) >= 12 and set(EXPECTED) == set(DESIGNS)
    assert {p.stem for p in FOLDER.glob("*.yaml")} - set(DESIGNS) == {"expected", "judged"}, "a design nobody judged"
    for name, charter in charters.items():
        assert charter.id == name
        said = EXPECTED[name]
        assert said["faults"] and said["needs"] and said["never"], name


def test_a_design_is_coded_from_words_that_were_read(charters):
    """What is only recalled says so and is held for little; a text seen in part says which part."""
    for name, charter in charters.items():
        sources = {s.id: s for s in charter.sources}
        read = [s for s in sources.values() if s.seen in ("whole", "excerpt")]
        assert read and all(s.quote for s in read), f"{name}: a source that was read is quoted"
        assert all(len(s.quote.split()) <= 45 for s in read), f"{name}: quotes are short"
        assert charter.at("meta.text_seen") in ("part", "full") and charter.at("meta.note"), name
        recalled = {s.id for s in sources.values() if s.kind == "recall"}
        for row in _rows(charter):
            cited = {c.id for c in row.src or ()}
            if cited and cited <= recalled:
                assert row.conf in ("low", "medium"), f"{name}: {row!r} rests on recall alone"


def _rows(charter):
    for field in type(charter).model_fields:
        value = getattr(charter, field)
        for row in value if isinstance(value, tuple) else ():
            if hasattr(row, "src"):
                yield row


def test_each_known_fault_says_where_it_stands_and_what_came_of_it(charters):
    for name, said in EXPECTED.items():
        ids = [fault["id"] for fault in said["faults"]]
        assert len(ids) == len(set(ids)), name
        for fault in said["faults"]:
            assert fault["what"].endswith("."), (name, fault["id"])
            for path in fault["paths"]:
                value = charters[name].at(path)  # KeyError where the charter has no such place
                assert value is not None or isinstance(value, Blank)


# --- what the checker says of them


@pytest.fixture(scope="module")
def seen():
    return {(s.name, s.reading): s for s in every()}


def test_each_fault_that_is_printed_was_judged_by_somebody(seen):
    """A new finding on a real design is no news until somebody says whether it helps: ``judged.yaml``.

    Silences and questions among what matters first may change their order; unjudged, the page counts them as no help.
    """
    rows = sorted({(s.name, f.code, f.path, f.message) for s in seen.values() for f in s.unjudged if _is_fault(f)})
    assert not rows, "judge these (python -m studies.real_designs --unjudged):\n" + "\n".join(map(" ".join, rows))
    assert all(j.judged in WORDS and j.why for s in seen.values() for j in s.judged.values())


def _is_fault(finding):
    return finding.result == "fires" and not finding.silence


def test_a_judgement_tells_only_faults_that_are_expected(seen):
    for s in seen.values():
        known = {fault.id for fault in s.faults}
        assert {name for j in s.judged.values() for name in j.tells} <= known, s.name


def test_no_false_stop_and_most_of_what_is_printed_helps(seen):
    assert [(s.name, f.code) for s in seen.values() for f in s.false_stops] == []
    for reading in READINGS:
        assert useful_share(of_reading(reading)) >= 0.6, reading


def test_the_page_counts_every_known_fault_once(seen):
    for reading in READINGS:
        sums = total(of_reading(reading))
        assert sums["faults"] == sum(len(said["faults"]) for said in EXPECTED.values())
        assert sums["found"] + sums["asked"] + sums.get("silent", 0) == sums["faults"]
    assert as_markdown().count("| all |") == len(READINGS)


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize(
    ("name", "fault"), [("south-sudan-2018", "parallel-commands"), ("syria-sdf-2025", "one-by-one-or-blocs")]
)
def test_what_matters_first_leads_with_what_broke_them(seen, name, fault, reading):
    s = seen[name, reading]
    (known,) = [f for f in s.faults if f.id == fault]
    assert s.in_first_five(known), [(f.code, f.path) for f in s.report.first_five]


def test_what_each_rule_told_is_counted_from_the_designs(seen):
    assert consequences.spoken_and_told() == spoken_and_told(), "python -m studies.real_designs --told"


def test_what_matters_first_tells_as_much_of_a_design_that_is_left_out(seen):
    """The record of a rule is that of the others: no design is told by what is known of itself."""
    with_own, without, faults = left_out()
    assert without >= 0.6 * faults and with_own - without <= 0.05 * faults
