"""From paragraphs to provisions: which are headings, which number goes on which list, what stands below what.

A heading is told by its word and number (``headings``), then by its place: an article's number goes on from the last
one, or stands alone in its line, or is parted from what follows; else the line is a sentence that begins with a
reference. Within an article each form of mark (``1.``, ``(a)``, ``أولاً``) is a level: a mark goes on the nearest
open level of its form, or opens one below when it is a first. What cannot be told apart is kept as words of the
provision it stands in: nothing of a text is dropped but its table of contents and what stands in a quotation's
place, which stays words.

What an article quotes of another law (between quotation marks, or after "to read as follows:") is no provision of this
one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tether.law.headings import CLOSINGS, UNITS, LawHeading, Marker, heading_of, markers
from tether.law.language import ARABIC_SENTENCE, LAW_WORDS, SIGNED, language_of
from tether.law.source import SourceParagraph, SourceText
from tether.law.written_law import CONTAINERS, PREFIXES, Provision, WrittenLaw

STATIC = {kind: rank for rank, kind in enumerate(CONTAINERS)}
LEADERS = re.compile(r"(?:\.{4,}|…{2,}|(?:\. ){4,}|\t)\s?[\d٠-٩]{1,3}$")
AMENDING = re.compile(
    r"(?:read|reads) as follows|shall be (?:replaced|substituted|amended|inserted|added)|(?:is|"
    r"are) (?:hereby )?(?:replaced|"
    r"amended|substituted|inserted|added)|following (?:article|text|paragraph)s?|النص ال[آا]تي|ما يلي|النصوص ال[آا]تية|"
    r"النص التالي|تعدل|يعدل|تضاف|يضاف|يستبدل|تستبدل|ainsi (?:rédigé|modifié|qu['’]il suit)|est remplacé|sont remplacé|"
    r"est (?:ajouté|inséré|modifié)|dispositions suivantes",
    re.IGNORECASE,
)
OPENING, CLOSING = re.compile(r"\s?[“«\"„]"), re.compile(r"[”»\"]\s?[.;؛،,]?\s?$")
COUNTED = ("1.", "(1)", "1)", "1.1", "first", "1°")  # marks of an article's paragraphs
ACT = re.compile(r"\b(?:Act|ACT|Law|LAW|Ordinance)\b|قانون|\b(?:Loi|LOI)\b")
RUN_IN = re.compile(
    r"(?P<title>[A-Z][^.:;–—]{2,90})\. ?[–—-]{1,2} ?(?P<text>\S.+)", re.DOTALL
)  # "Pay. – A member is …"
_BRACKETED = re.compile(r"[(\[][^()\[\]]{2,60}(?:\([^()]{1,6}\))?[)\]]")
SHORT = 160  # characters of an entry in a list of contents
LONGEST_QUOTE = 80  # paragraphs
GOES_ON = re.compile(
    r"(?:on|of|concerning|regarding|to|for|establishing|بشأن|في شأن|ب(?:تنظيم|تقرير|قانون|إصدار|إنشاء|تعديل|تأسيس)|"
    r"relatif|relative|portant|sur)\b",
    re.IGNORECASE,
)
VERB = re.compile(
    r"\b(?:shall|may|must|is|are|was|means|mean|has|have|will|doit|doivent|peut|peuvent|est|sont|sera|"
    r"seront|comprend)\b"
)


@dataclass
class _Node:
    kind: str
    number: str = ""
    value: int = 0
    label: str = ""
    heading: str = ""
    unit: bool = False
    lines: list[str] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)  # which of its lines are rows of a table
    at: list[int] = field(default_factory=list)
    below: list[_Node] = field(default_factory=list)
    above: _Node | None = field(default=None, repr=False)
    id: str = ""

    def add(self, node: _Node) -> _Node:
        node.above = self
        self.below.append(node)
        return node

    def all(self) -> Iterator[_Node]:
        for node in self.below:
            yield node
            yield from node.all()

    def up(self) -> Iterator[_Node]:
        node: _Node | None = self
        while node is not None:
            yield node
            node = node.above


@dataclass
class _OpenList:
    form: str
    value: int
    node: _Node


def as_law(source: SourceText, *, file: str = "", sha256: str = "") -> WrittenLaw:
    """Return the law that a text holds: its provisions, and what stands before and after them."""
    reader = _Structure(source.paragraphs)
    reader.read()
    reader.root.below = _without_contents(reader.root)
    _part_unnumbered(reader.root)
    _name_all(reader.root)
    provisions = tuple(_provision(node) for node in reader.root.all())
    title, title_at = _title(reader.preamble, source)
    words = "\n".join([*(p.text for p in provisions), *(p.text for p in reader.preamble)])
    return WrittenLaw(
        title,
        language_of(words),
        provisions,
        tuple(p.whole for p in reader.preamble),
        tuple(p.whole for p in reader.conclusions),
        file=file,
        form=source.form,
        sha256=sha256,
        notes=(*source.notes, *reader.notes),
        title_at=title_at,
    )


def units_of(paragraphs: Sequence[SourceParagraph]) -> str:
    """Return what a law calls its rules: article, section, …; '' where they are bare numbers."""
    counted: Counter[str] = Counter()
    for paragraph in paragraphs:
        found = _heading(paragraph)
        if found is not None:
            counted.update(set(found.words or (found.kind,)))
    articles, sections = counted["article"], counted["section"]
    if articles and not (articles <= 2 and sections > 3 * articles):
        return "article"
    rules = {kind: counted[kind] for kind, _ in UNITS if kind != "article" and counted[kind] >= 2}
    arabic = sum("\u0600" < p.text.lstrip(" .")[:1] < "\u0700" for p in paragraphs) > len(paragraphs) / 2
    if arabic and not articles and _chapters_are_rules(paragraphs):
        return "chapter"
    if not arabic or counted["title"] == 0:
        rules.pop("chapter", None)
    return max(rules, key=lambda kind: (rules[kind], kind == "section")) if rules else ""


MOST_CHAPTERS = 20  # more than any law has that numbers other rules below them


def _chapters_are_rules(paragraphs: Sequence[SourceParagraph]) -> bool:
    """Return whether a text's chapters are its articles, as Tunisia calls them: many, and numbered through."""
    values = [h.value for p in paragraphs if (h := heading_of(p.whole, unit="chapter")) and h.kind == "chapter"]
    through = sum(second == first + 1 for first, second in pairwise(values))
    return len(values) > MOST_CHAPTERS and through * 5 >= len(values) * 4


