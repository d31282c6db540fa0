"""The edits of an amendment as tracked changes in the Word draft of the law.

    made = redline(found, charter, Path("draft.docx"))
    made.data, made.told        # the bytes of the copy, and a line for each edit: where it went

Where a charter's row stands on an article, its edit goes there. A figure, day, name or permission that the sentence
holds once is struck and the new one put in; what has no such place becomes a new paragraph after the article. An edit
without an article goes to the end of the chapter in which its section is coded or of which its matter is spoken, and
what belongs to no chapter into a list at the end. Each carries a comment: what, why, who must agree.

A draft is read as if no change of ours were in it, so that a second run finds the same places; what is there already
is left. Changes and comments of others stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from tether.amend.amendment import CharterAmendment
from tether.amend.clauses import clause_text, names_in
from tether.amend.edits import Desk, Edit
from tether.charter.paths import value_at
from tether.charter.schema import Charter
from tether.charter.values import Number, When
from tether.errors import InputError, Problem, UsageError, numbered
from tether.law.anchors import Anchor, anchors_of, unit_of_key
from tether.law.comment_words import PlainWords
from tether.law.faults import place_of
from tether.law.norms import topics
from tether.law.read import form_of, read_law
from tether.law.rewording import Reworded, forbidden, other_day, other_name, other_number, where_quoted
from tether.law.word_changes import WordChange, own_insertions, with_changes
from tether.law.word_comments import AUTHOR, MarginComment, WordParts
from tether.law.written_law import CONTAINERS, Provision, WrittenLaw

CLOSING = {
    "en": "What this law would have to settle, and no article speaks of:",
    "ar": "مسائل يتعين على هذا القانون تنظيمها ولا ترد في أي من مواده:",
    "fr": "Ce que la présente loi devrait régler, et dont aucun article ne parle :",
}
OURS = "The wording is ours; no lawyer has reviewed it."
LONGEST = 400  # characters of one line of a comment


@dataclass(frozen=True)
class RedlinedDraft:
    """A copy of a draft with an amendment in it, and where each edit went."""

    data: bytes
    told: tuple[str, ...]
    added: int
    there: int


@dataclass(frozen=True)
class _Placed:
    """An edit with its place: the article (None where there is none), and its changes."""

    edit: Edit
    provision: Provision | None
    where: str
    changes: tuple[WordChange, ...]


def redline(found: CharterAmendment, charter: Charter, draft: Path) -> RedlinedDraft:
    """Return a copy of a Word draft with the edits of an amendment as tracked changes.

    Raises:
        InputError: no Word file that can be read as a law; a draft in which most citations of the charter don't stand.
        UsageError: there is no set of edits to write.
    """
    if not found.edits:
        raise UsageError("there are no edits to write into the draft; nothing is written")
    if form_of(draft) != "docx":
        raise InputError(Problem("no Word file", str(draft), expected="a draft as .docx, since changes go into a copy"))
    law = read_law(draft, without=AUTHOR)
    anchors = anchors_of(charter, law)
    _refuse_another_version(anchors, charter, draft)
    file = WordParts.of(draft)
    writer = _Redliner(found, Desk.of(charter).whole, law, anchors, file)
    comments, paragraphs = set(file.own_comments()), own_insertions(file)
    placed = [writer.placed(edit) for edit in found.edits]
    new: list[WordChange] = []
    there = 0
    for one in placed:
        known = all(_is_there(change, comments, paragraphs) for change in one.changes)
        there += known
        new += [] if known else one.changes
    listed = [c for c in new if c.at == writer.end and c.span is None]
    heading = CLOSING[law.language]
    if any(one.where == "closing list" for one in placed) and listed and heading not in paragraphs:
        new.insert(new.index(listed[0]), WordChange(writer.end, heading, heading=True))
    data = with_changes(file, _apart(new))
    return RedlinedDraft(data, tuple(writer.line(one) for one in placed), len(placed) - there, there)


def _is_there(change: WordChange, comments: set[str], paragraphs: frozenset[str]) -> bool:
    own = MarginComment(change.at, change.comment).text
    return own in comments or (change.span is None and change.text in paragraphs)


def _refuse_another_version(anchors: Sequence[Anchor], charter: Charter, draft: Path) -> None:
    checked = [a for a in anchors if a.state != "unchecked"]
    lost = [a for a in checked if not a.stands]
    if len(lost) * 2 > len(checked):
        first = lost[0]
        said = f"{len(lost)} of the {numbered(len(checked), 'citation')} of {charter.file} don't stand in this draft"
        shown = f"the draft that the charter codes; the first that is not there: {first.path}, article {first.article}"
        remedy = f"tether law anchors {charter.file} --law {draft} lists them"
        raise InputError(Problem(said, str(draft), expected=shown, remedy=remedy))


def _apart(changes: Sequence[WordChange]) -> list[WordChange]:
    """Return changes of which no two strike the same characters: of two that do, the later is put otherwise."""
    kept: list[WordChange] = []
    for change in changes:
        over = next((n for n, k in enumerate(kept) if _overlap(k, change)), None)
        if over is None:
            kept.append(change)
        elif kept[over].text == change.text and kept[over].span == change.span:
            kept[over] = replace(kept[over], comment=(*kept[over].comment, *change.comment))
        else:
            kept.append(replace(change, span=None))
    return kept


def _overlap(one: WordChange, other: WordChange) -> bool:
    if one.span is None or other.span is None or one.at != other.at:
        return False
    return one.span[0] < other.span[1] and other.span[0] < one.span[1]


class _Redliner:
    """Finds the places of edits in a draft."""

    def __init__(
        self,
        found: CharterAmendment,
        whole: Charter,
        law: WrittenLaw,
        anchors: Sequence[Anchor],
        file: WordParts,
    ):
        self._found, self._whole, self._law, self._anchors, self._file = found, whole, law, anchors, file
        self._names, self._plain = names_in(whole), PlainWords(whole)
        main = [u for u in law.units if not any(p.kind == "schedule" for p in law.above(u.id))]
        self.end = self._last(main[-1] if main else law.units[-1])

    def placed(self, edit: Edit) -> _Placed:
        """Return an edit with the changes that write it."""
        anchor = self._anchor(edit)
        provision = self._law.provision(anchor.provision) if anchor is not None else None
        comment = self._comment(edit, provision)
        if provision is None or anchor is None:
            at, where = self._chapter_end(edit)
            text = clause_text(edit, self._whole, self._law.language)
            return _Placed(edit, None, where, (WordChange(at, text, comment=comment),))
        changes, left = self._in_sentence(edit, anchor, provision)
        if left or not changes:
            text = clause_text(edit, self._whole, self._law.language, left if changes else ())
            changes.append(WordChange(self._last(provision), text))
        changes[0] = replace(changes[0], comment=comment)
        where = "in the sentence" if not left and changes[0].span else "a paragraph after it"
        if left and changes[0].span:
            where = "in the sentence, and a paragraph after it"
        return _Placed(edit, provision, where, (changes[0], *(replace(c, comment=()) for c in changes[1:])))

    def line(self, one: _Placed) -> str:
        """Return where an edit went, as a line of the terminal."""
        place = place_of(self._law, one.provision.id) if one.provision is not None else "no article"
        return f"{place}, {one.where}: {one.edit.sentence}"

    def _anchor(self, edit: Edit) -> Anchor | None:
        """Return the citation of the row that an edit changes, or of the part around it; that with words first."""
        if edit.op == "add":
            return None
        steps = edit.path.split(".")
        for length in range(len(steps), 0, -1):
            path = ".".join(steps[:length])
            own = [a for a in self._anchors if a.path == path and a.provision and a.state != "orphaned"]
            if own:
                return max(own, key=lambda a: (bool(a.quote), a.stands))
            if length > 1 and steps[length - 1].isdigit():
                return None  # a row of a list without a citation: that of the section would be another row's
        return None

    def _in_sentence(
        self, edit: Edit, anchor: Anchor, provision: Provision
    ) -> tuple[list[WordChange], tuple[str, ...]]:
        """Return the changes within the article's words, and the keys of the edit that have no place there."""
        places = [at for p in self._law.within(provision.id) for at in p.at]
        places = list(dict.fromkeys(places))
        texts = [self._file.text.paragraphs[at].text for at in places]
        quoted = where_quoted(texts, anchor.quote) if anchor.quote else None
        if edit.op == "drop":
            return self._struck(anchor, provision, list(zip(places, texts, strict=True)), quoted), ()
        changes: list[WordChange] = []
        left: list[str] = []
        for key, value in edit.values:
            made = self._reworded(edit, key, value, list(zip(places, texts, strict=True)), quoted)
            fits = made is not None and not self._fixed(made) and not any(_overlap(made, c) for c in changes)
            if made is not None and fits:
                changes.append(made)
            else:
                left.append(key)
        return changes, tuple(left)

    def _struck(
        self,
        anchor: Anchor,
        provision: Provision,
        held: Sequence[tuple[int, str]],
        quoted: tuple[int, int, int] | None,
    ) -> list[WordChange]:
        """Return the changes that strike a row's words: its quote, or its provision where no other row stands on it."""
        if quoted is not None:
            changes = [WordChange(held[quoted[0]][0], "", quoted[1:])]
        elif any(a.path != anchor.path and a.provision.startswith(provision.id) for a in self._anchors):
            return []
        else:
            lines = [line for p in self._law.within(provision.id) for line in p.text.splitlines()]
            found = [where_quoted([text for _, text in held], line) for line in lines]
            changes = [WordChange(held[f[0]][0], "", f[1:]) for f in dict.fromkeys(found) if f is not None]
            if None in found:
                return []
        return [] if any(self._fixed(c) for c in changes) else changes

    def _fixed(self, change: WordChange) -> str:
        span = change.span or (0, 0)
        return self._file.text.paragraphs[change.at].fixed(*span)

    def _reworded(
        self,
        edit: Edit,
        key: str,
        value: Any,
        held: Sequence[tuple[int, str]],
        quoted: tuple[int, int, int] | None,
    ) -> WordChange | None:
        """Return the change that puts a key's new value in the old one's place; None where that isn't there once."""
        if quoted is not None:
            at, text = held[quoted[0]]
            made = self._other(edit, key, value, text[quoted[1] : quoted[2]])
            if made is not None:
                return WordChange(at, made.text, (quoted[1] + made.begin, quoted[1] + made.end))
        found = [(at, made) for at, text in held if (made := self._other(edit, key, value, text)) is not None]
        if len(found) != 1:
            return None
        at, made = found[0]
        return WordChange(at, made.text, (made.begin, made.end))

    def _other(self, edit: Edit, key: str, value: Any, text: str) -> Reworded | None:
        old = value_at(self._whole, f"{edit.path}.{key}" if edit.path else key)
        row = value_at(self._whole, edit.path) if edit.path else self._whole
        language = self._law.language
        if isinstance(old, Number) and isinstance(value, int | float) and not isinstance(value, bool):
            if old.v is None or old.lo != old.hi:
                return None
            return other_number(text, old.v, float(value), unit_of_key(type(row), key), language)
        if isinstance(old, When) and isinstance(value, str | date):
            new = _day(value)
            return other_day(text, (old.lo, old.hi), new, language) if new is not None else None
        if key == "grant":
            return forbidden(text) if value == "forbidden" else None
        before, after = self._named(old), self._named(value)
        return other_name(text, before, after) if before and after else None

    def _named(self, value: Any) -> str:
        """Return the name of the one office or body that a value is the id of, '' where it is none."""
        one = value[0] if isinstance(value, list | tuple) and len(value) == 1 else value
        return self._names.get(one, "") if isinstance(one, str) else ""

    def _last(self, unit: Provision) -> int:
        """Return the last paragraph of an article."""
        return max((at for p in self._law.within(unit.id) for at in p.at), default=0)

    def _chapter_end(self, edit: Edit) -> tuple[int, str]:
        """Return where an edit without an article goes: the end of the chapter of its matter, or of the law."""
        section = edit.path.split(".")[0] or (edit.values[0][0] if edit.values else "")
        chapter = self._chapter_of(section)
        if chapter is None:
            return self.end, "closing list"
        units = [p for p in self._law.within(chapter.id) if p.unit]
        named = " ".join(f"{chapter.label or chapter.kind} {'' if chapter.label else chapter.number}".split())
        return self._last(units[-1]), f"at the end of {named}"

    def _chapter_of(self, section: str) -> Provision | None:
        """Return the chapter in which most rows of a section stand, else the one whose articles alone speak of it."""
        coded = [a.provision for a in self._anchors if a.path.split(".")[0] == section and a.provision]
        spoken = [u.id for u in self._law.units if _speaks_of(u, section)]
        for ids in (coded, spoken):
            chapters = [c for id in ids if (c := self._chapter(id)) is not None]
            if chapters:
                return max(chapters, key=lambda c: (sum(x is c for x in chapters), -chapters.index(c)))
        return None

    def _chapter(self, id: str) -> Provision | None:
        return next((p for p in self._law.above(id) if p.kind in CONTAINERS and p.kind != "schedule"), None)

    def _comment(self, edit: Edit, provision: Provision | None) -> tuple[str, ...]:
        place = place_of(self._law, provision.id) if provision is not None else "no article"
        said = f"amendment, {place}: {edit.sentence}"
        lines = [self._plain.said(line) for line in (said, f"So far: {edit.before}", *self._why(edit))]
        if edit.op in ("set", "move") and provision is not None and edit.before != "nothing":
            lines.append("Whatever else the article says to the contrary has to be struck by hand.")
        lines.append(f"Who must agree: {', '.join(edit.agree) or 'nobody beside the legislature'}")
        return tuple(_short(line) for line in (*lines, OURS))

    def _why(self, edit: Edit) -> Iterator[str]:
        cleared = [f for f in self._found.cleared if edit.number in f.without]
        for finding in {(f.code, f.message): f for f in cleared}.values():
            yield f"Why: it clears {finding.code}: {finding.message}"
        if edit.number in self._found.for_votes:
            yield "Why: without it the votes asked for are not there"
        if not cleared and edit.number not in self._found.for_votes:
            yield "Why: without it other findings would come up"


def _speaks_of(unit: Provision, section: str) -> bool:
    parts = (part for _, part in topics(f"{unit.heading}\n{unit.text}"))
    return any(section == re.split(r"[.\s]", word.strip())[0] for part in parts for word in part.split(","))


def _day(value: str | date) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _short(line: str) -> str:
    flat = " ".join(line.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"
