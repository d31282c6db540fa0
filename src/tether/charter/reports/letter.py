"""The letter of questions: everything that could not be told, worded for those who must answer.

    written = letter(report, LetterHead("ar", date="2015-06-03", sender="…", by="2015-07-01"))
    as_docx(letter_document(written))

A finding says what is wrong; this page says what nobody can judge yet, and what the text does not say and must. It is
a letter: date, sender, addressee, reason, deadline; then the questions by who can answer, those first on which
something must wait; each with its article, the rule that waits for it and why it matters in one line; and the sentences
that would answer (``charter/clauses``).
In English, Arabic or French (``charter/letter``): offices and names that the charter
declares keep the charter's words. ``letter_document`` makes the page of a ``Letter``, which every writer of
``tether.report`` prints.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace

from tether.charter.check import Report
from tether.charter.clauses import model_clause, other_laws
from tether.charter.consequences import order_in
from tether.charter.findings import Finding
from tether.charter.letter.languages import Language, begun, counted_in, date_in, digits_in, listed_in, quoted_in
from tether.charter.letter.merging import AskedOnce, merged
from tether.charter.letter.names import LetterNames
from tether.charter.letter.wording import label, reason, worded
from tether.charter.reports.parts import detail, says_more, unsaid
from tether.charter.rules import rule_of
from tether.charter.rules.authorities import authorities_of
from tether.charter.rules.duties import FAMILY, duties
from tether.charter.schema import Charter
from tether.charter.schema.entities import titled
from tether.charter.silence import NOT_SAID
from tether.report.blocks import Aside, Block, Document, Listing, Paragraph, Row, Section, Sentence, Table, bullets

ORDER = (
    "the drafter",
    "the head of government",
    "the legislature",
    "the defence ministry",
    "the interior ministry",
    "the finance ministry",
    "the justice ministry",
    "the civil ministries",
    "the provinces",
    "the sponsor",
)
OFFICES = {  # how an office that the charter declares is known as one of these, by its id and name
    "the legislature": r"parliament|congress|assembly|legislature|council of representatives|house of",
    "the defence ministry": r"\bdefen[cs]e\b",
    "the interior ministry": r"\binterior\b",
    "the finance ministry": r"\bfinance\b|\btreasury\b",
    "the justice ministry": r"\bjustice\b",
}
FIRST_PAGE = 12  # questions on the first page of a letter
OF_A_CLASS = 3  # of one class of consequence there, while another class has questions
SHOWN = 3  # figures that the file leaves open, named below a question
BLANK = "________________"
MARKS: dict[Language, str] = {"en": "; ", "ar": "؛ ", "fr": " ; "}


@dataclass(frozen=True)
class TextNotes:
    """What a letter says of the law's text itself: its faults, and places of which our reading says nothing."""

    faults: tuple[str, ...] = ()
    uncoded: tuple[str, ...] = ()


@dataclass(frozen=True)
class LetterHead:
    """What a letter says of itself. Dates are ISO; "" leaves a line to fill in (or, of ``by``, asks for a day)."""

    language: Language = "en"
    date: str = ""
    sender: str = ""  # an office: an id of the charter, or free words
    addressee: str = ""
    by: str = ""
    articles: Mapping[str, str] = field(default_factory=dict)  # article of a row → where the law itself has it
    notes: TextNotes = field(default_factory=TextNotes)


@dataclass(frozen=True)
class LetterQuestion:
    """One question: its words, the rules that wait for the answer, where it belongs in the text."""

    text: str
    codes: tuple[str, ...]
    article: str
    place: str
    stops: bool  # a rule that can stop the matter waits for it
    ask: str = ""  # who can answer, one of ``ORDER``
    state: str = ""  # "not_said" or "in_part", where the text says nothing, or not all
    missing: tuple[str, ...] = ()  # figures that the file leaves open, where the question is about several
    english: str = ""  # the checker's own words, where the letter is in another language
    untranslated: bool = False  # the table has no words for it: quoted in English
    places: tuple[str, ...] = ()  # every place from which it is asked; ``place`` is the first
    order: tuple[int, int] = (0, 0)  # what comes of it: the rank of its class of consequence, its place in the class
    cited: bool = False  # its article stands as the law itself calls it ("Section 6(2)")
    leads: bool = False  # it stands on the first page

    @property
    def sentence(self) -> Sentence:
        """The question as a sentence that rests on the rules that wait for its answer."""
        return Sentence(self.text, f"rules/{'+'.join(self.codes)}")


