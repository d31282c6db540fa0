"""Rows of a charter that a law's words suggest, each with its article, its quote, its values, why, and how sure.

    for row in proposals_of(law).rows: print(row.place, row.section, row.values, row.quote)

Nothing here is a coding: each row is *proposed*, and a person confirms it (``coding_form``, ``confirming``). A sentence
is read with its names marked (``named``) and the patterns of ``lexicon.csv``: which section of a charter it speaks to,
who shall do what, which numbers, days and words the schema has a key for. How sure:
what ``sureness`` makes of the signs of a row (values that stand in its words, who acts, whether a norm is there, what
else claims the sentence, an exception that follows), as they went with right rows in coded laws.

``bench/law.py`` measures what comes of it, by how sure. To teach it: a row of ``lexicon.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from tether.charter.schema_keys import SchemaKey, key_at, keys_at
from tether.charter.workbook_words import slug
from tether.documents.yaml_file import Key
from tether.law.faults import place_of, sentences
from tether.law.lexicon import Lexicon, LexiconRow, lexicon_for
from tether.law.mere_mentions import is_mere_mention
from tether.law.named import MARK, MarkedText, NamedBodies, NamedBody, id_of, named_in
from tether.law.norms import DUTY, EXCEPTION, PERMISSION, PROHIBITION, kind_of, modals
from tether.law.quantities import HOURS, SCHEMA_UNITS, dates, quantities
from tether.law.subjects import denied, names_grave, speaks_of, takes_back
from tether.law.sureness import graded
from tether.law.written_law import Provision, WrittenLaw

EACH_SENTENCE = ("obligations", "delegations", "steps", "phases")  # a row for each sentence, not for each provision
IDENTITY = {  # the key by which one row of a provision is told from the next
    "powers": "power",
    "posts": "title",
    "joint_bodies": "body",
    "oversight": "body",
    "exits": "kind",
    "assets": "kind",
    "forces": "id",
}
MAIN_FORCE = {"powers": "force", "pay": "force", "arms": "force", "units": "force", "precedence": "unit"}
MAIN_FORCE |= {"induction": "into", "sharing.allocation": "pool"}
NOT_FOR = {"posts": ("forces", "groups", "posts"), "delegations": ("forces", "groups"), "pay": ("posts", "groups")}
NOT_FOR |= {"joint_bodies": ("forces", "groups"), "oversight": ("forces", "groups"), "trust.grievance": ("forces",)}
TAKEN_BY_OTHERS = (  # an obligation is proposed where the sentence isn't read as one of these already
    *("posts", "command", "powers", "pay", "arms", "surrender", "induction", "joint_bodies", "oversight", "exits"),
    *("delegations", "trust.grievance", "sharing.allocation", "sharing.territorial", "steps", "law", "end_state"),
    *("forces", "people", "precedence", "trust.consent", "units"),
)
DENIABLE = (  # what a sentence may deny in so many words: "has no intelligence service of its own"
    *("own_budget", "own_intelligence", "own_staff", "independent", "registered", "can_refuse", "can_recall"),
    *("survivors_pension", "death_cover", "women"),
)
LONGEST_WORDS = 160
MILLIONS = re.compile(r"\d\s?(?:million|billion|milliard|thousand|مليون|مليار|ألف|الف|آلاف|الاف|mille)")
LOCAL = re.compile(r"[,;:،؛]")
CITED = re.compile(
    r"\b(?:articles?|sections?|paragraphs?|no\.?)\s?\(?\d+\)?|(?:الماده|الفقره|المادة|الفقرة|رقم)\s?\(?\d+\)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ProposedRow:
    """One row of a charter that an article suggests."""

    number: str  # 'r12': by which a form names it
    section: str  # 'powers', 'law', 'sharing.allocation'
    values: dict[str, Any]  # keys (dotted below the row) → values as a charter writes them
    quote: str  # the words, as they stand in the provision
    provision: str  # its id
    article: str  # as ``WrittenLaw.find`` takes it: '6(2)'
    place: str  # as a drafter cites it
    why: str
    sure: str  # high, medium, low
    by: str = "tether"  # who proposes it
    made: tuple[str, ...] = ()  # keys whose values are no words of the text: ids, the law's own force
    signs: frozenset[str] = frozenset()  # by which it is graded

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys without which the schema takes no such row."""
        return tuple(k.name for k in row_keys(self.section).values() if k.needed and k.name not in self.values)


