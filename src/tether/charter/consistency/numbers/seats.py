"""Seats: quorum, attendance and votes needed of a house, the members of each player, and seats of joint bodies."""

from __future__ import annotations

import math
from typing import Any

from tether.charter.consistency.clauses import CharterClause
from tether.charter.consistency.numbers.sheet import NumberSheet, Terms, percent, quoted
from tether.charter.values import UNKNOWN, Blank, Number


def write_seats(sheet: NumberSheet) -> None:
    """Write down the seats, the quorum, those present and the votes needed."""
    passage = sheet.design.at("politics.passage")
    if isinstance(passage, Blank):
        return
    at, house = "politics.passage", quoted(passage.venue) if isinstance(passage.venue, str) else "the house"
    for key, said in (
        ("seats", f"{house} has {{}} seats"),
        ("quorum", "{} must be present"),
        ("attendance", "{} are expected to be present"),
        ("needs", "{} votes are needed"),
    ):
        sheet.number(f"seats:{key}", getattr(passage, key), f"{at}.{key}", said)
    question = f"How many seats has {house}, how many must be and how many are present, and how many votes are needed?"
    for low, high, why in (
        ("quorum", "seats", "a quorum is of the seats"),
        ("attendance", "seats", "no more are present than there are seats"),
        ("quorum", "attendance", "no vote is held without a quorum"),
        ("needs", "attendance", "only those present vote"),
        ("needs", "seats", "only members vote"),
    ):
        terms: Terms = [(1.0, f"seats:{low}"), (-1.0, f"seats:{high}")]
        sheet.relate("NUM03", terms, -math.inf, 0.0, why, f"{at}.{low}", question)
    _majority(sheet, passage, at, question)
    _holders(sheet, at)


def _majority(sheet: NumberSheet, passage: Any, at: str, question: str) -> None:
    share = {"majority-all": 0.5, "two-thirds-all": 2 / 3, "majority-present": 0.5, "two-thirds-present": 2 / 3}
    least = share.get(str(passage.rule))
    if least is None:
        return
    of = "seats" if str(passage.rule).endswith("all") else "quorum"
    said = (CharterClause(f"{at}.rule", f"the rule of decision is {passage.rule}"),)
    if of == "seats" and isinstance(passage.needs, Blank) and passage.needs is not UNKNOWN:
        why = "as many come as the rule of decision asks for"
        enough: Terms = [(1.0, "seats:attendance"), (-least, "seats:seats")]
        sheet.relate("NUM03", enough, 0.0, math.inf, why, f"{at}.attendance", question, said)
    if not isinstance(passage.needs, Number) or isinstance(getattr(passage, of), Blank):
        return
    why = "the votes needed are the rule's share"
    terms: Terms = [(1.0, "seats:needs"), (-least, f"seats:{of}")]
    sheet.relate("NUM03", terms, 0.0, math.inf, why, f"{at}.needs", question, said)


def _holders(sheet: NumberSheet, at: str) -> None:
    """Seats held and members present are no more than the house's."""
    held: Terms = []
    present: Terms = []
    said = []
    for path, row in sheet.design.rows("politics.vetoes"):
        name = f"held:{path}"
        sheet.number(name, row.seats, f"{path}.seats", f"{quoted(row.actor)} holds {{}} seats")
        if isinstance(row.seats, Number) or row.seats is UNKNOWN:
            held.append((1.0, name))
        if isinstance(row.attendance, Number) and isinstance(row.seats, Number):
            present.append((row.attendance.lo, name))
            said.append(CharterClause(f"{path}.attendance", f"{percent(row.attendance)} of {quoted(row.actor)} come"))
        _stance(sheet, path, row)
    question = "How many seats has each player, and how many has the house?"
    if held:
        why = "seats held are seats of the house"
        sheet.relate("NUM03", [*held, (-1.0, "seats:seats")], -math.inf, 0.0, why, "politics.passage.seats", question)
    if present:
        why, where = "those who come are those present", "politics.passage.attendance"
        terms: Terms = [*present, (-1.0, "seats:attendance")]
        sheet.relate("NUM03", terms, -math.inf, 0.5, why, where, question, said)


def _stance(sheet: NumberSheet, path: str, row: Any) -> None:
    """A player who supports votes for by half at least, and one who opposes by half at most."""
    if row.position not in ("support", "oppose") or not isinstance(row.votes_for, Number):
        return
    words = f"{{}} of {quoted(row.actor)} vote for"
    sheet.number(f"for:{path}", row.votes_for, f"{path}.votes_for", words, share=True)
    said = (CharterClause(f"{path}.position", f"{quoted(row.actor)} stands for {row.position}"),)
    lo, hi = (0.5, 1.0) if row.position == "support" else (0.0, 0.5)
    why = "most of a player's members vote as it stands"
    sheet.relate("NUM03", [(1.0, f"for:{path}")], lo, hi, why, f"{path}.votes_for", "", said, lesser=True)


def write_joint_bodies(sheet: NumberSheet) -> None:
    """Write down the seats of each joint body: its members', its quorum's, those kept for women."""
    for path, row in sheet.design.rows("joint_bodies"):
        name, whole = quoted(row.body), f"joint:{path}"
        sheet.number(whole, row.seats, f"{path}.seats", f"{name} has {{}} seats")
        sheet.number(f"{whole}:quorum", row.quorum, f"{path}.quorum", f"{{}} members of {name} must be present")
        sheet.number(f"{whole}:women", row.women, f"{path}.women", f"{{}} seats of {name} are kept for women")
        filled: Terms = []
        for n, member in enumerate(row.members or ()):
            held, said = f"{whole}:{n}", f"{quoted(member.who)} fills {{}} seats of {name}"
            if sheet.number(held, member.seats, f"{path}.members.{n}.seats", said) or member.seats is UNKNOWN:
                filled.append((1.0, held))
        question = f"How many seats has {name}, who fills them, and how many must be present?"
        told = bool(filled) and len(filled) == len(row.members or ())  # every member's seats are written
        of: Terms = filled if isinstance(row.seats, Blank) and sheet.closed and told else [(1.0, whole)]
        if filled:
            why = "members fill no more seats than there are"
            terms: Terms = [*filled, (-1.0, whole)]
            sheet.relate("NUM03", terms, -math.inf, 0.0, why, f"{path}.seats", question)
        for key, why in (("quorum", "a quorum is of the seats"), ("women", "women's seats are among the seats")):
            terms = [(1.0, f"{whole}:{key}"), *((-a, n) for a, n in of)]
            sheet.relate("NUM03", terms, -math.inf, 0.0, why, f"{path}.{key}", question)
