"""The library: every charter loads, is coded at its own date, and the rules say of it what its history was."""

from importlib import resources

import pytest

from tether.charter.check import check
from tether.charter.library import MODEL, historical, names
from tether.charter.paths import parts
from tether.charter.rules import all_rules, rule_of
from tether.charter.schema.charter import json_schema
from tether.charter.values import When
from tether.errors import UsageError
from tether.precedents.cases import coded_cases, count_outcome, tally_of

HISTORY = [n for n in names() if n != MODEL]
KNOWN = {
    "iraq-national-guard-bill-2015": {"CMD03", "POL04", "LAW02", "PAT02"},
    "iraq-national-guard-bill-2015-09": {"CMD03", "POL04", "LAW02", "PAT02"},
    "iraq-popular-mobilization-law-2016": {"IND01", "IND03", "IND04", "PHA03", "EXT01", "PAT02"},
    "iraq-sons-of-iraq-2007": {"PAT01", "PAY01", "PAY03", "PAY05", "EXT04", "LAW01", "CMD05"},
    "libya-supreme-security-committee-2011": {"IND01", "IND04", "IND05", "PAY03", "PAY06", "ARM01"},
    "libya-shield-2012": {"IND01", "IND03", "IND04", "ARM01", "ARM03", "PHA03"},
    "libya-presidential-guard-2016": {"PHA05", "POL02"},
    "libya-national-guard-2013": set(),
    "libya-congress-guard-2015": set(),
    "afghanistan-local-police-2010": {"IND01", "IND07", "TRU03", "EXT01", "PHA03"},
    "burundi-2004": set(),
    "south-sudan-2018": {"CMD06"},
    "syria-sdf-2025": {"PHA01", "AST03"},
    "nepal-seven-points-2011": set(),
    "bangsamoro-normalization-2014": set(),
    "mozambique-local-force-2023": set(),
    "ukraine-resistance-2021": set(),
}
OF_TODAY = {"ukraine-resistance-2021", "mozambique-local-force-2023"}  # nobody knows yet how they end
OTHER_KINDS = {"nepal-seven-points-2011", "bangsamoro-normalization-2014"}  # men leave, or are merged after a war
FORM = {r.code for r in all_rules() if r.family == "SCH"}  # about the file, not the design


def fired(name):
    return {f.code for f in check(historical(name)).fired}


@pytest.mark.parametrize("name", names())
def test_it_loads_has_an_id_like_its_file_and_sources_for_what_it_says(name):
    charter = historical(name)
    assert charter.id == name and charter.meta.drafted and charter.meta.decider and charter.sources
    cited = {c.id for _, part in parts(charter) for c in getattr(part, "src", None) or () if not isinstance(c, str)}
    assert {s.id for s in charter.sources} >= cited


@pytest.mark.parametrize("name", HISTORY)
def test_the_rules_find_what_its_history_is_known_for(name):
    assert KNOWN[name] <= fired(name), KNOWN[name] - fired(name)


def test_every_historical_charter_is_in_the_table_of_what_is_known():
    assert set(KNOWN) == set(HISTORY) and len(HISTORY) == 17


def decided(name):
    """Return how many rules fired, and how many could be decided at all."""
    report = check(historical(name))
    form = FORM | {r.code for r in all_rules() if r.family == "DUT"}  # what the text speaks of, not whether it is sound
    found = {f.code for f in report.fired} - form
    return len(found), len(found | set(report.kept) - form)


def test_the_full_success_breaks_the_smallest_share_of_the_rules_that_could_be_decided():
    ended = [n for n in HISTORY if n not in OF_TODAY | OTHER_KINDS]
    shares = {name: n / of for name in ended for n, of in [decided(name)] if of >= 8}
    assert min(shares, key=shares.get) == "burundi-2004"


def test_few_findings_mean_little_where_little_is_known():
    """Libya's guard of 2013 breaks next to nothing because next to nothing is known of it."""
    found, of = decided("libya-national-guard-2013")
    assert found == 0 and of < 8 and "SCH03" in fired("libya-national-guard-2013")
    assert all(check(historical(name)).questions for name in HISTORY), "unknown stays unknown"