Groups = tuple[tuple[str, tuple[LetterQuestion, ...]], ...]


@dataclass(frozen=True)
class Letter:
    """Questions by addressee; those on which a stop hangs come first under each."""

    title: str
    opening: str
    groups: Groups
    first: tuple[str, ...] = ()  # what matters first
    unsaid: tuple[LetterQuestion, ...] = ()  # what a design of its kind must speak of, and this one does not
    language: Language = "en"
    date: str = ""
    sender: str = ""
    addressee: str = ""
    subject: str = ""
    by: str = ""
    offices: tuple[tuple[str, str], ...] = ()  # the charter's own name of those who can answer
    notes: TextNotes = field(default_factory=TextNotes)

    @property
    def count(self) -> int:
        """How many questions it asks of what could not be told."""
        return sum(len(questions) for _, questions in self.groups)

    @property
    def pages(self) -> tuple[Groups, Groups]:
        """The questions of the first page, and those of the annex, by who can answer."""
        return tuple(  # type: ignore[return-value]
            tuple((who, kept) for who, qs in self.all_groups if (kept := tuple(q for q in qs if q.leads is leads)))
            for leads in (True, False)
        )

    @property
    def all_groups(self) -> Groups:
        """What could not be told and what is not said, by who can answer; what something waits for comes first."""
        told = dict(self.groups)
        both = {who: (*told.get(who, ()), *(q for q in self.unsaid if q.ask == who)) for who in ORDER}
        return tuple((who, tuple(sorted(qs, key=_order))) for who, qs in both.items() if qs)


def letter(report: Report, head: LetterHead | None = None, also: Iterable[Finding] = ()) -> Letter:
    """Word the open questions of a report as a letter; ``also``: questions that other rooms ask of the same text."""
    head = head or LetterHead()
    charter, language = report.charter, head.language
    title = str(charter.meta.title) if charter.meta and charter.meta.title else charter.id
    draft = LetterDraft.of(charter, head, report.kinds.names)
    questions = (*report.questions, *also)
    open_ = [AskedOnce(f.message, (f,)) for who in ORDER for f in questions if f.ask == who]
    groups = tuple(_by_office(open_, draft).items())
    count = sum(len(q) for _, q in groups)
    left_out = () if report.open_world else _unsaid(report, draft)
    groups, left_out = _led(groups, left_out)
    seen = label("open" if report.open_world else "closed", language)
    quoted = quoted_in(title, language)
    opening = label("opening", language, quoted, counted_in(count, "point", language), seen)
    if not count:
        opening = label("opening_none", language, quoted)
    matters = tuple(_first(f, draft) for f in report.first_five) if says_more(report) else ()
    named = {who: found for who in ORDER if (found := _office(charter, who))}
    to = head.addressee or named.get("the head of government", "")
    return Letter(
        label("title", language, title if language == "en" else quoted),
        opening,
        groups,
        matters,
        left_out,
        language,
        head.date,
        draft.names.get(head.sender, head.sender),
        draft.names.get(to, to) or label("the drafter", language),
        title,
        head.by,
        tuple(named.items()),
        head.notes,
    )


@dataclass(frozen=True)
class LetterDraft:
    """What the questions of one letter share: its head, and how the charter names its ids, posts and places."""

    head: LetterHead
    names: LetterNames
    titles: tuple[str, ...]
    kinds: tuple[str, ...] = ()  # of the design

    @classmethod
    def of(cls, charter: Charter, head: LetterHead, kinds: tuple[str, ...] = ()) -> LetterDraft:
        """Return what the questions on a charter share."""
        titles = {titled(post) for post in charter.posts or ()}
        return cls(head, LetterNames(charter, head.language), tuple(sorted(titles, key=len, reverse=True)), kinds)

    def named(self, name: str) -> str:
        """Return a name as it stands in a question, in the letter's language: by the charter's own words."""
        own = name.strip("'")
        if not name.startswith("'") and own.removeprefix("the ") in self.names:
            return self.names.called(own.removeprefix("the "))
        if not name.startswith("'") and self.head.language == "en":
            return own
        if own in self.names:
            return self.names.called(own)
        return quoted_in(own.removeprefix("the "), self.head.language)


