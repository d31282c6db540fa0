"""SCH: the checker on the file itself: how much is unknown, and whether its waivers are in order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tether.charter.findings import RuleVerdict, cannot_tell, fires, given, quiet
from tether.charter.kinds import kind_names, kinds_of
from tether.charter.paths import parts
from tether.charter.reading import Design
from tether.charter.rules.rule import rule
from tether.charter.values import NONE, UNKNOWN, Blank, Number

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
    fails="waivers: [{rule: DEP01, reason: agreed, by: cabinet, until: 2030-01-01}]",
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


@rule(
    code="SCH05",
    severity="warning",
    statement="The charter says what kind of design it is",
    words="",
    source="the checker's own rule",
    second="What a design must speak of, which rules apply to it and what broke comparable cases hang on its kind",
    evidence="normative",
    remedy="Write meta.kind: one of the kinds, or several where it is more than one.",
    fails="meta: {kind: none}",
    passes="meta: {kind: [guard]}",
)
def the_kind_is_said(design: Design) -> Iterator[RuleVerdict]:
    """A kind, written or plain from what the design raises; an overlay has that of its status quo."""
    meta = design.charter.meta
    if isinstance(meta, Blank) or meta.overlay:
        return
    if meta.kind is NONE:
        yield fires("meta.kind", "a design of no kind")
    elif kinds_of(design).names:
        yield quiet("meta.kind")
    else:
        kinds = [name for name, _ in kind_names().values()]
        yield cannot_tell("meta.kind", f"What kind of design is it: {', '.join(kinds[:-1])} or {kinds[-1]}?")


@rule(
    code="SCH10",
    severity="warning",
    statement="An article that is cited is one that the law has",
    words="",
    source="the checker's own rule",
    second="A reader who looks an article up and finds none distrusts the rest",
    evidence="normative",
    remedy="Correct the number of the article, or the number of articles in law.instrument.articles.",
    fails="""
law: {instrument: {articles: 12}}
pay: [{force: g, article: "19(2)"}]
""",
    passes="""
law: {instrument: {articles: 22}}
pay: [{force: g, article: "19(2)"}]
""",
)
def cited_articles_exist(design: Design) -> Iterator[RuleVerdict]:
    """The leading number of each row's article, against how many articles the law has."""
    articles = design.at("law.instrument.articles")
    if not isinstance(articles, Number):
        return
    for path, part in parts(design.whole):
        cited = getattr(part, "article", None)
        number = re.match(r"(?:art\.? ?|article )?(\d{1,4})\b", cited.strip(), re.I) if isinstance(cited, str) else None
        if number and int(number[1]) > articles.hi:
            at = ".".join(map(str, path))
            yield fires(
                at, f"article {cited} is cited, of a law with {articles} article{'' if articles.hi == 1 else 's'}"
            )
        elif number:
            yield quiet(".".join(map(str, path)))
