"""Rows that need more than keys: powers, lines of command, duties; the force and the post of which a sentence speaks.

for draft in powers_of(named, rows, reading, 0): print(draft.values)     # {'force': 'guard', 'power': 'arrest', …}
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tether.law.lexicon import LexiconRow
from tether.law.named import MARK, NamedBodies, NamedBody, id_of
from tether.law.norms import DUTY, EXCEPTION, PERMISSION, PROHIBITION, modals
from tether.law.proposed_values import LOCAL, ReadSentence, RowDraft, hit_of, shortened, shown, value_of, values_of
from tether.law.subjects import lifts, speaks_of, stays
from tether.law.written_law import WrittenLaw

TAKEN_BY_OTHERS = (  # an obligation is proposed where the sentence isn't read as one of these already
    *("posts", "command", "powers", "pay", "arms", "surrender", "induction", "joint_bodies", "oversight", "exits"),
    *("delegations", "trust.grievance", "sharing.allocation", "sharing.territorial", "steps", "law", "end_state"),
    *("forces", "people", "precedence", "trust.consent", "units"),
)


# ---- rows that need more than keys


def powers_of(named: NamedBodies, rows: tuple[LexiconRow, ...], reading: ReadSentence, n: int) -> Iterator[RowDraft]:
    """Give the powers that a sentence gives the law's force, or denies it; none where others act in it."""
    first = MARK.search(reading.marked.text)
    subject = named.bodies[int(first[1])].section if first else ""
    told = subject in ("forces", "posts") or re.match(r"(?:it|they|elles?|ils?)\b|\blead", reading.marked.text)
    acts = speaks_of(named, reading.marked, reading.context)
    if lifts(reading.sentence, named.language) or stays(reading.marked.text, named.language):
        return  # what takes back another article's rule is told there; whoever stays where he stands gets no power
    if acts in ("others", "group", "anyone") or subject == "groups" or not (told or modals(reading.marked.source)):
        return  # what others shall do, or stop doing, is no power of the force
    if not any(row.key == "power" and hit_of(row, reading) for row in rows):
        return
    force = _acting_force(named, rows, reading)
    values: dict[str, Any] = {}
    why: list[str] = []
    denied_at = 0
    for row in rows:
        if row.key in ("power", "") or row.key in values:
            continue
        value, hit = value_of(named, "powers", row, reading)
        if value is None or hit is None or (row.key in ("grant", "decided_by") and _extends(reading, hit)):
            continue
        values[row.key] = value
        why.append(f"{row.key}: '{shown(reading, hit)}'")
        if value == "forbidden":
            denied_at = hit.start()
    if values.get("grant") == "forbidden" and EXCEPTION.search(reading.marked.source):
        values.pop("grant")
        asked = any(r.value == "on-request" and r.pattern.search(reading.marked.text) for r in rows)
        if "decided_by" in values or asked:
            values["grant"] = "on-request"
    for row in rows:
        hit = hit_of(row, reading) if row.key == "power" else None
        if hit is not None:
            kept = _terms(row.value, values, _granted_before(reading, hit, denied_at))
            said = [f"'{shown(reading, hit)}'", *(w for w in why if w.split(":")[0] in kept)]
            yield RowDraft("powers", {"force": force, "power": row.value, **kept}, n, n, said, "high")


def _acting_force(named: NamedBodies, rows: tuple[LexiconRow, ...], reading: ReadSentence) -> str | None:
    """Return the force that has a power: one named before it; who is named after it is handed to, or helped."""
    hits = [hit.start() for row in rows if row.key == "power" and (hit := hit_of(row, reading))]
    main = named.main.id if named.main is not None else None
    for mark in MARK.finditer(reading.marked.text[: min(hits, default=0)]):
        if named.bodies[int(mark[1])].section == "forces":
            return named.bodies[int(mark[1])].id
    return main or _force_of(named, reading)


