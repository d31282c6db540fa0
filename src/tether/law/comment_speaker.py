"""What a comment says, in the language of the draft or in another: what was found, why, what to do, who must answer.

    speaker = CommentSpeaker(law, charter, "ar")
    speaker.told([finding], "art_6__para_2", "AUT03")    # ['سؤال، المادة ٦(٢): …؟', 'لماذا: …', 'على من الجواب: …']

A question is said in three languages by the letter's own words (``charter/letter``). What is wrong is told in English
in the checker's words; in Arabic and French by the line that says what a sound text says, whom it concerns, and a
clause that would do (``charter/clauses``). No row of the tables was reviewed by a native lawyer.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from tether.charter.clauses import model_clause
from tether.charter.findings import Finding
from tether.charter.letter.languages import Language, begun, digits_in, listed_in, quoted_in, set_in_type
from tether.charter.letter.names import LetterNames
from tether.charter.letter.wording import IDENTIFIER, label, reason, worded
from tether.charter.question_parts import NOT_KNOWN
from tether.charter.reports.parts import detail
from tether.charter.rules import rule_of
from tether.charter.rules.duties import duties
from tether.charter.schema.charter import Charter
from tether.charter.silence import NOT_SAID
from tether.law.anchors import Anchor
from tether.law.cited_as import cited_as, spoken_in
from tether.law.comment_words import PlainWords
from tether.law.coverage import GRAVEST, CoveredArticle
from tether.law.faults import TextFault
from tether.law.written_law import WrittenLaw

MOST_FIGURES = 4  # of those that are not known, named in one comment
COMMA: dict[Language, str] = {"en": ", ", "ar": "، ", "fr": ", "}


class CommentSpeaker:
    """Says what comments say, on one law, in one language."""

    def __init__(self, law: WrittenLaw, charter: Charter | None, language: Language | None = None):
        self.language: Language = language or spoken_in(law)
        self._law = law
        self._names = LetterNames(charter, self.language) if charter is not None else None
        self._plain = PlainWords(charter)

    def word(self, name: str, *values: str) -> str:
        """Return one of the comments' own words, with its gaps filled."""
        said = _labels()[name][self.language]
        for n, value in enumerate(values):
            said = said.replace(f"{{{n}}}", value)
        return set_in_type(said, self.language)

    def head(self, name: str, provision: str) -> str:
        """Return how a comment begins: what it is, and where."""
        return f"{self.word(name)}{COMMA[self.language]}{cited_as(self._law, provision, self.language)}"

    # ---- findings

    def kind(self, finding: Finding) -> str:
        """Return what a finding is called: a question, or by how grave it is."""
        return "question" if self._asks(finding) else str(finding.severity)

    def _asks(self, finding: Finding) -> bool:
        return finding.result == "cannot tell" or (finding.silence and self.language != "en")

    def said(self, finding: Finding) -> str:
        """Return what a finding says in one line."""
        if self.language == "en" and finding.result != "cannot tell":
            return self._plain.said(finding.message)
        if self._asks(finding):
            said = self._question(finding)
            return self.word("not_said", said) if finding.silence and said else said or self._not_kept(finding)
        return self._not_kept(finding)

    def _question(self, finding: Finding) -> str:
        message = finding.message
        if finding.silence:
            duty = next((d for d in duties() if d.code == finding.code), None)
            asked = detail(finding)
            whole = message.startswith(f"{NOT_SAID}: ")
            message = duty.question if duty else f"{asked[:1].upper()}{asked[1:]}" if whole else ""
        body, _, tail = message.partition(NOT_KNOWN)
        found = worded(body, self.language, self._names or {}, finding.code)
        if not body or not found.known:
            return ""
        text = begun(found.text) if self.language != "ar" else found.text
        if self.language == "en":
            text = self._plain.said(text)
        return f"{text} {self._figures(finding)}" if tail else text

    def _figures(self, finding: Finding) -> str:
        names = self._names
        told = list(dict.fromkeys(names.place(path) for path in finding.related)) if names is not None else []
        shown = COMMA[self.language].join(told[:MOST_FIGURES]) + (" …" if len(told) > MOST_FIGURES else "")
        return f"{self.word('left_open', shown)}." if told else ""

    def _not_kept(self, finding: Finding) -> str:
        why = reason(finding.code, self.language)
        if not why:
            rule = rule_of(finding.code)
            why = rule.statement if rule else finding.code
        return self.word("not_kept", why)

    def told(self, findings: Sequence[Finding], provision: str, codes: str) -> list[str]:
        """Return the lines of a comment on what one rule says of a provision, or several rules in the same words."""
        finding = findings[0]
        said = list(dict.fromkeys(self.said(f) for f in findings))
        lines = [f"{self.head(self.kind(finding), provision)}: {said[0]}"]
        lines += [self.word("also", more) for more in said[1:]]
        lines += self._rest(findings) if finding.result != "cannot tell" else []
        if self._asks(finding) and (why := self.why(finding.code)):
            lines.append(label("why", self.language, why))
        if finding.ask:
            lines.append(self.word("to_answer", label(finding.ask, self.language)))
        lines[-1] += f" ({codes})"
        return lines

    def why(self, code: str) -> str:
        """Return in one line why a rule asks."""
        if self.language != "en":
            return reason(code, self.language)
        duty = next((d for d in duties() if d.code == code), None)
        rule = rule_of(code)
        return duty.reason.rstrip(".") if duty else self._plain.said(rule.statement) if rule else ""

    def _rest(self, findings: Sequence[Finding]) -> Iterator[str]:
        """Give on what a fault rests, and what to do."""
        finding = findings[0]
        if self.language != "en":
            if concerned := self._concerned(findings):
                yield f"{self.word('concerns', listed_in(concerned, self.language))}."
            if clause := model_clause(finding.code, self.language):
                yield self.word("wording", clause.text)
            return
        if finding.measured:
            yield self.word("measured", self._plain.said(finding.measured))
        if finding.words:
            yield self.word("rests_on", finding.words, finding.source)
        if finding.remedy:
            yield self.word("to_do", self._plain.to_do(finding.remedy))

    def _concerned(self, findings: Sequence[Finding]) -> list[str]:
        names = self._names
        if names is None:
            return []
        ids = (id for f in findings for id in IDENTIFIER.findall(f.message))
        return list(dict.fromkeys(names.called(id) for id in ids if id in names))[:MOST_FIGURES]

    # ---- our reading, and the text itself

    def not_grounded(self, anchor: Anchor, said: str) -> list[str]:
        """Return the lines on what of a row does not stand in its article."""
        head = self.head("reading", anchor.provision)
        if self.language == "en" or self._names is None:
            return [f"{head}: {self._plain.read(anchor.path, said)}", self.word("reader")]
        key = said.partition(": ")[0].partition(" ")[0]
        place = self._names.place(f"{anchor.path}.{key}" if re.fullmatch(r"[a-z_.]+", key) else anchor.path)
        return [f"{head}: {self.word('not_grounded', place)}", self.word("reader")]

    def left_out(self, article: CoveredArticle) -> list[str]:
        """Return the lines on a grave article that no row codes."""
        spoken = [self.word(name) for name in article.speaks_of if name in GRAVEST]
        lines = [
            f"{self.head('reading', article.provision)}: {self.word('left_out', COMMA[self.language].join(spoken))}"
        ]
        assumed = article.contradicts.partition(":")[0]
        lines += [self.word("taken", self.word(assumed))] if assumed in _labels() else []
        return [*lines, self.word("reader")]

    def fault(self, fault: TextFault, provision: str) -> list[str]:
        """Return the lines on a fault of the text itself."""
        head = self.head("question" if fault.degree == "ask" else "text_fault", provision)
        return [
            f"{head}: {self.fault_said(fault)}",
            self.word("to_do", self.remedy_said(fault)),
            self.word("to_answer", label("the drafter", self.language)),
        ]

    def fault_said(self, fault: TextFault) -> str:
        """Return what is wrong with a text: in English in the finder's words, else by its kind."""
        if self.language == "en" or fault.kind not in _labels():
            return fault.found
        return digits_in(self.word(fault.kind, quoted_in(fault.words, self.language)), self.language)

    def remedy_said(self, fault: TextFault) -> str:
        """Return what to do about a fault of a text."""
        known = _labels().get(f"{fault.kind}!")
        return fault.remedy if self.language == "en" or known is None else self.word(f"{fault.kind}!")


@cache
def _labels() -> dict[str, dict[str, str]]:
    text = (files("tether.law") / "comment_labels.csv").read_text("utf-8")
    return {row["id"]: row for row in csv.DictReader(text.splitlines())}
