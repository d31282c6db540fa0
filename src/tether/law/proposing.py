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
from typing import Any

from tether.charter.workbook_words import slug
from tether.law.faults import place_of, sentences
from tether.law.lexicon import Lexicon, LexiconRow, lexicon_for
from tether.law.listed_groups import listed_groups
from tether.law.mere_mentions import is_mere_mention
from tether.law.named import NamedBodies, id_of, named_in
from tether.law.norms import kind_of, modals
from tether.law.proposed_kinds import commands_of, force_spoken_of, obligation_of, powers_of, title_of
from tether.law.proposed_values import (
    ReadSentence,
    RowDraft,
    hit_of,
    row_keys,
    schema_key,
    shortened,
    shown,
    trigger,
    value_of,
    values_of,
)
from tether.law.quantities import HOURS, quantities
from tether.law.subjects import applies, enters, lifts, names_grave, speaks_of, takes_back
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


def proposals_of(law: WrittenLaw) -> LawProposals:
    """Return the rows that a law's words suggest."""
    named = named_in(law)
    lexicon = lexicon_for(named)
    found: list[ProposedRow] = []
    for unit in law.units:
        if kind_of(law, unit) == "definition":
            continue
        of_unit = _without_bare_phases([r for p in law.within(unit.id) for r in _of_provision(law, named, lexicon, p)])
        strong = [row for row in of_unit if row.sure != "low"]
        kept = strong or list({row.section: row for row in reversed(of_unit)}.values())[::-1]
        found += _with_exceptions(law, unit, _with_time_to_answer(_with_bodies(_with_ages(kept))))
    found = _lifted_elsewhere(law, [*found, *_listed(law)])
    found = _with_streams(named, _without_bare_intakes(law, found))
    numbered = [replace(row, number=f"r{n}", sure=graded(row)) for n, row in enumerate(_with_ids(found), 1)]
    return LawProposals(law, tuple(numbered), named)


# ---- one provision


def _of_provision(law: WrittenLaw, named: NamedBodies, lexicon: Lexicon, provision: Provision) -> list[ProposedRow]:
    readings = list(_readings(law, named, provision))
    drafts: list[RowDraft] = []
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
    reading: ReadSentence,
    n: int,
    before: list[RowDraft],
) -> list[RowDraft]:
    """Return what one sentence suggests: for sections of its own, or as more of a row that stands before it."""
    found: list[RowDraft] = []
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
    if speaks_of(named, reading.marked, reading.context) in ("group", "others"):  # their arms, not the force's
        found = [d for d in found if d.section != "arms"]
    high = {d.section for d in found if d.sure == "high"}
    found = [d for d in found if d.sure == "high" or not high]
    _signed(named, reading, found)
    if high & {"powers", "exits", "surrender"}:  # arms that are searched for are no arms of the force
        found = [d for d in found if d.section != "arms" or set(d.values) - {"class"}]
    if not high and _goes_on(named, lexicon, reading, n, before, tuple(d.section for d in before)):
        return []
    return found


def _mentioned(named: NamedBodies, reading: ReadSentence, draft: RowDraft, found: list[RowDraft]) -> bool:
    others = {d.section for d in found if d is not draft and d.sure == "high"}
    return is_mere_mention(draft.section, draft.values, reading.sentence, named.language, others)


def _signed(named: NamedBodies, reading: ReadSentence, found: list[RowDraft]) -> None:
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
    reading: ReadSentence,
    n: int,
    before: list[RowDraft],
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
            names_power = any(r.key == "power" and hit_of(r, reading) for r in rows)
            seizes = draft.values.get("power") in ("arrest", "detain")
            rows = [r for r in rows if r.key in ("handover_to", "limit_hours")] if seizes and not names_power else []
        added = {}
        for row in rows:
            if row.kind in ("who", "number", "date") and row.key not in draft.values:
                value, hit = value_of(named, draft.section, row, reading)
                if value is not None and hit is not None and row.key not in added:
                    known = schema_key(draft.section, row.key)
                    added[row.key] = [value] if known is not None and known.many else value
                    draft.why.append(f"{row.key}: '{shown(reading, hit)}'")
        if added and ("handover_to" in added or draft.section != "powers"):
            draft.values.update(added)
            draft.last = n
            return True
    return False