def _office(charter: Charter, who: str) -> str:
    """Return the charter's own name of one of those who can answer; "" where it declares none, or several."""
    actors = [a for a in charter.actors or () if a.name and a.state is True]
    if who == "the head of government":
        found = [a for a in actors if a.head is True]
    else:
        wanted = OFFICES.get(who, r"(?!)")
        found = [a for a in actors if re.search(wanted, f"{a.id} {a.name}", re.IGNORECASE)]
    return str(found[0].name) if len(found) == 1 else ""


def _by_office(written: Iterable[AskedOnce], draft: LetterDraft) -> dict[str, tuple[LetterQuestion, ...]]:
    """Return what each office is asked, each thing once in the letter; what something waits for comes first."""
    offices: dict[str, list[LetterQuestion]] = {who: [] for who in ORDER}
    for asked in merged(written, draft.titles):
        offices[asked.ask].append(replace(_question(asked, draft), ask=asked.ask))
    return {who: tuple(sorted(found, key=_order)) for who, found in offices.items() if found}


def _order(question: LetterQuestion) -> tuple[object, ...]:
    """Return by what the questions of an office are ordered: what stops a matter, articles as numbers, the rest."""
    numbers = tuple(int(n) for n in re.findall(r"\d{1,6}", question.article.partition(",")[0])[:3])
    return not question.stops, not numbers, numbers


def _question(asked: AskedOnce, draft: LetterDraft) -> LetterQuestion:
    """Return one question in the letter's language; figures that are not known stand apart from its words."""
    head, found = draft.head, asked.findings
    message, _, listed = asked.message.partition(" Not known: ")
    sentence = worded(message, head.language, draft.names, asked.codes[0])
    text, english = sentence.text, worded(message, "en", draft.names).text
    if not sentence.known and asked.state == "in_part" and (known := reason(asked.codes[0], head.language)):
        text, sentence = label("fault", head.language, known), replace(sentence, known=True)
    also = [draft.named(name) for name in asked.likewise]
    cited = [f.article for f in found if f.article]
    if head.language == "en":
        text, english = _of_the_text(text), _of_the_text(english)
    if also:
        text = f"{text} {label('likewise', head.language, listed_in(also, head.language))}"
    own = {a: label("article", head.language, digits_in(a, head.language)) if head.articles else a for a in cited}
    articles = dict.fromkeys(head.articles.get(a, own[a]) for a in cited)
    missing = dict.fromkeys(draft.names.place(path) for f in found for path in f.related) if listed else {}
    return LetterQuestion(
        begun(text) if head.language != "ar" else text,
        asked.codes,
        ("، " if head.language == "ar" else ", ").join(articles),
        found[0].short_place,
        any(map(_stop, found)),
        state=asked.state,
        missing=tuple(missing),
        english="" if head.language == "en" else english,
        untranslated=not sentence.known,
        places=tuple(dict.fromkeys(f.short_place for f in found)),
        cited=bool(head.articles),
        order=min(order_in(code, draft.kinds) for code in asked.codes),
    )


def _led(groups: Groups, unsaid: tuple[LetterQuestion, ...]) -> tuple[Groups, tuple[LetterQuestion, ...]]:
    """Mark the questions of the first page: what stops a matter, then what broke most designs, at most few of a class.

    A question on which several rules or rows wait comes before one on which one does.
    """

    def weight(question: LetterQuestion) -> tuple[object, ...]:
        rank, place = question.order
        return not question.stops, rank, place, -len(question.codes), -len(question.places)

    every = sorted([*(q for _, qs in groups for q in qs), *unsaid], key=weight)
    if len(every) <= FIRST_PAGE:
        chosen = every
    else:
        of_class: Counter[int] = Counter()
        early = [q for q in every if (of_class.update([q.order[0]]) or of_class[q.order[0]]) <= OF_A_CLASS]
        chosen = [*early, *(q for q in every if q not in early)][:FIRST_PAGE]

    def marked(questions: Iterable[LetterQuestion]) -> tuple[LetterQuestion, ...]:
        return tuple(replace(q, leads=q in chosen) for q in questions)

    return tuple((who, marked(qs)) for who, qs in groups), marked(unsaid)


def _of_the_text(said: str) -> str:
    """Return a sentence that speaks of the text, as its drafter does, and not of a charter."""
    return re.sub(r"\b([Tt]he|[Tt]his) charter\b", r"\1 text", said)


