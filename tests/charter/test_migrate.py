"""Files of older schemas: read as before, rewritten with their comments, and nothing half-written."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tether.charter import charter_from_text
from tether.charter.migrate import migrate_files, migration_of
from tether.charter.read import migrated
from tether.charter.schema import VERSION
from tether.documents.yaml_file import parse_yaml
from tether.errors import InputError, UsageError

OLD = """# whose file this is
charter: "0.1"   # the version
meta:
  id: x
  scope_note: "seen in part"  # why
# who
forces:
  - {id: g}
pay:
  - {force: g, parity: unknown, via: bank}  # in one line
  - {force: g, id: last, parity: 0.9}
  - force: g
    id: two
    parity: 0.8   # goes with its line
    via: bank
politics:
  passage: {seats: 3}
  # what comes when
  steps:
    - {id: a, date: 2020}
    # between
    - id: b
      date: 2021

  # of rivals
  rival_tracks: []
claims: []   # none
"""
NEW = """# whose file this is
charter: "0.3"   # the version
meta:
  id: x
  note: "seen in part"  # why
# who
forces:
  - {id: g}
pay:
  - {force: g, via: bank}  # in one line
  - {force: g, id: last}
  - force: g
    id: two
    via: bank
politics:
  passage: {seats: 3}
  # what comes when

  # of rivals
  rival_tracks: []
contradictions: []   # none
steps:
  - {id: a, date: 2020}
  # between
  - id: b
    date: 2021
"""


def test_a_file_of_the_first_schema_keeps_its_comments_and_says_what_changed():
    found = migration_of(OLD, "guard.yaml")
    assert found.text == NEW
    assert [c.split(" (line ")[0] for c in found.changes] == [
        "charter is 0.3",
        "meta.scope_note is now meta.note",
        "pay.0.parity goes: it is computed from the two rates of pay",
        "pay.1.parity goes: it is computed from the two rates of pay",
        "pay.2.parity goes: it is computed from the two rates of pay",
        "politics.steps is now steps, at the end of the file",
        "claims is now contradictions",
    ]
    assert str(found).startswith("guard.yaml: schema 0.1 → 0.3: charter is 0.3 (line 2); ")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_is_rewritten_reads_as_what_it_was(newline):
    text = OLD.replace("\n", newline)
    found = migration_of(text, "x")
    assert parse_yaml(found.text).tree == migrated(parse_yaml(text)).tree
    assert found.text.count("\r\n") == (found.text.count("\n") if newline == "\r\n" else 0)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{charter: '0.2', meta: {id: a}}", "{charter: \"0.3\", meta: {id: a}}"),
        ("charter: 0.2\nmeta: {id: a}\n", 'charter: "0.3"\nmeta: {id: a}\n'),
        ("{charter: 0.1, politics: {steps: [{id: a}], passage: none}}", None),
        ("charter: 0.1\npolitics: {passage: none, steps: [{id: a}]}", "charter: \"0.3\"\npolitics: {passage: none}\nsteps: [{id: a}]\n"),
        ("charter: 0.1\n'claims': none\npay: [{parity: 1}]", 'charter: "0.3"\ncontradictions: none\npay: [{}]'),
        ("charter: 0.1\npay: &p [{force: g, parity: 1}]\nx: *p", None),
    ],
)  # fmt: skip
def test_other_ways_of_writing_are_rewritten_or_refused_with_what_to_do(old, new):
    if new is not None:
        assert migration_of(old, "x").text == new
        return
    with pytest.raises(InputError, match=r"change it by hand: .*is 0\.3"):
        migration_of(old, "x")


def test_files_of_older_schemas_are_read_as_before():
    for version in ("0.1", "0.2", "0.3"):
        charter = charter_from_text(f'charter: "{version}"\nsteps: [{{id: a, date: 2020}}]', "x")
        assert charter.version == VERSION and charter.at("steps.a.date")
    old = charter_from_text(OLD, "x")
    assert old.at("steps.b.date") and old.position("steps.1").line == 22, "places are those of the file"


@pytest.mark.parametrize(
    ("version", "says"),
    [
        ("0.9", 'schema 0.9, which is newer than this Tether; expected "0.3"; 0.1 and 0.2 are read too; update Tether to read it'),
        ("12.0", "newer than this Tether"),
        ("0.0", "schema 0.0; expected"),
        ("draft", "schema draft; expected"),
    ],
)  # fmt: skip
def test_a_version_nobody_knows_gives_one_message(version, says):
    for read in (charter_from_text, migration_of):
        with pytest.raises(InputError) as caught:
            read(f"charter: {version}\nnew_key: 1\nforces: 3", "guard.yaml")
        (problem,) = caught.value.problems
        assert says in str(problem) and str(problem).startswith("guard.yaml:1:10: charter: ")


def test_files_are_rewritten_in_place_all_or_none(tmp_path):
    good, newer, today = (tmp_path / f"{name}.yaml" for name in ("good", "newer", "today"))
    good.write_text(OLD)
    today.write_text(NEW)
    newer.write_text("charter: 0.9")
    with pytest.raises(InputError, match="newer"):
        migrate_files([good, newer])
    assert good.read_text() == OLD
    with pytest.raises(UsageError, match="--out takes one file"):
        migrate_files([good, today], tmp_path / "out.yaml")
    assert "would write" in migrate_files([good], dry_run=True) and good.read_text() == OLD
    migrate_files([good], tmp_path / "out.yaml")
    assert good.read_text() == OLD and (tmp_path / "out.yaml").read_text() == NEW
    told = migrate_files([good, today]).splitlines()
    assert told[0].startswith(f"{good}: schema 0.1 → 0.3: ") and told[1].endswith(
        "schema 0.3 already; nothing to change"
    )
    assert good.read_text() == today.read_text() == NEW


def test_the_verb(tmp_path):
    path = tmp_path / "old.yaml"
    path.write_text(OLD)
    ran = subprocess.run([sys.executable, "-m", "tether.cli", "migrate", path], capture_output=True, text=True)
    assert (ran.returncode, path.read_text()) == (0, NEW) and ran.stdout.startswith(f"{path}: schema 0.1")


WORD = st.sampled_from(
    ["a", "'b c'", '"d: e"', "1", "none", "2020-01-01", "|\n          x\n          y", "[1, 2]", "{k: v}"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), WORD, st.booleans()), max_size=4), WORD, st.booleans())
def test_whatever_stands_around_what_moves_stays_as_it_is(rows, word, comment):
    """Every file is rewritten to what the reader makes of it, or refused."""
    lines = ["charter: 0.1", "politics:", "  note: a", "  steps:"]
    for index, (parity, value, note) in enumerate(rows):
        lines += [f"    - id: s{index}", f"      note: {value}", *(["      # said"] if note else [])]
        lines += [f"      parity: {value}"] if parity else []
    lines += ["    []"] if not rows else []
    lines += ["  # after" if comment else "", f"  x: {word}", "pay:"]
    lines += [
        f"  - {{parity: {word if chr(10) not in word else 1}, force: g}}",
        "  - force: h",
        f"    parity: {word}",
        "    via: bank",
    ]
    text = "\n".join(lines) + "\n"
    found = migration_of(text, "x")
    assert parse_yaml(found.text).tree == migrated(parse_yaml(text)).tree
    assert ("# after" in found.text) == comment
    assert found.text.count("# said") == sum(note for _, _, note in rows)


def test_every_charter_that_ships_is_of_todays_schema():
    for path in Path(__file__).parents[2].glob("src/tether/**/charters/*.yaml"):
        assert not migration_of(path.read_text("utf-8"), path.name).changes