@dataclass(frozen=True)
class LawProposals:
    """What a law suggests: rows in its order, and who is named in it."""

    law: WrittenLaw = field(repr=False)
    rows: tuple[ProposedRow, ...]
    named: NamedBodies = field(repr=False)

    def sections(self) -> dict[str, set[str]]:
        """Return the sections that are proposed for each article, by its id."""
        found: dict[str, set[str]] = {}
        for row in self.rows:
            if row.provision:
                found.setdefault(self.law.unit_of(row.provision).id, set()).add(row.section)
        return found


@dataclass
class _Draft:
    section: str
    values: dict[str, Any]
    first: int  # of its sentences in the provision
    last: int
    why: list[str]
    sure: str
    made: set[str] = field(default_factory=set)
    signs: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Reading:
    """One sentence, marked; ``context`` is how many characters of it are the words that open its list."""

    marked: MarkedText
    context: int
    sentence: str


def proposals_of(law: WrittenLaw) -> LawProposals:
    """Return the rows that a law's words suggest."""
    named = named_in(law)
    lexicon = lexicon_for(named)
    found: list[ProposedRow] = []
    for unit in law.units:
        if kind_of(law, unit) == "definition":
            continue
        of_unit = [row for p in law.within(unit.id) for row in _of_provision(law, named, lexicon, p)]
        strong = [row for row in of_unit if row.sure != "low"]
        kept = strong or list({row.section: row for row in reversed(of_unit)}.values())[::-1]
        found += _with_exceptions(law, unit, _with_bodies(_with_ages(kept)))
    numbered = [replace(row, number=f"r{n}", sure=graded(row)) for n, row in enumerate(_with_ids(found), 1)]
    return LawProposals(law, tuple(numbered), named)


def row_path(section: str) -> Key:
    """Return where a row of a section stands: ``('sharing', 'allocation', 0)``."""
    steps: Key = tuple(section.split("."))
    known = key_at(steps)
    return (*steps, 0) if known is not None and known.many else steps


@cache
def row_keys(section: str) -> dict[str, SchemaKey]:
    """Return the keys that a row of a section takes; none where the schema has no such section."""
    return dict(keys_at(row_path(section)))


def schema_key(section: str, key: str) -> SchemaKey | None:
    """Return what the schema says of a key of a row, dotted where it stands deeper; None where it has no such key."""
    return key_at((*row_path(section), *key.split(".")))


# ---- one provision


def _of_provision(law: WrittenLaw, named: NamedBodies, lexicon: Lexicon, provision: Provision) -> list[ProposedRow]:
    readings = list(_readings(law, named, provision))
    drafts: list[_Draft] = []
    for n, reading in enumerate(readings):
        found = _of_sentence(law, named, lexicon, reading, n, drafts)
        for draft in found:
            _join(drafts, draft)
    handed_in = any(d.section == "surrender" for d in drafts)  # arms that are handed in are no holding
    kept = [d for d in drafts if not (handed_in and d.section == "arms" and not set(d.values) - {"class", "force"})]
    return [_row(law, named, provision, readings, draft) for draft in kept]