def _section(line: str) -> LawHeading | None:
    """Return the heading of a section that goes on with a sentence in its line."""
    found = heading_of(line, unit="section")
    return found if found is not None and found.kind == "section" else None


def _divides_articles(headings: Sequence[LawHeading | None]) -> bool:
    """Return whether sections stand below articles: their numbers start anew after articles, and no article between."""
    told = [h for h in headings if h is not None and h.kind in ("article", "section")]
    firsts = sum(
        second.kind == "section" and second.value == 1 and first.kind == "article" for first, second in pairwise(told)
    )
    articles, sections = (sum(h.kind == kind for h in told) for kind in ("article", "section"))
    return sections > articles and firsts >= max(1, articles / 2)


class _Structure:
    """Goes through the paragraphs once; what is open is the state."""

    def __init__(self, paragraphs: Sequence[SourceParagraph]):
        self.paragraphs = [p for p in paragraphs if not LEADERS.search(p.text)]
        self.unit = units_of(self.paragraphs)
        self._headings = [_heading(p, self.unit) for p in self.paragraphs]
        for n, paragraph in enumerate(self.paragraphs[1:], 1):
            if _BRACKETED.fullmatch(paragraph.whole.strip()) and _is_schedule(self._headings[n - 1]):
                self._headings[n] = None  # "SCHEDULE", and below it "(Article 2)": where it belongs to
        kinds = (self.unit or "article", "schedule")
        rules = [n for n, h in enumerate(self._headings) if h is not None and h.kind in kinds and h.value != 1]
        self._last_rule = max(rules, default=-1)
        self._sections_below = self.unit == "article" and _divides_articles(self._headings)
        if self._sections_below:
            self._headings = [h or _section(p.whole) for h, p in zip(self._headings, self.paragraphs, strict=True)]
        self.root = _Node("law")
        self.preamble: list[SourceParagraph] = []
        self.conclusions: list[SourceParagraph] = []
        self.notes = (
            [f"{left} lines of a table of contents left out"]
            if (left := len(paragraphs) - len(self.paragraphs))
            else []
        )
        self._holder: _Node = self.root
        self._rule: _Node | None = None
        self._levels: list[_OpenList] = []
        self._order: list[str] = []  # kinds of containers, from the widest, as this law nests them
        self._bare = ""  # the form of the marks that number the rules, where no word does
        self._last = 0
        self._untitled: _Node | None = None
        self._quoted = 0  # paragraphs that a quotation still lasts

    def read(self) -> None:
        """Read all paragraphs."""
        for number, paragraph in enumerate(self.paragraphs):
            if self.conclusions:
                self.conclusions.append(paragraph)
            elif self._quoted or self._opens_quotation(number):
                self._quoted -= 1
                self._text(paragraph, number)
            else:
                self._read_one(paragraph, number)

    def _read_one(self, paragraph: SourceParagraph, number: int) -> None:
        if CLOSINGS.fullmatch(paragraph.whole) and (self._rule is not None or not self.preamble):
            if self._rule is not None:
                self.conclusions.append(paragraph)
            else:
                self.preamble.append(paragraph)
            return
        if self._rule is not None and SIGNED.match(paragraph.whole) and not self._comes_rule(number):
            self.conclusions.append(paragraph)
            return
        found = self._headings[number]
        if found is not None and not paragraph.table and self._takes(found, paragraph, number):
            return
        marks = markers(paragraph.text, paragraph.label)
        if marks and not paragraph.table and self._item(paragraph, number, marks):
            return
        self._text(paragraph, number)

    # ---- headings

    def _takes(self, found: LawHeading, paragraph: SourceParagraph, number: int) -> bool:
        """Open what a heading names; False where it is no heading here."""
        if found.kind == (self.unit or "article"):
            return self._takes_rule(found, paragraph, number)
        if found.kind == "schedule":
            return self._takes_schedule(found, paragraph, number)
        if found.kind not in CONTAINERS:
            return False
        if found.kind == "section" and self._sections_below and self._rule is not None:
            return self._takes_section(found, paragraph)
        if found.rest and not found.delimited and not _is_title(found.rest):
            return False
        self._open_container(found, paragraph)
        return True

    def _takes_section(self, found: LawHeading, paragraph: SourceParagraph) -> bool:
        """Open a section of an article, where the articles are what is divided into sections."""
        assert self._rule is not None
        node = self._rule.add(_Node("section", found.number, found.value, found.label, at=[paragraph.at]))
        self._levels, self._untitled = [_OpenList("section", found.value, node)], None
        if found.rest and _is_title(found.rest):
            node.heading = found.rest
        elif found.rest:
            node.lines.append(found.rest)
        return True

    def _takes_schedule(self, found: LawHeading, paragraph: SourceParagraph, number: int) -> bool:
        follows = self._rule is not None or self._holder is not self.root
        alone = found.alone and paragraph.whole.strip(" .:") == found.label.strip(" .:")
        named = " " in found.label.strip() and found.delimited and _is_title(found.rest)  # الجدول الملحق: ملاك القوة
        bare = not found.number and not alone and not named
        if not follows or bare or (found.rest and not _is_title(found.rest)) or not self._comes_text(number):
            return False
        node = self.root.add(_Node("schedule", found.number, found.value, found.label, found.rest, at=[paragraph.at]))
        self._start(node, container=True)
        self._last = 0
        return True

    def _open_container(self, found: LawHeading, paragraph: SourceParagraph) -> None:
        kind = found.kind
        top = self._holder
        if kind not in self._order:
            at = len(self._order)
            if top.kind in self._order and top.below:  # something stands in it already: by the usual ranks
                at = next((n for n, k in enumerate(self._order) if STATIC[k] > STATIC[kind]), at)
            elif top.kind in self._order:
                at = self._order.index(top.kind) + 1
            self._order.insert(at, kind)
        wider = self._order[: self._order.index(kind)]
        above = next(n for n in top.up() if n.kind in (*wider, "schedule", "law"))
        node = _Node(kind, found.number, found.value, found.label, found.rest, at=[paragraph.at])
        self._start(above.add(node), container=True)

    def _takes_rule(self, found: LawHeading, paragraph: SourceParagraph, number: int) -> bool:
        suffixed = found.number != str(found.value)
        next_one = found.value in (self._last + 1, self._last) if suffixed else found.value == self._last + 1
        amends = self._rule is not None and AMENDING.search(" ".join(self._rule.lines[-3:])) is not None
        if amends and not next_one and self._comes(range(self._last + 1, found.value), number):
            return False  # what the article before puts into another law
        strong = found.alone or found.delimited or bool(paragraph.label) or paragraph.outline > 0
        strong = strong or (_is_title(found.rest) and self._comes_text(number) and found.rest[-1] not in ".:")
        if not next_one and not strong and not (found.value == 1 and self._last == 0):
            return False
        kind = "article" if self.unit in ("", "chapter") else self.unit
        node = _Node(kind, found.number, found.value, found.label, unit=True, at=[paragraph.at])
        self._start(self._holder.add(node))
        self._last = found.value or self._last
        if found.rest and (found.rest.startswith("(") and found.rest.rstrip(".:").endswith(")")):
            node.heading = found.rest.strip("().: ")
        elif found.rest and _is_title(found.rest) and self._comes_text(number):
            node.heading, self._untitled = found.rest.strip(" :"), None
        elif found.rest:
            self._untitled = None
            rest = SourceParagraph(found.rest, paragraph.at)
            marks = markers(found.rest)
            if not marks or not self._item(rest, number, marks):
                self._text(rest, number)
        return True

    def _start(self, node: _Node, *, container: bool = False) -> None:
        self._levels, self._untitled = [], node if not node.heading else None
        if container:
            self._holder, self._rule = node, None
        else:
            self._rule = node

    def _comes(self, values: range, number: int) -> bool:
        """Return whether an article of one of these numbers comes within the next paragraphs."""
        ahead = self._headings[number + 1 : number + 200]
        return any(h is not None and h.kind == (self.unit or "article") and h.value in values for h in ahead)

    def _comes_rule(self, number: int) -> bool:
        return self._last_rule > number

    def _comes_text(self, number: int) -> bool:
        """Return whether the next paragraph goes on with the same provision."""
        after = self.paragraphs[number + 1 : number + 2]
        following = self._headings[number + 1] if after else None
        divided = self._sections_below and following is not None and following.kind == "section"
        if not after or (following is not None and not divided):
            return False
        return not self._bare or all(m.form != self._bare for m in markers(after[0].text, after[0].label))

    # ---- paragraphs and items

    def _item(self, paragraph: SourceParagraph, number: int, marks: list[Marker]) -> bool:
        if self._rule is None and not self.unit and self._opens_bare_rule(marks):
            pass
        elif self._bare and self._is_listing() and any(m.form == self._bare and m.value == 1 for m in marks):
            self._levels = []
            return self._bare_rule(paragraph, next(m for m in marks if m.form == self._bare), number)
        elif self._bare and any(m.form == self._bare and m.value == self._last + 1 for m in marks):
            marks = [m for m in marks if m.form == self._bare and m.value == self._last + 1]
            self._levels = []
            return self._bare_rule(paragraph, marks[0], number)
        if self._rule is None and not self._bare and self._holder.kind != "schedule":
            return False
        if self._bare and self._rule is None:
            return self._bare_rule(paragraph, marks[0], number)
        found = self._placed(marks)
        if found is None:
            return False
        mark, above = found
        kind = "paragraph" if above.unit and mark.form in (*COUNTED, "I.") else "item"
        text = paragraph.text[mark.length :].strip()
        count = sum(n.kind == kind for n in above.below) + 1
        label = paragraph.label or paragraph.text[: mark.length].strip()
        own = mark.number.rpartition(".")[2] if mark.form.startswith("1.1") else mark.number or str(count)
        node = above.add(_Node(kind, own, mark.value or count, label, at=[paragraph.at]))
        node.lines = [text] if text else []
        self._levels.append(_OpenList(mark.form, mark.value, node))
        self._untitled = None
        return True

    def _is_listing(self) -> bool:
        """Return whether all rules so far are a line each: a list of contents, if the numbers start anew."""
        rules = [node for node in self.root.all() if node.unit]
        return len(rules) >= 3 and all(not n.below and sum(map(len, n.lines)) <= SHORT for n in rules)

    def _opens_bare_rule(self, marks: list[Marker]) -> bool:
        first = next((m for m in marks if m.value == 1 and m.form in ("1.", "(1)", "1)", "first")), None)
        if first is None:
            return False
        self._bare = first.form
        marks[:] = [first]
        return True

    def _bare_rule(self, paragraph: SourceParagraph, mark: Marker, number: int) -> bool:
        label = paragraph.label or paragraph.text[: mark.length].strip()
        act = any(ACT.search(p.text) for p in self.preamble[:4])
        node = _Node("section" if act else "paragraph", mark.number, mark.value, label, unit=True, at=[paragraph.at])
        self._start(self._holder.add(node))
        self._untitled, self._last = None, mark.value
        text = paragraph.text[mark.length :].strip()
        if _is_title(text) and self._comes_text(number):
            node.heading = text
            return True
        if run_in := RUN_IN.match(text):
            node.heading, text = run_in["title"], run_in["text"]
        inner = markers(text)
        if inner and inner[0].value == 1 and inner[0].form != self._bare:
            return self._item(SourceParagraph(text, paragraph.at), -1, inner)
        node.lines = [text] if text else []
        return True

    def _placed(self, marks: list[Marker]) -> tuple[Marker, _Node] | None:
        """Return which reading of a mark goes on a list or opens one, and what it hangs below; close what is deeper."""
        rule = self._rule or self._holder
        for n in range(len(self._levels) - 1, -1, -1):
            level = self._levels[n]
            for mark in marks:
                if mark.form == level.form and (mark.value == level.value + 1 or mark.form == "-"):
                    del self._levels[n:]
                    return mark, level.node.above or rule
        deepest = self._levels[-1].node if self._levels else rule
        opened = {level.form for level in self._levels}
        for mark in marks:
            if mark.value == 1 and (
                mark.form not in opened or (deepest.lines[-1:] and deepest.lines[-1].endswith(":"))
            ):
                return (mark, deepest) if self._belongs(mark, rule) else None
        for n in range(len(self._levels) - 1, -1, -1):
            level = self._levels[n]
            for mark in marks:
                if mark.form == level.form and abs(mark.value - level.value) <= 12:
                    del self._levels[n:]
                    return mark, level.node.above or rule
        mark = marks[0]
        fits = mark.form == "-" or (mark.form in COUNTED and self._belongs(mark, rule) and mark.value <= 3)
        return (mark, deepest) if fits else None

    def _belongs(self, mark: Marker, rule: _Node) -> bool:
        """Return whether a dotted number (6.1) is one of this article or paragraph, and no decimal."""
        if not mark.form.startswith("1.1"):
            return True
        first = mark.number.split(".")[0]
        return first == str(rule.value) or any(first == str(level.value) for level in self._levels)

    def _text(self, paragraph: SourceParagraph, number: int) -> None:
        whole = paragraph.whole
        node = self._untitled
        if node is not None and not paragraph.table:
            self._untitled = None
            if self._titles(node, paragraph, number):
                node.heading = whole.strip(" :")
                node.at.append(paragraph.at)
                return
        if self._rule is None and self._holder is self.root:
            self.preamble.append(paragraph)
            return
        holder = self._rule or self._holder
        if self._signs(holder, whole, number):
            self.conclusions.append(paragraph)
            return
        if self._levels and not self._quoted:
            deepest = self._levels[-1].node
            ended = bool(deepest.lines) and deepest.lines[-1][-1:] in ".;؛"
            if ended and deepest.kind == "item" and not paragraph.table:  # the words after a list close what holds it
                self._levels = [level for level in self._levels if level.node is not deepest]
                holder = deepest.above or holder
            else:
                holder = deepest
        elif self._levels:
            holder = self._levels[-1].node
        if paragraph.table:
            holder.rows.add(len(holder.lines))
        holder.lines.append(whole)
        holder.at.append(paragraph.at)

    def _signs(self, holder: _Node, whole: str, number: int) -> bool:
        """Return whether a short line after the last article's last sentence is who signed it."""
        last = self._levels[-1].node if self._levels else holder
        ended = bool(last.lines) and last.lines[-1].endswith(".") and not self._quoted
        return ended and holder.unit and _is_title(whole) and len(whole.split()) <= 8 and not self._comes_rule(number)

    def _titles(self, node: _Node, paragraph: SourceParagraph, number: int) -> bool:
        """Return whether the words after a heading are its title."""
        if node.lines or node.below or paragraph.label:
            return False
        if not node.unit:
            return _is_title(paragraph.text)
        return _is_title(paragraph.text) and self._comes_text(number)

    def _opens_quotation(self, number: int) -> bool:
        """Note a quotation that begins here after an article said that it puts words into another law."""
        text = self.paragraphs[number].whole
        if self._rule is None or not OPENING.match(text):
            return False
        last = (self._levels[-1].node if self._levels else self._rule).lines
        if not (last and AMENDING.search(last[-1])):
            return False
        ahead = self.paragraphs[number : number + LONGEST_QUOTE]
        self._quoted = next((n for n, p in enumerate(ahead, 1) if CLOSING.search(p.whole)), 0)
        return self._quoted > 0