def _readings(law: WrittenLaw, named: NamedBodies, provision: Provision) -> Iterator[ReadSentence]:
    at = named.order.get(provision.id, -1)
    parent = law.provision(provision.parent) if provision.parent else None
    opening = ""
    if parent is not None and not provision.unit and parent.text.rstrip().endswith((":", "–", "-", "—")):
        opening = (sentences(parent.text) or [""])[-1].strip() + " "
    before = named.marked(opening, at).text if opening else ""
    for sentence in sentences(provision.text):
        yield ReadSentence(named.marked(opening + sentence.strip(), at), len(before), sentence.strip())


def _drafts(
    law: WrittenLaw,
    named: NamedBodies,
    section: str,
    rows: tuple[LexiconRow, ...],
    reading: ReadSentence,
    n: int,
    taken: set[str],
) -> Iterator[RowDraft]:
    """Give what one sentence suggests for one section."""
    strength, words = trigger(rows, reading)
    if section == "powers":
        yield from powers_of(named, rows, reading, n)
        if strength and not any(r.key == "power" and hit_of(r, reading) for r in rows):
            yield RowDraft(section, {}, n, n, [f"'{words}'"], "low")
        return
    if section == "command":
        yield from commands_of(named, rows, reading, n)
    if section == "obligations":
        yield from obligation_of(law, named, rows, reading, n, taken)
        return
    if not strength and section != "law":
        return
    values, why = values_of(law, named, section, rows, reading)
    if not strength and not values:
        return
    if section == "command" and not values:
        yield RowDraft(section, {}, n, n, [f"'{words}'"], "low")
        return
    if section == "command":
        return
    completed = _completed(named, section, values, reading)
    if completed is None:
        return
    values = completed
    told = [w for w in (f"'{words}'" if words else "", *why) if w]
    sure = "high" if why else "medium"
    yield RowDraft(section, values, n, n, told, "low" if strength == "weak" and not why else sure)


def _completed(
    named: NamedBodies, section: str, values: dict[str, Any], reading: ReadSentence
) -> dict[str, Any] | None:
    """Return the values of a row with those that need more than a pattern; None where it is no row after all."""
    if section == "forces":
        whose = force_spoken_of(named, reading)
        return None if whose is None else {**whose, **values}
    if section == "sharing.partners" and _is_central(named, values.get("actor")):
        return None
    if section == "posts" and (title := title_of(named, reading)):
        return {**values, "title": title}
    if section == "delegations":
        return {**values, "matter": shortened(reading.sentence)}
    return values


def _is_central(named: NamedBodies, id: Any) -> bool:
    """Return whether whoever is heard is an office of the centre; leaders of places and communities are none."""
    body = next((b for b in named.bodies if b.id == id), None)
    return body is not None and body.kind in ("ministry", "court", "agency", "foreign")


# ---- from drafts to rows


def _join(drafts: list[RowDraft], new: RowDraft) -> None:
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
    law: WrittenLaw, named: NamedBodies, provision: Provision, readings: list[ReadSentence], draft: RowDraft
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


def _lifted_elsewhere(law: WrittenLaw, rows: list[ProposedRow]) -> list[ProposedRow]:
    """Read each row with the sentences of other articles that lift its own: "Nothing in section 3(2) prevents …"."""
    kept = list(rows)
    for reference in law.references:
        text = law.provision(reference.provision).text
        lifting = (s.strip() for s in sentences(text) if reference.words in s and lifts(s, law.language))
        sentence = next(lifting, "")
        if not sentence or not reference.target:
            continue
        provision = law.provision(reference.provision)
        within = {p.id for p in law.within(reference.target)}
        for n, row in enumerate(kept):
            if row.provision in within and row.provision != provision.id and row.section in ("powers", "law"):
                kept[n] = _taken_back(law, row, provision, sentence)
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
    schedule = next((p for p in (law.provision(id), *law.above(id)) if p.kind == "schedule"), None)
    if schedule is not None and not unit.unit:
        return schedule.label
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