def _of_sentence(
    law: WrittenLaw,
    named: NamedBodies,
    lexicon: Lexicon,
    reading: _Reading,
    n: int,
    before: list[_Draft],
) -> list[_Draft]:
    """Return what one sentence suggests: for sections of its own, or as more of a row that stands before it."""
    found: list[_Draft] = []
    handed = _goes_on(named, lexicon, reading, n, before, ("powers",))
    taken: set[str] = {"powers"} if handed else set()
    for section in lexicon.sections:
        if handed and section in ("powers", "steps", "command", "obligations"):
            continue
        rows = lexicon.rows(section)
        for draft in _drafts(law, named, section, rows, reading, n, taken):
            found.append(draft)
            taken |= {section} if draft.sure != "low" else set()
    found = [d for d in found if not _mentioned(named, reading, d, found)]
    if any(d.section == "surrender" for d in found):  # heavy arms that others hand in are no power to hold them
        found = [d for d in found if not (d.section == "powers" and d.values.get("power") == "heavy-weapons")]
    high = {d.section for d in found if d.sure == "high"}
    found = [d for d in found if d.sure == "high" or not high]
    _signed(named, reading, found)
    if high & {"powers", "exits", "surrender"}:  # arms that are searched for are no arms of the force
        found = [d for d in found if d.section != "arms" or set(d.values) - {"class"}]
    if not high and _goes_on(named, lexicon, reading, n, before, tuple(d.section for d in before)):
        return []
    return found


def _mentioned(named: NamedBodies, reading: _Reading, draft: _Draft, found: list[_Draft]) -> bool:
    others = {d.section for d in found if d is not draft and d.sure == "high"}
    return is_mere_mention(draft.section, draft.values, reading.sentence, named.language, others)


def _signed(named: NamedBodies, reading: _Reading, found: list[_Draft]) -> None:
    """Note on what one sentence suggests by which signs it is graded."""
    acts = speaks_of(named, reading.marked, reading.context) or "nobody"
    norm = "norm" if modals(reading.marked.source) else "no norm"
    for draft in found:
        others = {d.section for d in found if d.sure == "high"} - {draft.section}
        draft.signs |= {acts, norm, "weak" if draft.sure != "high" else "strong"}
        draft.signs |= {"shared"} if others else set()


def _goes_on(
    named: NamedBodies,
    lexicon: Lexicon,
    reading: _Reading,
    n: int,
    before: list[_Draft],
    sections: tuple[str, ...],
) -> bool:
    """Take from a sentence what it adds to a row before it: who does it, by when; return whether it adds anything.

    Of powers only the hand-over of whoever was seized, where the sentence names no power itself.
    """
    for draft in reversed(before):
        if draft.section not in sections or draft.sure != "high":
            continue
        rows = list(lexicon.rows(draft.section))
        if draft.section == "powers":
            names_power = any(r.key == "power" and _hit(r, reading) for r in rows)
            seizes = draft.values.get("power") in ("arrest", "detain")
            rows = [r for r in rows if r.key in ("handover_to", "limit_hours")] if seizes and not names_power else []
        added = {}
        for row in rows:
            if row.kind in ("who", "number", "date") and row.key not in draft.values:
                value, hit = _value(named, draft.section, row, reading)
                if value is not None and hit is not None and row.key not in added:
                    known = schema_key(draft.section, row.key)
                    added[row.key] = [value] if known is not None and known.many else value
                    draft.why.append(f"{row.key}: '{_shown(reading, hit)}'")
        if added and ("handover_to" in added or draft.section != "powers"):
            draft.values.update(added)
            draft.last = n
            return True
    return False


def _readings(law: WrittenLaw, named: NamedBodies, provision: Provision) -> Iterator[_Reading]:
    at = named.order.get(provision.id, -1)
    parent = law.provision(provision.parent) if provision.parent else None
    opening = ""
    if parent is not None and not provision.unit and parent.text.rstrip().endswith((":", "–", "-", "—")):
        opening = (sentences(parent.text) or [""])[-1].strip() + " "
    before = named.marked(opening, at).text if opening else ""
    for sentence in sentences(provision.text):
        yield _Reading(named.marked(opening + sentence.strip(), at), len(before), sentence.strip())