def _is_schedule(found: LawHeading | None) -> bool:
    return found is not None and found.kind == "schedule"


def _is_title(text: str) -> bool:
    """Return whether words may be the title of a provision: short, no sentence."""
    bare = text.strip()
    if len(bare) > 140 or len(bare.split()) > 16 or bare[-1:] in ".;,،؛" or markers(bare):
        return False
    if bare.endswith(":") and len(bare.split()) > 3:
        return False
    if "\u0600" < bare[:1] < "\u0700":
        return len(bare.split()) <= 12 and ARABIC_SENTENCE.match(bare) is None
    return VERB.search(bare) is None and not bare[:1].islower()


def _without_contents(root: _Node) -> list[_Node]:
    """Return what stands at the top, without a first run of empty headings that the text then writes out."""
    rules = [node for node in root.all() if node.unit]
    again = next((n for n, node in enumerate(rules) if n and node.value == 1 and node.number == rules[0].number), 0)
    listed = rules[:again]
    if len(listed) < 3 or len(rules) - again < len(listed) - 1:
        return root.below
    if any(node.below or sum(map(len, node.lines)) > SHORT for node in listed):
        return root.below
    gone = {id(node) for node in listed}
    holders = [n for n in root.all() if n.kind in CONTAINERS]
    gone |= {id(h) for h in holders if h.below and all(id(n) in gone or n.kind in CONTAINERS for n in h.all())}
    kept = []
    for node in root.below:
        if id(node) not in gone:
            node.below = [n for n in node.below if id(n) not in gone]
            kept.append(node)
    return kept