@pytest.mark.parametrize("name", HISTORY)
def test_a_design_is_not_coded_from_what_came_after_it(name):
    """Sources may be later than the design; its own dates and phases may not lie more than a few years on."""
    charter = historical(name)
    last = charter.meta.drafted.hi.year + 4
    dated = [p.date for p in charter.steps or ()] + [pay.funded_until for pay in charter.pay or ()]
    assert all(when.hi.year <= last for when in dated if isinstance(when, When))


def test_the_iraqi_bill_knows_nothing_later_than_june_2015():
    charter = historical("iraq-national-guard-bill-2015")
    for path, part in parts(charter):
        for name in type(part).model_fields:
            value = getattr(part, name)
            if isinstance(value, When) and name in ("published", "date", "drafted"):
                assert str(value.lo) <= "2015-06-30", (path, name)
    assert not {"alj", "hakhwan"} & {s.id for s in charter.sources}


def test_the_bill_of_september_2015_is_a_text_of_its_own():
    """Articles 1 and 7 were the dispute; half a per cent of each province's people; State of Law against it."""
    june, september = (historical(f"iraq-national-guard-bill-2015{end}") for end in ("", "-09"))
    assert june.meta.drafted.hi < september.meta.drafted.lo
    shares = {c.id: c.at("sharing.allocation")[0].per_capita.v for c in (june, september)}
    assert list(shares.values()) == [0.03, 0.005]
    stands = {v.actor: v.position for v in september.at("politics.vetoes")}
    assert stands["bloc-sol"] == "oppose" and stands["bloc-sunni"] == "conditional"
    assert (
        "iraq-national-guard-bill-2015-09"
        not in (resources.files("tether.cases") / "iraq-2015" / "case.yaml").read_text()
    )


@pytest.mark.parametrize(
    ("name", "country"), [(n, n.split("-")[0]) for n in HISTORY if n.startswith(("iraq", "libya"))]
)
def test_its_ids_are_the_theatres(name, country):
    from tether.theatre import load

    assert "army" in historical(name, load(country)).kinds or country == "libya"


def test_an_unknown_name_is_a_message():
    with pytest.raises(UsageError, match="did you mean 'burundi-2004'"):
        historical("burundi-2005")


def test_the_table_of_cases_is_whole():
    cases = coded_cases()
    assert len(cases) == 21 == len({c.id for c in cases})
    assert all(set(c.tags.values()) <= {"S", "R"} and c.sources for c in cases)
    assert sum(c.wartime for c in cases) == 9


def test_tallies_count_what_the_table_holds():
    rule = rule_of("IND01")
    n = count_outcome(rule, "indep")
    by_hand = [
        c for c in coded_cases() if c.fields.get("mode") not in (None, "n/a", "unknown") and c.bad("indep") is not None
    ]
    whole = [c for c in by_hand if c.fields["mode"] in rule.tally.values]
    assert (n.fired, n.quiet) == (len(whole), len(by_hand) - len(whole))
    assert n.bad_when_fired == sum(c.bad("indep") for c in whole)
    war, after = count_outcome(rule, "indep", True), count_outcome(rule, "indep", False)
    assert war.fired + after.fired == n.fired and war.quiet + after.quiet == n.quiet


def test_every_tally_names_a_field_and_values_of_the_table():
    fields = {name for c in coded_cases() for name in c.fields}
    for rule in all_rules():
        if rule.tally is not None:
            assert rule.tally.field in fields, rule.code
            coded = {str(c.fields[rule.tally.field]) for c in coded_cases() if rule.tally.field in c.fields}
            assert rule.tally.below is not None or set(rule.tally.values) & coded, rule.code
            assert "where it would fire" in tally_of(rule)
        else:
            assert tally_of(rule) == "Not coded in the table of cases."


def _plain(value):
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(v) for v in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", names())
def test_the_json_schema_accepts_what_the_reader_accepts(name):
    import jsonschema

    validator = jsonschema.Draft202012Validator(json_schema())
    tree = _plain(historical(name)._text.tree)
    assert list(validator.iter_errors(tree)) == []
    for wrong in (
        {"forces": [{"id": "g", "kind": "gard"}]},
        {"fources": []},
        {"law": {"min_age": "soon"}},
        {"meta": {"starts": "June"}},
    ):
        assert list(validator.iter_errors({**tree, **wrong})), wrong


def test_every_key_of_the_schema_has_its_sentence():
    schema = json_schema()
    for name, definition in schema["$defs"].items():
        for key, value in definition.get("properties", {}).items() if name != "When" else ():
            assert value.get("description"), f"{name}.{key}"