def _drafts(
    law: WrittenLaw,
    named: NamedBodies,
    section: str,
    rows: tuple[LexiconRow, ...],
    reading: _Reading,
    n: int,
    taken: set[str],
) -> Iterator[_Draft]:
    """Give what one sentence suggests for one section."""
    strength, words = _trigger(rows, reading)
    if section == "powers":
        yield from _powers(named, rows, reading, n)
        if strength and not any(r.key == "power" and _hit(r, reading) for r in rows):
            yield _Draft(section, {}, n, n, [f"'{words}'"], "low")
        return
    if section == "command":
        yield from _commands(named, rows, reading, n)
    if section == "obligations":
        yield from _obligation(law, named, rows, reading, n, taken)
        return
    if not strength and section != "law":
        return
    values, why = _values(law, named, section, rows, reading)
    if not strength and not values:
        return
    if section == "command" and not values:
        yield _Draft(section, {}, n, n, [f"'{words}'"], "low")
        return
    if section == "command":
        return
    completed = _completed(named, section, values, reading)
    if completed is None:
        return
    values = completed
    told = [w for w in (f"'{words}'" if words else "", *why) if w]
    sure = "high" if why else "medium"
    yield _Draft(section, values, n, n, told, "low" if strength == "weak" and not why else sure)


def _completed(named: NamedBodies, section: str, values: dict[str, Any], reading: _Reading) -> dict[str, Any] | None:
    """Return the values of a row with those that need more than a pattern; None where it is no row after all."""
    if section == "forces":
        whose = _force_spoken_of(named, reading)
        return None if whose is None else {**whose, **values}
    if section == "sharing.partners" and _is_central(named, values.get("actor")):
        return None
    if section == "posts" and (title := _title(named, reading)):
        return {**values, "title": title}
    if section == "delegations":
        return {**values, "matter": _shortened(reading.sentence)}
    return values


def _is_central(named: NamedBodies, id: Any) -> bool:
    """Return whether whoever is heard is an office of the centre; leaders of places and communities are none."""
    body = next((b for b in named.bodies if b.id == id), None)
    return body is not None and body.kind in ("ministry", "court", "agency", "foreign")


def _trigger(rows: tuple[LexiconRow, ...], reading: _Reading) -> tuple[str, str]:
    """Return how strongly a sentence speaks of a section, and by which words; ('', '') where it doesn't."""
    for strength in ("strong", "weak"):
        for row in rows:
            if row.kind == "trigger" and row.value == strength and (hit := _hit(row, reading)):
                return strength, _shown(reading, hit)
    return "", ""


def _hit(row: LexiconRow, reading: _Reading) -> re.Match[str] | None:
    """Return where a pattern meets a sentence: in its own words, not only in those that open its list."""
    return next((m for m in row.pattern.finditer(reading.marked.text) if m.end() > reading.context), None)


def _shown(reading: _Reading, hit: re.Match[str]) -> str:
    return " ".join(reading.marked.words(hit.start(), hit.end()).split())[:60]


# ---- the values of a row


def _values(
    law: WrittenLaw, named: NamedBodies, section: str, rows: tuple[LexiconRow, ...], reading: _Reading
) -> tuple[dict[str, Any], list[str]]:
    """Return the keys of a section that stand in a sentence, and the words on which each rests."""
    found: dict[str, Any] = {}
    why: list[str] = []
    for row in rows:
        if row.kind in ("trigger", "edge") or (row.key in found and row.kind != "word*"):
            continue
        if section == "powers" and row.key == "power":
            continue
        value, hit = _value(named, section, row, reading)
        if value is None or hit is None:
            continue
        known = schema_key(section, row.key)
        if row.kind == "word*" or (known is not None and known.many):
            found.setdefault(row.key, [])
            found[row.key] += [value] if value not in found[row.key] else []
        else:
            found[row.key] = value
        why.append(f"{row.key}: '{_shown(reading, hit)}'")
    return found, why


def _value(named: NamedBodies, section: str, row: LexiconRow, reading: _Reading) -> tuple[Any, re.Match[str] | None]:
    for hit in row.pattern.finditer(reading.marked.text):
        if row.kind in ("word", "word*"):
            value: Any = {"true": True, "false": False}.get(row.value, row.value)
            if value is True and row.key in DENIABLE and denied(reading.marked.text, hit.start(), named.language):
                value = False
        elif row.kind == "who":
            value = _whom(named, section, row.key, hit)
        elif row.kind == "number":
            value = _number(section, row.key, reading.marked, hit)
        elif row.kind == "date":
            value = _day(reading.marked, hit, row.key)
        else:
            value = reading.marked.words(hit.start("t"), hit.end("t")).strip()
        if value is not None and (hit.end() > reading.context or row.kind in ("who", "word")):
            return value, hit
    return None, None