def _part_unnumbered(root: _Node) -> None:
    """Make paragraphs of an article's unnumbered lines, where it has no numbered ones.

    The rows of a table are no paragraphs of their own: they stay with the words before them.
    """
    for node in list(root.all()):
        starts = [n for n in range(len(node.lines)) if n == 0 or n not in node.rows]
        if node.unit and not node.below and len(starts) > 1 and not AMENDING.search(node.lines[0]):
            lines, places = node.lines, node.at[-len(node.lines) :]
            node.lines, node.at = [], node.at[: max(1, len(node.at) - len(lines))]
            for number, (start, stop) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), 1):
                node.add(_Node("alinea", str(number), number, "", lines=lines[start:stop], at=places[start:stop]))


def _name_all(root: _Node) -> None:
    """Give every node its id: rules are counted through the law, unless their numbers start anew in its parts."""
    prefixed = _starts_anew(root)
    taken: Counter[str] = Counter()
    for node in root.all():
        above = node.above or root
        base = "" if above is root else f"{above.id}__"
        if node.unit:
            holder = next((n for n in above.up() if n.kind in prefixed or n.kind == "schedule"), None)
            base = f"{holder.id}__" if holder else ""
        number = node.number or str(1 + sum(n.kind == node.kind for n in _before(node)))
        shown = re.sub("[^0-9A-Za-z]+", "-", number.lower() if node.kind == "item" else number)
        name = f"{base}{PREFIXES[node.kind]}_{shown}"
        taken[name] += 1
        node.id = name if taken[name] == 1 else f"{name}~{taken[name]}"