def _terms(power: str, values: dict[str, Any], granted: bool) -> dict[str, Any]:
    """Return the terms of one power of a sentence: hours to hand over for whoever is seized, none of what is denied."""
    kept = {k: v for k, v in values.items() if power in ("arrest", "detain") or k != "limit_hours"}
    if kept.get("grant") != "forbidden":
        return kept
    left_out = ("grant",) if granted else ("limit_hours", "handover_to")
    return {k: v for k, v in kept.items() if k not in left_out}


EXTENDS = re.compile(
    r"\b(?:extend|renew|prolong)|(?:تمدد|يمدد|تمديد|تجدد|يجدد|تجديد)|\b(?:prolong|renouvel|prorog)", re.IGNORECASE
)


def _extends(reading: ReadSentence, hit: re.Match[str]) -> bool:
    """Return whether words are about a longer time, and not about the power: "extended only with the approval of"."""
    clause = re.split(r"[,;،؛]", reading.marked.text[: hit.end()])[-1]
    return EXTENDS.search(clause[-70:]) is not None


def _granted_before(reading: ReadSentence, hit: re.Match[str], denied_at: int) -> bool:
    """Return whether a power is given before another is denied: "may arrest …, and shall keep no cells"."""
    between = reading.marked.text[hit.end() : denied_at]
    return hit.end() <= denied_at and re.search(r"[,;،؛]", between) is not None


def commands_of(named: NamedBodies, rows: tuple[LexiconRow, ...], reading: ReadSentence, n: int) -> Iterator[RowDraft]:
    """Give the lines of command that a sentence draws."""
    for row in rows:
        for hit in row.pattern.finditer(reading.marked.text) if row.kind == "edge" else ():
            ends = hit.groupdict()
            if not ends.get("from") or not ends.get("to") or ends["from"] == ends["to"]:
                continue
            above, below = named.bodies[int(ends["from"])], named.bodies[int(ends["to"])]
            if below.section in ("actors",) or above.section == "forces":
                continue
            if above.kind in ("institution", "agency", "court") and re.search(r"report|rapport|rend compte", hit[0]):
                continue  # a report is no line of command
            values = {"from": above.id, "to": below.id}
            more = tuple(r for r in rows if r.kind == "word")
            own = LOCAL.split(reading.marked.text[min(hit.start("from"), hit.start("to")) :])[0]
            others = [(r.key, r.value) for r in more if r.pattern.search(reading.marked.text)]
            read = [(r.key, r.value) for r in more if r.pattern.search(own)] or others
            if "and to" in hit[0] or hit.start("to") < hit.start("from"):
                after = LOCAL.split(reading.marked.text[hit.start("from") :])[0]
                read = [(r.key, r.value) for r in more if r.pattern.search(after)] or read
            values |= dict(reversed(read))
            yield RowDraft("command", values, n, n, [f"'{shown(reading, hit)}'"], "high")


TELLS = re.compile(
    r"(?:the |le |la |l['’])?‹(\d+)› (?:tells|informs|notifies|reports|publishes|submits|"
    r"hands|delivers|informe|notifie|publie)\b",
    re.IGNORECASE,
)


CITES = re.compile(
    r"\b(?:may|shall) be (?:cited|called) (?:as )?|(?:يسمى|تسمى|يشار إلى) هذا (?:ال)?(?:قانون|مرسوم|نظام|قرار)|"
    r"\best (?:intitulée?|dénommée?)\b",
    re.IGNORECASE,
)


def obligation_of(
    law: WrittenLaw,
    named: NamedBodies,
    rows: tuple[LexiconRow, ...],
    reading: ReadSentence,
    n: int,
    taken: set[str],
) -> Iterator[RowDraft]:
    """Give the duty that a sentence lays on somebody, where it is read as nothing else (``taken``)."""
    if CITES.search(reading.sentence):
        return  # how the law is called is nobody's duty
    bearer, at = _bearer(law, named, reading)
    duty = "duty" in modals(reading.marked.source) or reading.marked.text.startswith("علي ‹")
    if bearer is None and (tells := TELLS.match(reading.marked.text)):  # a duty in the present: who tells whom by when
        bearer, at, duty = named.bodies[int(tells[1])], tells.end(1) + 1, True
    if bearer is None or not duty or reading.sentence.rstrip().endswith(":"):
        return
    values, why = values_of(law, named, "obligations", rows, reading)
    timed = "deadline" in values or "deadline_days" in values
    if taken & set(TAKEN_BY_OTHERS) - ({"steps", "law", "surrender", "arms"} if timed else set()):
        return
    what = shortened(reading.marked.words(max(at, reading.context), len(reading.marked.text)))
    found = {"bearer": bearer.id, "what": what, **values}
    yield RowDraft("obligations", found, n, n, [f"bearer: '{bearer.name}'", *why], "high" if timed else "low")


