"""The claim store: located problems, three stamps, no hindsight, contradictions side by side."""

from datetime import date

import pytest

from tether.dossier.profile import statement
from tether.errors import InputError
from tether.evidence.claims import Claims, load_claims, read_claims, read_period
from tether.evidence.claims.read import claimed_countries

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
    - {says: size, value: 10, basis: field, when: 2099-01, src: a, tag: S}
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


def test_a_text_that_holds_a_person_is_refused_and_not_shown(tmp_path):
    rows = """  army:
    - {says: said, of: "ring ٠٧٧٠ ١٢٣ ٤٥٦٧", when: 2015-01, src: a, tag: S}
    - {says: size, value: 10, basis: field, when: 2015-01, src: a, tag: S, quote: "as Abu Mustafa al-Basri told us"}
    - {says: said, of: "Prime Minister Haider al-Abadi agreed", when: 2015-01, src: a, tag: S}
"""
    found = _problems(tmp_path, rows)
    assert len(found) == 2 and "iraq.yaml:8" in found[0] and "iraq.yaml:9" in found[1]
    assert "a phone number (not shown)" in found[0] and "Mustafa" not in found[1]
    path = tmp_path / "iraq.yaml"
    path.write_text(
        "public_persons: [Abu Mustafa al-Basri]\n" + HEAD + rows.replace("ring ٠٧٧٠ ١٢٣ ٤٥٦٧", "in 2014"), "utf-8"
    )
    assert len(read_claims(path)) == 3


def test_the_shipped_claims_name_nobody():
    for country in claimed_countries():
        assert len(load_claims(country))


def test_a_hundred_thousand_unknown_names_are_guessed_at_a_hundred_times(monkeypatch):
    from dataclasses import replace

    from tether.errors import Problems
    from tether.evidence.claims import check, load_claims

    asked = []
    monkeypatch.setattr(check, "did_you_mean", lambda name, known: asked.append(name) or "near")
    one = next(c for c in load_claims("libya").claims if not c.object)
    problems = Problems("x.yaml")
    check.check_ids([replace(one, subject=f"nobody-{n % 500}") for n in range(2_000)], {"a": "actor"}, problems)
    assert len(asked) == check.MOST_GUESSED and len(problems.found) == 2_000


def test_a_fact_that_nobody_read_and_a_judgement_are_counted_apart(tmp_path):
    file = tmp_path / "c.yaml"
    text = """coded: 2026-11-22
{coder}sources: {{a: {{title: t, date: 2015-01, grade: press}}}}
claims:
  x:
    - {{says: size, value: 100, basis: claimed, when: 2014, src: a, tag: R}}
    - {{says: size, value: 120, basis: judged, when: 2014, src: a, tag: J{by}}}
"""
    file.write_text(text.format(coder="", by=", by: the mission's analyst"), "utf-8")
    read = read_claims(file)
    assert [c.tag for c in read.claims] == ["R", "J"] and read.claims[1].judged_by == "the mission's analyst"
    assert "1 are facts that nobody read" in repr(read) and "1 are judgements" in repr(read)
    assert not read.without(recalled=True).claims, "neither was read"
    file.write_text(text.format(coder="coder: the ministry's desk\n", by=""), "utf-8")
    assert read_claims(file).claims[1].judged_by == "the ministry's desk"
    file.write_text(text.format(coder="", by=""), "utf-8")
    with pytest.raises(InputError, match=r"c\.yaml:6:\d+: .*a judgement by nobody; expected by: an office or a role"):
        read_claims(file)


def test_what_is_left_unread_of_iraq_is_less_than_a_hundred_facts():
    tags = [c.tag for c in load_claims("iraq").claims if not c.where.startswith("ucdp")]
    assert tags.count("R") < 100 and tags.count("J") > tags.count("R")
    shares = [c for c in load_claims("iraq").claims if c.predicate == "population"]
    assert len([c for c in shares if c.tag == "D"]) == 18 and all("projected for 2010" in c.note for c in shares)


def test_who_read_nothing_can_quote_nothing(tmp_path):
    row = "  army:\n    - {says: fights, of: islamic-state, when: 2015-01, src: a, tag: %s, %s: they fight}\n"
    [problem] = _problems(tmp_path, row % ("R", "quote"))
    assert "iraq.yaml:8" in problem and "words of a, which nobody read (tag R)" in problem
    assert "a remark is a note" in problem
    assert _read(tmp_path, row % ("R", "note")).claims[0].note == "they fight"
    assert _read(tmp_path, row % ("S", "quote")).claims[0].quote == "they fight"


def test_a_claim_prints_words_in_quotation_marks_and_a_remark_without():
    [asked] = load_claims("libya").about("misrata-battalion", "requests")
    said = statement(asked, {})
    assert said.endswith(": “satellite intelligence, night vision goggles, armored vehicles and mine detectors”")
    [told] = [c for c in load_claims("iraq").about("islamic-state") if "no causal estimate" in c.note]
    assert "”. The article's claim; no causal" in statement(told, {})


@pytest.mark.parametrize(
    ("when", "said"),
    [("٢٠١٥-٠١", "digits 0 to 9"), ("محرم ١٤٣٦", "digits 0 to 9"), ("1436-01", "Hijri"), ("2015-13", "no month 13")],
)
def test_a_date_that_cannot_be_read_says_how_to_write_it(tmp_path, when, said):
    row = f'  army:\n    - {{says: fights, of: islamic-state, when: "{when}", src: a, tag: S}}\n'
    [problem] = _problems(tmp_path, row)
    assert "iraq.yaml:8" in problem and said in problem