def _before(node: _Node) -> list[_Node]:
    siblings = node.above.below if node.above else []
    return siblings[: next(n for n, other in enumerate(siblings) if other is node)]


def _starts_anew(root: _Node) -> frozenset[str]:
    """Return the kind of container in which the rules' numbers start anew, none where they run through the law."""
    rules = [n for n in root.all() if n.unit and not any(a.kind == "schedule" for a in n.up())]
    if len({n.number for n in rules}) == len(rules):
        return frozenset()
    for kind in CONTAINERS:
        homes = [next((a for a in n.up() if a.kind == kind), None) for n in rules]
        firsts = sum(n.value == 1 for n, home in zip(rules, homes, strict=True) if home)
        pairs = Counter((id(home), n.number) for n, home in zip(rules, homes, strict=True))
        if firsts >= 2 and sum(c - 1 for c in pairs.values()) <= 1:
            return frozenset([kind])
    return frozenset()


def _provision(node: _Node) -> Provision:
    above = node.above.id if node.above is not None else ""
    text = "\n".join(node.lines)
    return Provision(node.id, node.kind, node.number, node.label, node.heading, text, above, node.unit, tuple(node.at))


def _title(preamble: list[SourceParagraph], source: SourceText) -> tuple[str, int]:
    """Return the law's title, and its paragraph: the first that names a kind of law, one with a number before others.

    A second line that goes on ("on the security force") is part of it.
    """
    if source.title:
        return source.title, -1
    named = [n for n, paragraph in enumerate(preamble[:8]) if _names_law(paragraph.text)]
    numbered = [n for n in named[:3] if re.search(r"[0-9٠-٩]", preamble[n].text) and n <= named[0] + 2]
    if not named:
        return (preamble[0].text, preamble[0].at) if preamble else ("", -1)
    n = (numbered or named)[0]
    first, after = preamble[n], preamble[n + 1].text if n + 1 < len(preamble) else ""
    joins = GOES_ON.match(after) and len(after.split()) <= 30 and len(first.text.split()) <= 14
    return (f"{first.text} {after}" if joins else first.text), first.at


def _names_law(text: str) -> bool:
    opens = text.rstrip().endswith(":") and len(text.split()) > 12  # "The Council, noting the Accord …, orders:"
    return bool(LAW_WORDS.search(text)) and len(text.split()) <= 45 and text[-1:] not in ";؛." and not opens


def _heading(paragraph: SourceParagraph, unit: str = "") -> LawHeading | None:
    """Return the heading that a paragraph begins with; a number that its program sets is no reference in a sentence."""
    alone = heading_of(paragraph.label, unit=unit) if paragraph.label and paragraph.text else None
    if alone is not None and not alone.rest:
        return heading_of(f"{paragraph.label}: {paragraph.text}", unit=unit)
    return heading_of(paragraph.whole, unit=unit)
