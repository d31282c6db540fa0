"""The claim store: located problems, three stamps, no hindsight, contradictions side by side."""

from datetime import date

import pytest

from tether.errors import InputError
from tether.evidence.claims import Claims, load_claims, read_claims, read_period

HEAD = """country: iraq
coded: 2026-11-22
sources:
  a: {title: A, date: 2015-03, grade: press}
  b: {title: B, date: 2018, grade: official}
claims:
"""


def _read(tmp_path, body, ids=None):
    path = tmp_path / "iraq.yaml"
    path.write_text(HEAD + body, "utf-8")
    return read_claims(path, ids)


def _problems(tmp_path, body, ids=None):
    with pytest.raises(InputError) as raised:
        _read(tmp_path, body, ids)
    return [str(p) for p in raised.value.problems]


def test_all_problems_are_told_at_once_with_their_lines(tmp_path):
    found = _problems(
        tmp_path,
        """  army:
    - {says: size, value: 10, basis: field, src: a, tag: S}
    - {says: size, value: 10, basis: field, when: 2015-01, tag: S}
    - {says: sise, value: 10, basis: field, when: 2015-01, src: a, tag: S}
    - {says: size, value: 10, basis: field, when: 2015-04, src: a, tag: S}
    - {says: size, value: 10, basis: field, when: 2999-01, src: a, tag: S}
    - {says: size, value: [3, 2, 4], basis: field, when: 2015-01, src: a, tag: S}
    - {says: ghost-share, value: 1.4, basis: field, when: 2015-01, src: a, tag: S}
    - {says: size, value: 10, basis: field, when: 2015-13, src: a, tag: S}
    - {says: size, value: 10, basis: field, when: 2015-01, src: c, tag: S, colour: red}
""",
    )
    text = "\n".join(found)
    assert "iraq.yaml:8:7: claims.army.0.when: no key 'when'; expected when: a date" in text
    assert "iraq.yaml:9:7: claims.army.1.src: no key 'src'; expected src: the id of a source" in text
    assert "iraq.yaml:10" in text and "did you mean 'size'?" in text
    assert "iraq.yaml:11" in text and "happened 2015-04-01, published 2015-03-31" in text
    assert "iraq.yaml:12" in text and "a future date" in text
    assert "iraq.yaml:13" in text and "lo ≤ v ≤ hi" in text
    assert "iraq.yaml:14" in text and "a share between 0 and 1" in text
    assert "iraq.yaml:15" in text and "no month 13" in text
    assert (
        "iraq.yaml:16" in text
        and "'c'; expected a source of this file; allowed: a, b" in text
        and "unknown key 'colour'" in text
    )


def test_a_person_where_a_group_is_due_is_refused(tmp_path):
    ids = {"army": "force", "someone": "person", "anbar": "place", "us": "state"}
    body = """  someone:
    - {says: size, value: 1, basis: field, when: 2015-01, src: a, tag: S}
  nobody-known:
    - {says: aids, of: army, when: 2015-01, src: a, tag: S}
  us:
    - {says: aids, of: anbar, when: 2015-01, src: a, tag: S}
"""
    found = "\n".join(_problems(tmp_path, body, ids))
    assert "'someone' is a person" in found
    assert "'nobody-known' is not in the theatre" in found and "people have no entry" in found
    assert "'anbar' is a place; expected a actor" in found


def test_broken_yaml_and_double_keys_are_located(tmp_path):
    assert "not YAML" in _problems(tmp_path, "  army: [\n")[0]
    found = _problems(tmp_path, "  army: []\n  army: []\n")
    assert "iraq.yaml:8:3: claims: the key 'army' a second time (first on line 7)" in found[0]


def test_vague_dates_are_intervals_never_guessed_days():
    assert (read_period("2015").start, read_period("2015").end) == (date(2015, 1, 1), date(2015, 12, 31))
    assert read_period("2015").known == date(2015, 12, 31)
    assert read_period("2014-06..").end is None
    assert read_period("2015-02").end == date(2015, 2, 28)
    with pytest.raises(ValueError, match="before the start"):
        read_period("2015-03..2014")


BODY = """  army:
    - {says: size, value: 100, basis: field, when: "2014-01..2016-01", src: b, tag: S}
    - {says: size, value: 300, basis: field, when: 2015-01, src: a, tag: S}
    - {says: size, value: [80, 90, 200], basis: field, when: "2015-02..", src: a, tag: R}
    - {says: size, value: 7, basis: field, when: 2016-06, src: b, tag: S}
"""


def test_a_later_claim_smuggled_in_is_not_known(tmp_path):
    claims = _read(tmp_path, BODY)
    known = claims.as_of("2015-03")
    assert [c.v for c in known] == [100, 300, 90]
    assert [c.v for c in claims.after("2015-03")] == [7]
    assert [c.v for c in claims.as_of("2015-03", published=True)] == [300, 90]
    assert [c.v for c in known.retrospective] == [100]


def test_a_cut_off_hides_that_something_would_end(tmp_path):
    first = _read(tmp_path, BODY).as_of("2015-03").claims[0]
    assert first.happened_to is None
    assert _read(tmp_path, BODY).as_of("2016-03").claims[0].happened_to == date(2016, 1, 31)


def test_the_interval_spans_what_stands_and_prefers_the_seen(tmp_path):
    known = _read(tmp_path, BODY).as_of("2015-03")
    span = known.interval("army", "size", basis="field")
    assert (span.lo, span.v, span.hi) == (80, 100, 200)  # the snapshot of January no longer stands
    assert not span.recalled and known.without(recalled=True).interval("army", "size").hi == 100
    assert known.without(source="b").interval("army", "size").recalled
    assert known.interval("army", "size", basis="payroll") is None


def test_handling_marks_are_enforced_at_export(tmp_path):
    body = "  army:\n    - {says: motive, of: x, when: 2015-01, src: a, tag: S, handling: internal}\n"
    claims = _read(tmp_path, body)
    assert len(claims) == 1 and len(claims.exportable()) == 0


def test_an_unknown_country_is_one_message():
    with pytest.raises(InputError, match="did you mean 'iraq'"):
        load_claims("irak")


def test_iraq_gives_the_order_its_initial_conditions():
    iraq = load_claims("iraq").as_of("2015-06")
    assert isinstance(iraq, Claims)
    for force in ("army", "fedpol", "peshmerga", "hashd-iran", "hashd-other", "tribal", "islamic-state"):
        span = iraq.interval(force, "size", basis="field")
        assert span is not None and 0 < span.lo < span.v < span.hi, force
    for group in ("hashd-iran", "hashd-other", "tribal", "islamic-state", "peshmerga"):
        homes = [c for c in iraq.about(group, "rooted-in") if c.object not in ("shia-arab", "sunni-arab")]
        assert sum(c.v for c in homes) == pytest.approx(1.0, abs=0.03), group
    assert iraq.interval("irgc", "patron-of", "hashd-iran").lo >= 0.5
    assert iraq.interval("sunni-arab", "distrusts", "iraqi-government").v == 0.94


def test_no_field_size_is_larger_than_its_payroll():
    iraq = load_claims("iraq").as_of("2015-06")
    for force in ("army", "fedpol", "peshmerga"):
        assert iraq.interval(force, "size", basis="field").v < iraq.interval(force, "size", basis="payroll").v
