"""SCH06–SCH08: waivers that cover nothing or have lapsed, that last too long, and that name their place by a number."""

from __future__ import annotations

from collections.abc import Iterator

from tether.charter.findings import RuleVerdict, cannot_tell, fires, quiet
from tether.charter.id_paths import by_position, id_path
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.values import UNKNOWN, Blank, When

MONTH = 30.4375  # days


@rule(
    code="SCH06",
    severity="warning",
    statement="Every waiver covers a finding, and has not lapsed",
    words="",
    source="the checker's own rule",
    second="A waiver that covers nothing reads as if something were accepted, and hides the next finding of its rule",
    evidence="normative",
    remedy="Take the waiver out, name the place where the rule fires, or have it renewed by the office that gave it.",
    fails="""
pay: [{force: g, via: bank}]
waivers: [{rule: PAY02, at: "pay[force=g].via", reason: agreed, by: cabinet, until: 2090-01-01}]
""",
    passes="""
pay: [{force: g, via: commander}]
waivers: [{rule: PAY02, at: "pay[force=g].via", reason: agreed, by: cabinet, until: 2090-01-01}]
""",
)
def waivers_cover_something(design: Design) -> Iterator[RuleVerdict]:
    """Each waiver of a rule that can be waived: its place exists, its day has not passed, its rule fires there."""
    from tether.charter.rules import rule_of
    from tether.charter.waivers import code_of, covers, is_waivable, place_of_waiver

    for (path, waiver), written in zip(design.rows("waivers"), design.charter.waivers or (), strict=True):
        if not is_waivable(waiver.rule):
            continue
        place = place_of_waiver(written, design.charter)
        where = f" at {written.at}" if isinstance(written.at, str) else ""
        if written.at is UNKNOWN:
            yield cannot_tell(f"{path}.at", f"Where is {waiver.rule} waived?")
        elif place is None:
            said = f"a waiver of {waiver.rule} at {written.at!r}, which is no place of this charter"
            yield fires(f"{path}.at", said)
        elif waiver.until is UNKNOWN:
            yield cannot_tell(f"{path}.until", f"Until when is {waiver.rule} waived?")
        elif isinstance(waiver.until, When) and waiver.until.hi < design.today:
            yield fires(f"{path}.until", f"the waiver of {waiver.rule}{where} lapsed on {waiver.until}")
        else:
            waived = rule_of(code_of(waiver))
            assert waived is not None
            told = {v.result for v in waived.check(design) if covers(place, v.path)}
            if "fires" in told:
                yield quiet(path)
            elif "cannot tell" in told:
                question = f"Is the waiver of {waived.code}{where} needed? Its rule cannot tell before it is answered."
                yield cannot_tell(path, question)
            else:
                yield fires(path, f"a waiver of {waived.code}{where}, where the rule finds nothing")


@rule(
    code="SCH07",
    severity="warning",
    statement="No waiver lasts longer than the longest term",
    words="",
    source="the checker's own bound",
    second="What is accepted for years is a clause of the law, and belongs into its text",
    evidence="normative",
    remedy="Shorten the waiver and have it renewed, or write into the law what it accepts.",
    fails="""
meta: {drafted: 2026-01-01}
waivers: [{rule: CMD04, reason: small staff, by: cabinet, until: 2036-01-01}]
""",
    passes="""
meta: {drafted: 2026-01-01}
waivers: [{rule: CMD04, reason: small staff, by: cabinet, until: 2027-01-01}]
""",
)
def waivers_end(design: Design) -> Iterator[RuleVerdict]:
    """The months from the later of the draft and the start (today, where neither is known) to the waiver's end."""
    meta = design.at("meta")
    known = [] if isinstance(meta, Blank) else [d.hi for d in (meta.drafted, meta.starts) if isinstance(d, When)]
    first = max(known, default=design.today)
    most = design.settings.waiver_months
    for path, waiver in design.rows("waivers"):
        if waiver.until is UNKNOWN:
            yield cannot_tell(f"{path}.until", f"Until when is {waiver.rule} waived?")
        elif isinstance(waiver.until, When):
            least, longest = ((day - first).days / MONTH for day in (waiver.until.lo, waiver.until.hi))
            if longest > most + 0.1:
                said = f"the waiver of {waiver.rule} lasts {longest:,.0f} months from {first}, until {waiver.until}"
                measured = f"{longest:,.0f} against at most {most:,.10g}"
                yield fires(f"{path}.until", said, partly=least <= most, measured=measured)
            else:
                yield quiet(f"{path}.until")


@rule(
    code="SCH08",
    severity="note",
    statement="A waiver names its place by ids, not by a number that changes when a row is added",
    words="",
    source="the checker's own rule",
    second="A row put in before it moves the number, and the waiver then covers another clause than the one accepted",
    evidence="normative",
    remedy="Write the place by ids, in quotes (tether check --fix does it).",
    fails="""
pay: [{force: g, via: commander}]
waivers: [{rule: PAY02, at: pay.0.via, reason: agreed, by: cabinet, until: 2090-01-01}]
""",
    passes="""
pay: [{force: g, via: commander}]
waivers: [{rule: PAY02, at: "pay[force=g].via", reason: agreed, by: cabinet, until: 2090-01-01}]
""",
)
def waivers_name_by_id(design: Design) -> Iterator[RuleVerdict]:
    """The place of each waiver that is written by numbers although the row has a name."""
    for path, waiver in design.rows("waivers"):
        if not waiver.at:
            continue
        if by_position(design.charter, waiver.at):
            better = id_path(design.charter, waiver.at.strip())
            said = f'a place that counts rows, which moves when one is added; by ids it is "{better}"'
            yield fires(f"{path}.at", said)
        else:
            yield quiet(f"{path}.at")