def _whom(named: NamedBodies, section: str, key: str, hit: re.Match[str]) -> str | None:
    place = next((g for g in hit.groups() if g), None)
    if place is None:
        return None
    body = named.bodies[int(place)]
    known = schema_key(section, key)
    kinds = {"actors": "actor", "forces": "force", "groups": "group", "posts": "post"}
    if known is not None and known.refers and kinds.get(body.section) not in known.refers:
        return None
    return None if body.section in NOT_FOR.get(section, ()) else body.id


def _number(section: str, key: str, marked: MarkedText, hit: re.Match[str]) -> Any:
    """Return the number near some words, in the unit of its key; None where none of that kind stands there."""
    known = schema_key(section, key)
    if known is None or known.quantity is None:
        return None
    for text in _near(marked, hit):
        text = re.sub(r"per ?cent|pour ?cent", "%", text)
        plain = CITED.sub(" ", re.sub(r"(?<![\u0621-\u064a])([وفبك]) ال", r"\1ال", text))
        turned = (_in_unit(q.value, q.unit, known.quantity.unit) for q in quantities(plain))
        found = [v for v in turned if v is not None and known.quantity.least <= v <= known.quantity.most]
        if found:  # 18 million is read as 18 and as 18,000,000
            value = max(found) if MILLIONS.search(plain) else found[0]
            return int(value) if float(value).is_integer() else value
    return None


def _near(marked: MarkedText, hit: re.Match[str]) -> tuple[str, ...]:
    """Return where a number that belongs to some words is looked for: in them, right after, right before."""
    stop = hit.end() + len(re.match(r"\w*", marked.text[hit.end() :])[0])  # type: ignore[index]
    after = LOCAL.split(re.sub(r"(?<=\d),(?=\d)", "", marked.text[hit.end() : hit.end() + 90]))[0]
    before = LOCAL.split(marked.text[max(0, hit.start() - 70) : hit.start()])[-1]
    return (
        marked.words(hit.start(), stop),
        marked.words(hit.start(), min(len(marked.text), hit.end() + len(after) + 2)),
        marked.words(hit.start() - len(before), stop),
    )


def _in_unit(value: float, found: str, unit: str) -> float | None:
    if unit.startswith("the whole"):
        share = value / 100 if found == "percent" else value if found == "share" else None
        return round(share, 6) if share is not None and 0 < share <= 1 else None
    if unit == "years of age":
        return value if found in ("year", "") and 5 <= value <= 80 else None
    wanted = SCHEMA_UNITS.get(unit, "")
    if wanted:
        if found == "year" and wanted == "month":
            return value * 12
        if found not in HOURS:
            return None
        turned = value * HOURS[found] / HOURS[wanted]
        return round(turned) if abs(turned - round(turned)) < 0.03 * max(1.0, turned) else round(turned, 2)
    return value if found == "" and value > 1 and not 1900 <= value <= 2100 else None


def _day(marked: MarkedText, hit: re.Match[str], key: str) -> str | None:
    found = dates(marked.words(hit.start(), min(len(marked.text), hit.end() + 60)))
    if not found:
        return None
    return (max(found) if key in ("ends", "sunset") else min(found)).isoformat()


# ---- rows that need more than keys


