"""Claim tables: the same rules as the YAML store, told by line, nothing half-imported, the same answers as of a date."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tether.errors import InputError
from tether.evidence.claims import load_claims
from tether.evidence.claims.table import COLUMNS, read_table, write_table

GOOD = dict(zip(COLUMNS, (
    "army", "size", "", "10", "20", "30", "men", "field", "2015-01-01", "2016-02-01", "2015-01-31", "2016-03-01",
    "2026-11-22", "a", "press", "true", "public", "", "", "arms+funds",
), strict=True))  # fmt: skip


def _table(tmp_path, *rows, ids=None, raw=()):
    path = tmp_path / "claims.csv"
    lines = [",".join(COLUMNS), *(",".join(r[c] for c in COLUMNS) for r in rows), *raw]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return read_table(path, ids=ids)


def _told(tmp_path, *rows, **more):
    with pytest.raises(InputError) as raised:
        _table(tmp_path, *rows, **more)
    return "\n".join(str(p) for p in raised.value.problems)


def test_a_table_answers_as_the_yaml_does(tmp_path):
    claims = load_claims("iraq")
    for name in ("claims.csv", "claims.parquet"):
        write_table(claims, tmp_path / name)
        table = read_table(tmp_path / name, sources=claims.sources)
        for published in (False, True):
            known, ours = table.as_of("2015-03", published=published), claims.as_of("2015-03", published=published)
            assert len(known) == len(ours)
            one, other = known.about("hashd-iran", "size"), ours.about("hashd-iran", "size")
            strip = [dataclasses.replace(c, where="", derived=False) for c in one]
            assert strip == [dataclasses.replace(c, where="", derived=False) for c in other]


def test_a_later_end_is_hidden_and_a_later_claim_unknown(tmp_path):
    late = GOOD | {"happened_from": "2015-05-01", "known_from": "2015-12-31", "happened_to": ""}
    table = _table(tmp_path, GOOD, late)
    known = table.as_of("2015-06").claims()
    assert [c.happened_to for c in known] == [None]
    assert len(table.as_of("2016-01")) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"subject": ""}, "no subject"),
        ({"source": ""}, "a claim without source"),
        ({"predicate": "sise"}, "did you mean 'size'"),
        ({"known_from": ""}, "no date: known_from"),
        ({"happened_from": "2015-13-01"}, "no date: happened_from"),
        ({"published": "2014-01-01"}, "an event before its report"),
        ({"coded": "2999-01-01"}, "a future date: coded"),
        ({"value": "40"}, "lo ≤ value ≤ hi"),
        ({"value": "many"}, 'value "many"'),
        ({"basis": "feeld"}, "did you mean 'field'"),
        ({"grade": "rumour"}, 'grade "rumour"'),
        ({"handling": "secret"}, 'handling "secret"'),
        ({"seen": "maybe"}, "true or false"),
        ({"value": "", "lo": "", "hi": ""}, "no value for"),
        ({"predicate": "ghost-share", "hi": "30"}, "0 to 1"),
        ({"happened_to": "2014-01-01"}, "an end before the start"),
    ],
)
def test_every_fault_of_a_row_is_told_by_its_line(tmp_path, change, said):
    told = _told(tmp_path, GOOD, GOOD | change)
    assert said in told and "claims.csv:3" in told and "claims.csv:2" not in told


def test_all_faults_are_told_at_once_and_a_broken_line_too(tmp_path):
    told = _told(tmp_path, GOOD, GOOD | {"predicate": "x"}, raw=["a,b", ",".join(["y"] * 25)])
    assert "claims.csv:3" in told and "claims.csv:4: a broken line" in told and "claims.csv:5: a broken line" in told


def test_the_line_is_right_below_a_broken_one(tmp_path):
    path = tmp_path / "claims.csv"
    good = ",".join(GOOD[c] for c in COLUMNS)
    bad = ",".join((GOOD | {"grade": "rumour"})[c] for c in COLUMNS)
    path.write_text("\n".join([",".join(COLUMNS), good, "a,b", bad]) + "\n", "utf-8")
    with pytest.raises(InputError) as raised:
        read_table(path)
    assert {p.line for p in raised.value.problems} == {3, 4}


def test_a_person_and_an_unknown_subject_are_refused(tmp_path):
    ids = {"army": "force", "someone": "person"}
    told = _told(tmp_path, GOOD, GOOD | {"subject": "someone"}, GOOD | {"subject": "who"}, ids=ids)
    assert 'a person: "someone"' in told and 'people have no entry): "who"' in told


def test_a_missing_column_or_file_is_one_message(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text("subject,predicate\narmy,size\n", "utf-8")
    with pytest.raises(InputError, match="no column object"):
        read_table(path)
    with pytest.raises(InputError, match="no such file"):
        read_table(tmp_path / "none.csv")


def test_what_is_internal_is_not_written(tmp_path):
    claims = [dataclasses.replace(c, handling="internal") for c in load_claims("iraq")][:3]
    write_table(claims, tmp_path / "out.csv")
    assert len((tmp_path / "out.csv").read_text("utf-8-sig").splitlines()) == 1


@given(st.text(max_size=300))
@settings(max_examples=25, deadline=None)
def test_no_text_makes_a_traceback(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("t") / "claims.csv"
    path.write_text(",".join(COLUMNS) + "\n" + text, "utf-8")
    try:
        assert len(read_table(path)) >= 0
    except InputError as error:
        assert error.problems