ANSWERS = re.compile(
    r"\b(?:decides?|answers?|repl(?:y|ies)|responds?)\b|(?:يبت|تبت|يفصل|تفصل|يجيب|تجيب)|\b(?:statue|répond)",
    re.IGNORECASE,
)


def _with_time_to_answer(rows: list[ProposedRow]) -> list[ProposedRow]:
    """Give a way to complain the time in which its body decides, where the next sentence says it of that body."""
    kept: list[ProposedRow] = []
    for row in rows:
        ways = [n for n, r in enumerate(kept) if r.section == "trust.grievance" and "body" in r.values]
        heard = ways[-1] if ways else None
        same = (
            heard is not None and row.section == "joint_bodies" and row.values.get("body") == kept[heard].values["body"]
        )
        if heard is None or not same or not ANSWERS.search(row.quote):
            kept.append(row)
            continue
        days = [q.value * HOURS[q.unit] / 24 for q in quantities(row.quote) if q.unit in HOURS]
        joins = len(days) == 1 and row.provision == kept[heard].provision
        if joins:
            first = kept[heard]
            values = {**first.values, "deadline_days": round(days[0])}
            why = f"{first.why}; deadline_days: '{row.quote[:60]}'"
            kept[heard] = replace(first, values=values, quote=f"{first.quote} … {row.quote}", why=why)
        if set(row.values) - {"body"} or not joins:
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


def _without_bare_phases(rows: list[ProposedRow]) -> list[ProposedRow]:
    """Leave out "in three stages" where the stages themselves follow in the article."""
    told = any(row.section == "phases" and row.values for row in rows)
    return [row for row in rows if row.section != "phases" or row.values or not told]


def _without_bare_intakes(law: WrittenLaw, rows: list[ProposedRow]) -> list[ProposedRow]:
    """Leave out "volunteers" and the like where the article is about something else: a word is no intake."""
    others = {law.unit_of(r.provision).id for r in rows if r.section != "induction"}

    def bare(row: ProposedRow) -> bool:
        own = set(row.values) - {"id", "into"}
        return row.section == "induction" and own <= {"from"} and not enters(row.quote, law.language)

    return [row for row in rows if not (bare(row) and law.unit_of(row.provision).id in others)]


def _listed(law: WrittenLaw) -> list[ProposedRow]:
    """Return a row for each armed group that the law lists in a table, with the men that it gives it."""
    made = []
    for group in listed_groups(law):
        values: dict[str, Any] = {"id": id_of(group.name)[:48].strip("-"), "name": group.name}
        values |= {"size": group.size} if group.size is not None else {}
        values |= {"size_basis": group.basis} if group.basis else {}
        signs = frozenset({"group", "no norm", "strong", f"values {min(3, len(values) - 1)}"})
        place = citation(law, group.provision), place_of(law, group.provision)
        why = "named in a table of armed groups"
        row = ProposedRow("", "groups", values, group.quote, group.provision, *place, why, "high", made=("id",))
        made.append(replace(row, signs=signs))
    return made


def _with_streams(named: NamedBodies, rows: list[ProposedRow]) -> list[ProposedRow]:
    """Say of each row on entry from whom its men come, where the law has one source of men alone.

    An "applicant" is whoever may apply: a member of the groups that the law has a term for, if it has one.
    """
    terms = [b.id for b in named.bodies if b.section == "groups" and b.defined]
    said = {str(r.values["from"]) for r in rows if r.section == "induction" and "from" in r.values}
    mere = {
        r.values["from"]
        for r in rows
        if r.section == "induction" and "from" in r.values and not applies(r.quote, named.language)
    }
    others = mere - set(terms)
    source = terms[0] if len(terms) == 1 and not others else said.pop() if len(said) == 1 and not terms else ""
    if not source:
        return rows
    return [
        replace(row, values={**row.values, "from": source}, made=(*row.made, "from"))
        if row.section == "induction" and row.values.get("from") in (None, "population")
        else row
        for row in rows
    ]


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