def _powers(named: NamedBodies, rows: tuple[LexiconRow, ...], reading: _Reading, n: int) -> Iterator[_Draft]:
    first = MARK.search(reading.marked.text)
    subject = named.bodies[int(first[1])].section if first else ""
    told = subject in ("forces", "posts") or re.match(r"(?:it|they|elles?|ils?)\b|\blead", reading.marked.text)
    acts = speaks_of(named, reading.marked, reading.context)
    if acts in ("others", "group", "anyone") or subject == "groups" or not (told or modals(reading.marked.source)):
        return  # what others shall do, or stop doing, is no power of the force
    if not any(row.key == "power" and _hit(row, reading) for row in rows):
        return
    force = _force_of(named, reading)
    values: dict[str, Any] = {}
    why: list[str] = []
    for row in rows:
        if row.key in ("power", "") or row.key in values:
            continue
        value, hit = _value(named, "powers", row, reading)
        if value is not None and hit is not None:
            values[row.key] = value
            why.append(f"{row.key}: '{_shown(reading, hit)}'")
    if values.get("grant") == "forbidden" and EXCEPTION.search(reading.marked.source):
        values.pop("grant")
        asked = any(r.value == "on-request" and r.pattern.search(reading.marked.text) for r in rows)
        if "decided_by" in values or asked:
            values["grant"] = "on-request"
    for row in rows:
        hit = _hit(row, reading) if row.key == "power" else None
        if hit is not None:
            kept = {k: v for k, v in values.items() if row.value in ("arrest", "detain") or k != "limit_hours"}
            said = [f"'{_shown(reading, hit)}'", *(w for w in why if w.split(":")[0] in kept)]
            yield _Draft("powers", {"force": force, "power": row.value, **kept}, n, n, said, "high")


def _commands(named: NamedBodies, rows: tuple[LexiconRow, ...], reading: _Reading, n: int) -> Iterator[_Draft]:
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
            read = [(r.key, r.value) for r in more if r.pattern.search(reading.marked.text)]
            values |= dict(reversed(read))
            yield _Draft("command", values, n, n, [f"'{_shown(reading, hit)}'"], "high")


TELLS = re.compile(
    r"(?:the |le |la |l['’])?‹(\d+)› (?:tells|informs|notifies|reports|publishes|submits|"
    r"hands|delivers|informe|notifie|publie)\b",
    re.IGNORECASE,
)


def _obligation(
    law: WrittenLaw,
    named: NamedBodies,
    rows: tuple[LexiconRow, ...],
    reading: _Reading,
    n: int,
    taken: set[str],
) -> Iterator[_Draft]:
    bearer, at = _bearer(law, named, reading)
    duty = "duty" in modals(reading.marked.source) or reading.marked.text.startswith("علي ‹")
    if bearer is None and (tells := TELLS.match(reading.marked.text)):  # a duty in the present: who tells whom by when
        bearer, at, duty = named.bodies[int(tells[1])], tells.end(1) + 1, True
    if bearer is None or not duty or reading.sentence.rstrip().endswith(":"):
        return
    values, why = _values(law, named, "obligations", rows, reading)
    timed = "deadline" in values or "deadline_days" in values
    if taken & set(TAKEN_BY_OTHERS) - ({"steps", "law", "surrender", "arms"} if timed else set()):
        return
    what = _shortened(reading.marked.words(max(at, reading.context), len(reading.marked.text)))
    found = {"bearer": bearer.id, "what": what, **values}
    yield _Draft("obligations", found, n, n, [f"bearer: '{bearer.name}'", *why], "high" if timed else "low")


def _bearer(law: WrittenLaw, named: NamedBodies, reading: _Reading) -> tuple[NamedBody | None, int]:
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


def _force_spoken_of(named: NamedBodies, reading: _Reading) -> dict[str, str] | None:
    """Return by which id and name the force that a sentence is about is called; None where it is about no force."""
    acts = speaks_of(named, reading.marked, reading.context)
    if acts == "group":
        return None  # a group of origin is no force, whatever becomes of it
    if acts == "others":
        words = OTHERS_NAMED.match(reading.sentence)
        name = _shortened(words[1])[:60] if words is not None else ""
        return {"id": id_of(name)[:48].strip("-"), "name": name} if name and named.language != "ar" else None
    force = _force_of(named, reading)
    return {"id": force} if force else None