def _unsaid(report: Report, draft: LetterDraft) -> tuple[LetterQuestion, ...]:
    """Return what a design of its kind must speak of and this one does not: the duty's question, or those below it."""
    written: list[AskedOnce] = []
    for item in unsaid(report):
        if item.duty is None:
            continue
        if item.state == "does not say":
            its = replace(item.findings[0], code=item.duty.code, ask=item.duty.asks)
            written.append(AskedOnce(item.duty.question, (its,), state="not_said"))
            continue
        for finding in item.findings:
            who = finding.ask if finding.ask in ORDER else item.duty.asks
            written.append(AskedOnce(_as_question(finding), (replace(finding, ask=who),), state="in_part"))
    return tuple(q for found in _by_office(written, draft).values() for q in found)


def _as_question(finding: Finding) -> str:
    said = detail(finding)
    asks = finding.message.startswith(f"{NOT_SAID}: ")
    return f"{said[:1].upper()}{said[1:]}" if asks else finding.message


def _stop(finding: Finding) -> bool:
    rule = rule_of(finding.code)
    return rule is not None and rule.severity == "stop"


def _first(finding: Finding, draft: LetterDraft) -> str:
    """Say one of the things that matter first: the question, or what is not kept."""
    language = draft.head.language
    if language == "en":
        number, _, bound = finding.measured.partition(" against ")
        told = bound and finding.message.endswith(f": {number}")  # a number says little without what is asked of it
        asks = f"; the rule asks for {bound}" if told else ""
        return begun(_of_the_text(worded(finding.message, "en", draft.names).text)) + asks
    if finding.result == "cannot tell" or finding.silence:
        found = next((d for d in duties() if d.code == finding.code), None)
        message = found.question if found else _as_question(finding)
        asked = _question(AskedOnce(message, (finding,)), draft)
        if not asked.untranslated:
            return asked.text
    said = label("fault", language, reason(finding.code, language))
    at = [finding.code, *([_article(finding.article, language)] if finding.article else [])]
    return f"{said} ({MARKS[language].join(at)})"


def _article(article: str, language: Language) -> str:
    return label("article", language, digits_in(article, language))


def letter_document(written: Letter) -> Document:
    """Return the page of a letter; questions are numbered through."""
    language = written.language
    sections = [Section(0, "opening", "", tuple(Paragraph((line,)) for line in _head(written)))]
    if written.first:
        listed = bullets((Sentence(line, "rules"),) for line in written.first)
        sections.append(Section(0, "first", label("first", language), (listed,)))
    leading, annex = written.pages
    sections += _first_page(written, leading)
    numbered = list(enumerate((q for page in (leading, annex) for _, qs in page for q in qs), 1))
    if annex:
        sections += _annex(written, annex, 1 + sum(len(qs) for _, qs in leading))
    sections += _of_text(written)
    if answers := _answers(numbered, language):
        sections.append(Section(0, "sentences", label("sentences", language), answers))
    foot = label("closing", language) + ("" if language == "en" else f" {label('unreviewed', language)}")
    return Document(written.title, tuple(sections), foot=foot, data=asdict(written), name="letter", language=language)


def _first_page(written: Letter, groups: Groups) -> Iterator[Section]:
    """Give the questions of the first page, by who can answer, each with why it is asked."""
    language, first = written.language, 1
    for number, (who, questions) in enumerate(groups, 1):
        items = tuple((question.sentence, Aside(_why(question, language))) for question in questions)
        yield Section(0, f"to-{number}", _to(written, who), (Listing(items, first=first),))
        first += len(questions)


def _to(written: Letter, who: str) -> str:
    """Return the heading of what an office is asked, with the charter's own name of it."""
    language, named = written.language, dict(written.offices)
    office = label(who, language)
    if who in named:
        return label("to_group_named", language, office, quoted_in(named[who], language))
    return label("to_group", language, office)


def _annex(written: Letter, groups: Groups, first: int) -> Iterator[Section]:
    """Give the other questions as one table for each office, in the order of their articles."""
    language = written.language
    count = sum(len(questions) for _, questions in groups)
    title = label("annex", language, counted_in(count, "further", language))
    yield Section(0, "annex", title, (Paragraph((label("annex_note", language),), "note"),))
    columns = tuple(label(f"column_{name}", language) for name in ("number", "question", "article", "why"))
    for number, (who, questions) in enumerate(groups, 1):
        rows = []
        for at, question in enumerate(questions, first):
            why = "; ".join(dict.fromkeys(_reason(code, language) for code in question.codes))
            also = (f"{label('stops', language)} ",) if question.stops else ()
            listed = (f" {_missing(question, language)}",) if question.missing else ()
            cells = (digits_in(str(at), language), (question.sentence, *listed), _where(question, language))
            rows.append(Row((*cells, f"{''.join(also)}{why}")))
        first += len(questions)
        yield Section(0, f"annex-{number}", _to(written, who), (Table("", columns, tuple(rows)),), 3)


