"""SCH: the checker on the file itself: how much is unknown, and whether its waivers are in order."""

from __future__ import annotations

from collections.abc import Iterator

from tether.charter.findings import RuleVerdict, fires, given, quiet
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.values import UNKNOWN, Blank

LEADING = (
    ("forces", ("kind", "status", "local", "places", "target_strength")),
    ("units", ("force", "parent", "origin")),
    ("posts", ("appointed_by", "removable_by", "ex_group")),
    ("command", ("type",)),
    ("powers", ("places", "grant")),
    (
        "induction",
        ("from_", "into", "mode", "contract_with", "max_group_share", "commander_rule", "vetting", "identity"),
    ),
    ("exits", ("kind", "places", "delivered_by", "funded_until", "ends")),
    ("pay", ("payer", "via", "gap_days", "roll", "funded_until", "registration")),
    ("arms", ("class_", "owner", "registered", "storage")),
    ("patrons", ("kinds", "via_state", "agreement", "ends")),
    ("aid", ("to", "item", "lethal", "recipient_vetted", "suspend_on", "ends")),
    ("phases", ("starts", "ends", "tests")),
)


@rule(
    code="SCH03",
    severity="warning",
    statement="Enough is known for the checker to speak",
    words="",
    source="the checker's own bound",
    second="A design of which a third is unknown gets more questions than findings; few findings are then no praise",
    evidence="normative",
    remedy="Answer the letter of questions (tether questions FILE) before reading few findings as a good sign.",
    fails="pay: [{force: g, payer: unknown, via: unknown, gap_days: unknown, roll: unknown, registration: open}]",
    passes="pay: [{force: g, payer: mof, via: bank, gap_days: 0, roll: none, registration: closed}]",
)
def enough_is_known(design: Design) -> Iterator[RuleVerdict]:
    """Count the leading fields, written or not, that are unknown under the reading."""
    values = [getattr(row, name) for section, names in LEADING for _, row in design.rows(section) for name in names]
    unknown = sum(value is UNKNOWN for value in values)
    if not values:
        return
    share, most = unknown / len(values), design.settings.unknown_share
    if share > most:
        said = f"{unknown} of {len(values)} leading fields are unknown under the {design.reading} reading"
        yield fires("meta", said, measured=f"{share:.0%} against at most {most:.0%}")
    else:
        yield quiet("meta")


@rule(
    code="SCH04",
    severity="error",
    statement="A waiver names a rule, a reason, an office and a date, and no stop is waived",
    words="",
    source="the checker's own rule",
    second="A stop rests on law or arithmetic, which a drafter cannot waive; the rules on aid are cleared only by a "
    "recorded clearance (authority, document, date) in law.due_diligence",
    evidence="normative",
    remedy="Mend what the stop found, or record the clearance; give every other waiver reason, office and date.",
    fails="waivers: [{rule: CMD02, reason: agreed, by: cabinet, until: 2030-01-01}]",
    passes="waivers: [{rule: CMD04, at: command.0, reason: small staff, by: cabinet, until: 2030-01-01}]",
)
def waivers_are_in_order(design: Design) -> Iterator[RuleVerdict]:
    """No stop waived, no unknown rule, nothing left out."""
    from tether.charter.rules import rule_of

    for path, waiver in design.rows("waivers"):
        waived = rule_of(waiver.rule)
        if waived is None:
            yield fires(f"{path}.rule", f"a waiver of {waiver.rule!r}, which is no rule")
        elif waived.severity == "stop" or waived.family == "SCH":
            yield fires(f"{path}.rule", f"a waiver of {waived.code}, which nobody can waive")
        for key in ("reason", "by", "until"):
            value = getattr(waiver, key)
            if isinstance(value, Blank):
                yield fires(path, f"a waiver of {waiver.rule} without {key}")
            else:
                yield given(f"{path}.{key}", value, "", "")