OTHERS_NAMED = re.compile(  # the words before the verb: 'All other armed formations'
    r"(?:\(?\w{1,3}\)?[.)] )?(.{3,90}?) (?:shall|must|may|will|is|are|cease|est|sont|doivent)\b", re.IGNORECASE
)


def _force_of(named: NamedBodies, reading: _Reading) -> str | None:
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


def _title(named: NamedBodies, reading: _Reading) -> str:
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


# ---- from drafts to rows


def _join(drafts: list[_Draft], new: _Draft) -> None:
    """Add a draft, or take it into the one that it goes on with: same section, nothing said twice otherwise."""
    if new.sure == "low":
        if not any(d.section == new.section for d in drafts):
            drafts.append(new)
        return
    drafts[:] = [d for d in drafts if not (d.section == new.section and d.sure == "low")]
    before = next((d for d in reversed(drafts) if d.section == new.section), None)
    identity = IDENTITY.get(new.section, "")
    if before is None or new.section in (*EACH_SENTENCE, "command"):
        drafts.append(new)
        return
    if identity and new.values.get(identity) not in (None, before.values.get(identity)):
        drafts.append(new)
        return
    if new.section == "sharing.allocation" and "women" in new.values:  # a share kept for women is no other rule
        new.values.pop("rule", None)
    if any(k in before.values and before.values[k] != v and not isinstance(v, list) for k, v in new.values.items()):
        drafts.append(new)
        return
    for key, value in new.values.items():
        merged = [*before.values.get(key, ()), *value] if isinstance(value, list) else value
        before.values[key] = list(dict.fromkeys(merged)) if isinstance(merged, list) else merged
    before.last = new.last
    before.signs |= new.signs
    before.why += [w for w in new.why if w not in before.why]
    before.sure = "high" if "high" in (before.sure, new.sure) else before.sure


def _row(
    law: WrittenLaw, named: NamedBodies, provision: Provision, readings: list[_Reading], draft: _Draft
) -> ProposedRow:
    values = {k: v for k, v in draft.values.items() if v not in (None, [], "")}
    made = set(draft.made)
    key = MAIN_FORCE.get(draft.section)
    if key and key not in values and named.main is not None:
        values, made = {key: named.main.id, **values}, {*made, key}
    quote = quoted(provision.text, readings[draft.first].sentence, readings[draft.last].sentence)
    return ProposedRow(
        "",
        draft.section,
        values,
        quote,
        provision.id,
        citation(law, provision.id),
        place_of(law, provision.id),
        "; ".join(draft.why),
        draft.sure,
        made=tuple(sorted(made)),
        signs=frozenset({*draft.signs, f"values {min(3, len(set(values) - made - NO_WORDS))}"}),
    )


NO_WORDS = {"id", "force", "into", "pool", "what", "matter"}  # keys that a row has whatever its words say


def _with_exceptions(law: WrittenLaw, unit: Provision, rows: list[ProposedRow]) -> list[ProposedRow]:
    """Read each row with the sentences after its own that take something back: in its paragraph, and in the next."""
    said = [(p, s.strip()) for p in law.within(unit.id) for s in sentences(p.text)]
    kept = []
    for row in rows:
        last = [n for n, (p, s) in enumerate(said) if p.id == row.provision and " ".join(s.split()) in row.quote]
        after = said[last[-1] + 1 : last[-1] + 3] if last else []
        back = next(((p, s) for p, s in after if takes_back(s, law.language)), None)
        kept.append(row if back is None or row.sure == "low" else _taken_back(law, row, *back))
    return kept


def _taken_back(law: WrittenLaw, row: ProposedRow, provision: Provision, sentence: str) -> ProposedRow:
    """Return a row as it stands with its exception: what the exception narrows, and that it is there."""
    values = dict(row.values)
    if row.section == "law" and values.get("immunity") == "blanket":
        values["immunity"] = "operational-limited"
    if row.section == "law" and "amnesty.scope" in values and names_grave(sentence, law.language):
        values["amnesty.excludes_grave"] = True
    if row.section == "powers" and values.get("grant") == "forbidden":
        del values["grant"]
        if ASKED.search(sentence):
            values["grant"] = "on-request"
    shown = sentence if len(sentence) <= 90 else f"{sentence[:89]}…"
    quote = row.quote
    if provision.id == row.provision:
        text = " ".join(provision.text.split())
        start = text.find(row.quote)
        stop = text.find(" ".join(sentence.split())) + len(" ".join(sentence.split()))
        quote = text[start:stop] if 0 <= start < stop else quote
    why = f"{row.why}; an exception follows: '{shown}'"
    return replace(row, values=values, quote=quote, why=why, signs=row.signs | {"exception"})