def _of_text(written: Letter) -> Iterator[Section]:
    """Give the faults of the text itself, and the places of which our reading says nothing."""
    language, notes = written.language, written.notes
    if notes.faults:
        count = counted_in(len(notes.faults), "paragraph", language)
        lead = Paragraph((Sentence(label("text_faults_note", language, count), "text"),), "note")
        listed = bullets((Sentence(begun(line) if language != "ar" else line, "text"),) for line in notes.faults)
        yield Section(0, "text-faults", label("text_faults", language), (lead, listed))
    if notes.uncoded:
        places = ("، " if language == "ar" else ", ").join(notes.uncoded)
        said = Sentence(label("uncoded_note", language, places), "text")
        yield Section(0, "uncoded", label("uncoded", language), (Paragraph((said,)),))


def _head(written: Letter) -> list[str]:
    """Return the lines above the questions: date, sender, addressee, subject, reason, deadline."""
    language = written.language
    lines = [
        label("date", language, date_in(written.date, language) if written.date else BLANK),
        label("from", language, written.sender or BLANK),
        label("to", language, written.addressee),
        label("subject", language, written.title),
        written.opening,
    ]
    if written.unsaid:
        lines.append(label("silent", language, counted_in(len(written.unsaid), "more", language)))
    by = label("by", language, date_in(written.by, language)) if written.by else label("by_asked", language)
    return [*lines, by] if written.all_groups else lines


def _why(question: LetterQuestion, language: Language) -> str:
    parts = []
    if question.state:
        parts.append(label(question.state, language))
    if question.article:
        parts.append(_where(question, language))
    said = [_reason(code, language) for code in question.codes]
    why = f"{', '.join(question.codes)}. {label('why', language, '; '.join(dict.fromkeys(said)))}."
    named = "; ".join(dict.fromkeys(a.name for code in question.codes for a in authorities_of(code)))
    lines = [MARKS[language].join([*parts, why])]
    if question.untranslated:
        lines.append(label("untold", language, quoted_in(question.english, language)))
    if named:
        lines.append(label("see", language, named))
    if question.missing:
        lines.append(_missing(question, language))
    if question.stops:
        lines.append(label("stops", language))
    return " ".join(lines)


def _missing(question: LetterQuestion, language: Language) -> str:
    """Say which figures the charter leaves open."""
    shown = ("، " if language == "ar" else ", ").join(question.missing[:SHOWN])
    more = len(question.missing) - SHOWN
    rest = f" {label('more', language, counted_in(more, 'other', language))}" if more > 0 else ""
    return f"{label('missing', language, shown)}{rest}."


def _where(question: LetterQuestion, language: Language) -> str:
    """Return where a question belongs in the text: as the law itself calls the place, where its text is known."""
    if not question.article or question.cited:
        return question.article
    return _article(question.article, language)


def _reason(code: str, language: Language) -> str:
    """Return in one line why a rule asks: a duty's reason, else what a sound text says."""
    if language != "en":
        return reason(code, language)
    if code.startswith(FAMILY):
        return next(d.reason for d in duties() if d.code == code).rstrip(".")
    rule = rule_of(code)
    return rule.statement if rule else code


def _answers(numbered: list[tuple[int, LetterQuestion]], language: Language) -> tuple[Block, ...]:
    """Return the sentences that would answer, each once, with the numbers of its questions and one other text."""
    asked: dict[str, list[int]] = {}
    for number, question in numbered:
        for code in question.codes:
            asked.setdefault(code, []).append(number)
    items = []
    for code, numbers in asked.items():
        clause = model_clause(code, language)
        if clause is None:
            continue
        listed = digits_in(", ".join(map(str, numbers)), language).replace(", ", "، " if language == "ar" else ", ")
        name = "answers" if len(numbers) > 1 else "answers_one"
        texts = [label(name, language, code, listed)]
        if laws := other_laws(code):
            law = laws[0]
            quote = law.quote if law.language == language else law.translation or law.quote
            texts.append(label("elsewhere", language, law.citation, quoted_in(quote, language)))
        items.append((Sentence(clause.text, f"rules/{code}"), Aside(". ".join(texts))))
    return (Paragraph((label("sentences_note", language),), "note"), bullets(items)) if items else ()
