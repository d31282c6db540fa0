"""A plain file is read once by Arrow; what comes out, and what is refused, is what DuckDB's two scans say."""

import hashlib
import random

import pytest

from tether.errors import InputError
from tether.evidence.ged import read_events
from tether.evidence.sieve import sieve
from tether.evidence.store import add_events
from tether.evidence.tables import OpenTable

HEADER, TEXT = ("country", "year", "best"), "country,year,best\nMali,2012,3\nIraq,2014,5\nMali,2013,\n"


def _sieved(path, text):
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return sieve(path, HEADER, counted=HEADER[:2], kept=("best", "country"), wanted="Mali".__eq__)


def test_counts_and_rows(tmp_path):
    found = _sieved(tmp_path / "a.csv", TEXT)
    counted = sorted(zip(*found.counts.to_pydict().values(), strict=True))
    assert counted == [("Iraq", "2014", 1), ("Mali", "2012", 1), ("Mali", "2013", 1)]
    assert found.kept.to_pydict() == {"best": ["3", ""], "country": ["Mali", "Mali"]}


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.encode("latin-1").replace(b"Iraq", b"Ir\xe9q"),
        TEXT.replace("Iraq,2014,5", 'Iraq,2014,"5\n6"'),
        TEXT.replace("Iraq,2014,5", "Iraq,2014"),
        TEXT.replace("Iraq", "Ir\0q"),
        TEXT + "\n",
        TEXT + 'Mali,2014,"3',
        HEADER[0],
    ],
    ids=["windows", "latin-1", "a break in a field", "short", "a nul", "a blank line", "an open quote", "no rows"],
)
def test_what_is_not_plain_is_left_to_duckdb(tmp_path, text):
    assert _sieved(tmp_path / "a.csv", text) is None


def _said(path, country="Iraq"):
    try:
        return read_events(path, country)
    except InputError as error:
        return [str(p) for p in error.problems]


def test_lines_over_the_ends_of_blocks(tmp_path, monkeypatch):
    """Whatever the blocks' size and the last line's end: the same counts, the same rows, the file's own checksum."""
    lines = [
        f"{chance.choice(['Mali', 'Iraq', 'Côte'])},{i},{'7' * i}" for i, chance in enumerate([random.Random(1)] * 40)
    ]
    for end in ("", "\n"):
        text = "country,year,best\n" + "\n".join(lines) + end
        whole = _sieved(tmp_path / "a.csv", text)
        assert whole.kept.column("best").to_pylist() == [x.split(",")[2] for x in lines if x.startswith("Mali")]
        assert whole.sha256 == hashlib.sha256(text.encode()).hexdigest()
        for block, piece in ((64, 7), (100, 100), (997, 64)):
            monkeypatch.setattr("tether.evidence.sieve.BLOCK", block)
            monkeypatch.setattr("tether.evidence.sieve.PIECE", piece)
            cut = _sieved(tmp_path / "a.csv", text)
            assert cut.kept.to_pylist() == whole.kept.to_pylist()
            assert sorted(map(str, cut.counts.to_pylist())) == sorted(map(str, whole.counts.to_pylist()))
            assert cut.sha256 == whole.sha256
        monkeypatch.undo()
    monkeypatch.setattr("tether.evidence.sieve.BLOCK", 40)
    assert _sieved(tmp_path / "a.csv", text) is None  # a line that fits in no block


def test_the_same_events_and_words_as_two_scans(rows, write, tmp_path, monkeypatch):
    """Mutated files of any kind: where both read a file they read the same; a row is never lost without a word."""
    read, alike = 0, 0
    for seed in range(40):
        monkeypatch.setattr("tether.evidence.sieve.BLOCK", 4 << 20 if seed % 2 else 3000)
        chance, content = random.Random(seed), bytearray(write(rows).read_bytes())
        for _ in range(chance.randint(0, 3)):
            at = chance.randrange(len(content))
            content[at : at + chance.randint(0, 2)] = chance.choice([b"", b"7", b"x", b",", b'"', b"\n", b" "])
        path = tmp_path / "GEDEvent_v25_1.csv"
        path.write_bytes(content)
        once = _said(path)
        with monkeypatch.context() as two_scans:
            two_scans.setattr(OpenTable, "sift", lambda *_: None)
            twice = _said(path)
        if isinstance(once, list) or isinstance(twice, list):
            alike += once == twice
            assert once == twice
        else:
            read += 1
            assert once.frame.equals(twice.frame) and once.card == twice.card and once.last_year == twice.last_year
    assert read >= 10 and alike >= 5


def test_a_stored_set_has_the_same_bytes(rows, write, tmp_path, monkeypatch):
    path = write(rows)
    once = add_events(read_events(path, "Iraq"), tmp_path / "once")
    monkeypatch.setattr(OpenTable, "sift", lambda *_: None)
    twice = add_events(read_events(path, "Iraq"), tmp_path / "twice")
    assert once.table.read_bytes() == twice.table.read_bytes()
    assert once.about.read_bytes() == twice.about.read_bytes()


def test_a_plain_file_is_not_scanned_again(rows, write, monkeypatch):
    path = write(rows)
    asked = []
    run = OpenTable._run
    monkeypatch.setattr(OpenTable, "_run", lambda self, query, *rest: (asked.append(query), run(self, query, *rest))[1])
    read_events(path, "Iraq")
    assert not [q for q in asked if "from source" in q]


@pytest.mark.parametrize("country", ["IRQ", "iraq", "645", ""])
def test_whatever_the_country_is_called(rows, write, country):
    assert len(read_events(write(rows[:20]), country)) == 20