ASKED = re.compile(r"\b(?:request|asks?|calls? for)|طلب|\bdemande", re.IGNORECASE)


def quoted(text: str, first: str, last: str) -> str:
    """Return the words of a provision from one of its sentences to another, on one line."""
    start = text.find(first)
    stop = text.find(last, max(start, 0)) + len(last)
    return " ".join((text[start:stop] if 0 <= start < stop else first).split())


def citation(law: WrittenLaw, id: str) -> str:
    """Return an article's number as a charter writes it and ``WrittenLaw.find`` takes it: the nearest numbered one."""
    unit = law.unit_of(id)
    chain = [p for p in (law.provision(id), *law.above(id)) if p.id != unit.id and p.id.startswith(f"{unit.id}__")]
    steps = [p.number for p in reversed(chain) if p.number]
    part = next((p.number for p in law.above(unit.id) if unit.id.startswith(f"{p.id}__")), "")
    head = f"{part} {unit.number}".strip()
    for depth in range(len(steps), -1, -1):
        made = head + "".join(f"({step})" for step in steps[:depth])
        found = law.find(made)
        if found.state == "found" and found.provision is not None:
            return made
    return head or unit.label


def _with_ages(rows: list[ProposedRow]) -> list[ProposedRow]:
    """Give an age to the stream of its own provision, where one is proposed there, instead of to the whole law."""
    streams = {row.provision for row in rows if row.section == "induction"}
    ages = {r.provision: r.values["min_age"] for r in rows if r.section == "law" and "min_age" in r.values}
    kept = []
    for row in rows:
        if row.section == "law" and row.provision in streams and "min_age" in row.values:
            row = replace(row, values={k: v for k, v in row.values.items() if k != "min_age"})
            if not row.values:
                continue
        if row.section == "induction" and row.provision in ages:
            row = replace(row, values={**row.values, "min_age": ages[row.provision]})
        kept.append(row)
    return kept


def _with_bodies(rows: list[ProposedRow]) -> list[ProposedRow]:
    """Give a row on how a body decides the body of the row before it in its article, and a removal its post."""
    kept: list[ProposedRow] = []
    last: dict[str, Any] = {}
    for row in rows:
        key = {"joint_bodies": "body", "posts": "title"}.get(row.section, "")
        if key and key not in row.values and row.section in last:
            row = replace(row, values={key: last[row.section], **row.values}, made=(*row.made, key))
        if key and key in row.values:
            last[row.section] = row.values[key]
        kept.append(row)
    return kept


def _with_ids(rows: Iterable[ProposedRow]) -> Iterator[ProposedRow]:
    """Give an id of its own to each row that the schema asks for one."""
    seen: set[str] = set()
    for row in rows:
        known = row_keys(row.section).get("id")
        if known is None or not known.needed or "id" in row.values:
            yield row
            continue
        title = str(row.values.get("title", ""))
        base = (
            id_of(title)[:48].strip("-") if title else f"{row.section.split('.')[-1].rstrip('s')}-{slug(row.article)}"
        )
        made, n = base, 1
        while made in seen and not title:  # rows on one post are one post
            n += 1
            made = f"{base}-{n}"
        seen.add(made)
        yield replace(row, values={"id": made, **row.values}, made=(*row.made, "id"))


def _shortened(text: str) -> str:
    line = " ".join(text.split()).strip(" .;,:،؛")
    return line if len(line) <= LONGEST_WORDS else f"{line[:LONGEST_WORDS].rsplit(' ', 1)[0]} …"