def _bearer(law: WrittenLaw, named: NamedBodies, reading: ReadSentence) -> tuple[NamedBody | None, int]:
    """Return who must do what a sentence asks, and where the words of what must be done begin."""
    text = reading.marked.text
    if law.language == "ar":
        hit = MARK.search(text)
        return (named.bodies[int(hit[1])], 0) if hit else (None, 0)
    modal = DUTY.search(text) or PROHIBITION.search(text) or PERMISSION.search(text)
    if modal is None:
        return None, 0
    clause = LOCAL.split(text[: modal.start()])[-1]
    before = MARK.search(clause)
    by = re.search(r"\b(?:by|par) (?:the |la |le |l['’])?‹(\d+)›", text[modal.end() :])
    passive = re.match(r" (?:not )?(?:be|être)\b", text[modal.end() :])
    if passive is not None and by is not None:
        return named.bodies[int(by[1])], 0
    if passive is not None or before is None:
        return None, 0
    return named.bodies[int(before[1])], modal.end()


def force_spoken_of(named: NamedBodies, reading: ReadSentence) -> dict[str, str] | None:
    """Return by which id and name the force that a sentence is about is called; None where it is about no force."""
    acts = speaks_of(named, reading.marked, reading.context)
    if acts == "group":
        return None  # a group of origin is no force, whatever becomes of it
    if acts == "others":
        words = OTHERS_NAMED.match(reading.sentence)
        name = shortened(words[1])[:60] if words is not None else ""
        return {"id": id_of(name)[:48].strip("-"), "name": name} if name and named.language != "ar" else None
    force = _force_of(named, reading)
    return {"id": force} if force else None


OTHERS_NAMED = re.compile(  # the words before the verb: 'All other armed formations'
    r"(?:\(?\w{1,3}\)?[.)] )?(.{3,90}?) (?:shall|must|may|will|is|are|cease|est|sont|doivent)\b", re.IGNORECASE
)


def _force_of(named: NamedBodies, reading: ReadSentence) -> str | None:
    """Return the force of which a sentence speaks: the first that it names, else the law's own."""
    if re.search(r"\b(?:establish|creat|set up|raised)|تنش|توسس|ينشا|cree|institu", reading.marked.text) and named.main:
        return named.main.id
    for hit in MARK.finditer(reading.marked.text):
        body = named.bodies[int(hit[1])]
        if body.section == "forces":
            return body.id
    return named.main.id if named.main is not None else None


TITLED = re.compile(
    r"^(?:the |an? |each )?(.{3,70}?),? (?:is|are|shall be|may be)(?: \w+){0,2} "
    r"(?:appointed|nominated|elected|selected)"
)
TITLED_FR = re.compile(r"^(?:le |la |les |l['’])?(.{3,70}?) (?:est|sont) (?:nomme|designe|elu)")


def title_of(named: NamedBodies, reading: ReadSentence) -> str:
    """Return the post of which a sentence speaks: a post that it names, or what is appointed."""
    text = reading.marked.text
    hit = (TITLED_FR if named.language == "fr" else TITLED).match(text)
    if hit is not None and named.language != "ar":
        return reading.marked.words(hit.start(1), hit.end(1)).strip()
    for mark in MARK.finditer(text):
        body = named.bodies[int(mark[1])]
        if body.section == "posts":
            return body.name
    return ""
