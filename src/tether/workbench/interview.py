"""The interview: what to ask first, why, and an answer written into the charter's text.

    asked = interview(report, "en")
    asked[0].question, asked[0].settles           # how many open findings wait for it (some for another, too)
    text = answered(given, asked[0].path, "bank")    # the charter's text with the answer in its row

One question asks for one value of the charter. It stands for every open finding that rests on this value: that is found
there, names it as related, or stands on its row and read it (``because``: the report must be traced). What nobody can
say in one value (who may do what, where) has no question here: it goes into the letter, or into the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tether.charter.check import Report
from tether.charter.findings import Finding
from tether.charter.fixes import known_ids
from tether.charter.letter.languages import Language
from tether.charter.letter.wording import reason
from tether.charter.read import EMPTY, charter_from_text
from tether.charter.rules import rule_of
from tether.charter.rules.authorities import authorities_of
from tether.charter.schema_keys import SchemaKey, key_at
from tether.charter.values import ABSENT, UNKNOWN
from tether.charter.workbook_words import FormWords
from tether.documents.yaml_edit import TextEdit, YamlEditor, quoted, with_edits
from tether.documents.yaml_file import Key, key_of, parse_yaml, path_of
from tether.errors import InputError, Problem, Problems, did_you_mean
from tether.workbench.coded_rows import names_in
from tether.workbench.request import CharterText
from tether.workbench.shown import said_in

BLANKS = ("none", "unknown")
YES = {"yes": "true", "no": "false", "true": "true", "false": "false"}
MOST_CHOICES = 40


@dataclass(frozen=True)
class InterviewQuestion:
    """One question of the interview."""

    path: str
    question: str
    known: bool  # whether it is in the language asked for
    asks_for: str  # the schema's sentence of the key
    kind: str  # yesno, choice, number, date, who, text
    many: bool
    expected: str
    choices: tuple[tuple[str, str], ...]  # word and what it is called
    settles: int
    stops: bool
    article: str
    ask: str
    why: tuple[dict[str, str], ...]  # of each rule that waits: code, what it asks of a text, where that stands
    findings: tuple[str, ...]  # codes and paths that wait for it


def interview(report: Report, language: Language) -> tuple[InterviewQuestion, ...]:
    """Return the questions of a traced report: those that most open findings wait for come first."""
    waiting: dict[Key, list[Finding]] = {}
    for finding in (*report.questions, *report.silences):
        for key in _asked_at(finding, report):
            waiting.setdefault(key, []).append(finding)
    made = [_question(key, findings, report, language) for key, findings in waiting.items()]
    places = {q.path: n for n, q in enumerate(made)}
    return tuple(sorted(made, key=lambda q: (-q.settles, not q.stops, places[q.path])))


def _asked_at(finding: Finding, report: Report) -> Iterator[Key]:
    """Give the unknown single values of this charter on which an open finding rests."""
    near = [finding.path, *finding.related]
    near += [p for p in finding.because if p.startswith(f"{finding.path}.")]
    for path in dict.fromkeys(near):
        key = key_of(path)
        known = key_at(key)
        if known is None or known.below is not None or known.mapped or not _is_open(path, report):
            continue
        row = key_at(key[:1])
        if row is not None and (not row.many or len(key) > 1):
            yield key


def _is_open(path: str, report: Report) -> bool:
    try:
        return report.charter.at(path) in (UNKNOWN, ABSENT) and report.whole.at(path) in (UNKNOWN, ABSENT)
    except (KeyError, ValueError, TypeError):
        return False


def _question(key: Key, findings: list[Finding], report: Report, language: Language) -> InterviewQuestion:
    path, known = path_of(key), key_at(key)
    assert known is not None
    names = names_in(report.charter)
    own = min((f for f in findings if f.path == path), key=lambda f: len(f.message), default=findings[0])
    said, in_words = said_in(replace(own, message=own.message.partition(" Not known: ")[0]), language, names)
    ids = known_ids(report.charter._text.tree if report.charter._text else None)
    choices = tuple((i, names.get(i, i)) for kind in known.refers for i in sorted(ids.get(kind, ())))
    if not choices and len(known.values) <= MOST_CHOICES:
        choices = tuple((word, word.replace("-", " ")) for word in known.values)
    return InterviewQuestion(
        path,
        said,
        in_words,
        known.sentence,
        _kind(known),
        known.many,
        known.kind,
        choices,
        len({(f.code, f.path) for f in findings}),
        any((rule := rule_of(f.code)) is not None and rule.severity == "stop" for f in findings),
        next((f.article for f in findings if f.article), ""),
        own.ask,
        tuple(_why(code, language) for code in dict.fromkeys(f.code for f in findings)),
        tuple(dict.fromkeys(f"{f.code} {f.path}" for f in findings)),
    )


def _kind(known: SchemaKey) -> str:
    if known.form == "flag":
        return "yesno"
    if known.refers:
        return "who"
    if known.values:
        return "choice"
    return known.form


def _why(code: str, language: Language) -> dict[str, str]:
    rule = rule_of(code)
    said = reason(code, language) if language != "en" else ""
    return {
        "code": code,
        "reason": said or (rule.statement if rule else code),
        "words": rule.words if rule else "",
        "source": rule.source if rule else "",
        "see": "; ".join(a.name for a in authorities_of(code)),
    }


def answered(given: CharterText, path: str, answer: str | tuple[str, ...]) -> str:
    """Return the charter's text with an answer written at a path.

    Raises:
        InputError: no such key, a word that does not fit, a text laid out so that nothing can be put there unasked.
    """
    key = key_of(path)
    known = key_at(key)
    if known is None or known.below is not None or known.mapped:
        raise _fault(path, f"'{path}'", "the path of one value of a charter, such as pay.0.via")
    value = _as_yaml(path, known, answer)
    editor = YamlEditor(parse_yaml(given.text, given.name, empty=EMPTY), given.text)
    edit = _edit(editor, key, value)
    if edit is None:
        raise _fault(path, "a text laid out so that nothing can be put there", "to be written in the text by hand")
    made = with_edits(given.text, [edit])
    charter_from_text(made, given.name)
    return made


def _edit(editor: YamlEditor, key: Key, value: str) -> TextEdit | None:
    """Put a value at a key; what stands above it and is not there is begun on the same line."""
    there = editor.document.positions
    while key not in there and len(key) > 1 and not _holds_keys(editor, key[:-1]):
        if not isinstance(key[-1], str):
            return None
        key, value = key[:-1], f"{{{key[-1]}: {value}}}"
    return editor.replaced(key, value) if key in there else editor.added(key, value)


def _holds_keys(editor: YamlEditor, key: Key) -> bool:
    """Whether an object stands at a key: neither nothing, nor a word such as unknown, nor an empty pair of braces."""
    try:
        return bool(editor.document.at(key)) and isinstance(editor.document.at(key), dict)
    except (KeyError, IndexError, TypeError):
        return False


def _as_yaml(path: str, known: SchemaKey, answer: str | tuple[str, ...]) -> str:
    """Return an answer as it stands in a charter."""
    words = (answer,) if isinstance(answer, str) else answer
    if not words or not all(w.strip() for w in words):
        raise _fault(path, "no answer", known.kind)
    if len(words) == 1 and words[0].strip().lower() in BLANKS:
        return words[0].strip().lower()
    if len(words) > 1 and not known.many:
        raise _fault(path, f"{len(words)} answers", known.kind)
    made = [_word(path, known, word.strip()) for word in words]
    return f"[{', '.join(made)}]" if known.many else made[0]


def _word(path: str, known: SchemaKey, word: str) -> str:
    if known.form == "flag":
        if word.lower() not in YES:
            raise _fault(path, f"'{word:.60}'", "yes or no")
        return YES[word.lower()]
    if known.form == "number":
        return _number(path, known, word)
    if known.values and word not in known.values:
        raise _fault(path, f"'{word:.60}'", known.kind, did_you_mean(word, known.values))
    if known.form == "date":
        return word if all(c.isdigit() or c == "-" for c in word) else json.dumps(word, ensure_ascii=False)
    return quoted(" ".join(word.split()))


def _number(path: str, known: SchemaKey, word: str) -> str:
    problems = Problems("answer")
    words = FormWords(problems, {}, {}, {})
    share = known.quantity is not None and known.quantity.most == 1
    value = (words.share if share else words.number)(word, path)
    problems.raise_if_any()
    return f"{{lo: {value['lo']}, hi: {value['hi']}}}" if isinstance(value, Mapping) else str(value)


def _fault(path: str, found: str, expected: str, remedy: str = "") -> InputError:
    return InputError(Problem(found, "answer", path=path, expected=expected, remedy=remedy))


def as_json(question: InterviewQuestion) -> dict[str, Any]:
    """Return a question as plain JSON."""
    return {
        **question.__dict__,
        "choices": [{"word": word, "called": called} for word, called in question.choices],
        "why": list(question.why),
        "findings": list(question.findings),
    }
