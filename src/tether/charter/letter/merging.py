"""Questions that ask the same are asked once: all the rules that wait and all their places stay with them.

    merged([asked("Who can remove the 'head'?"), asked("Who can remove the 'head', on what ground, how fast?")])

Four ways of asking the same: the same words; a question all of whose words stand in another, which asks more; whether
somebody is not judge in his own cause (``BESIDE``), where another question asks who it is; and one question of several
rows, put in words of the first and followed by the names of the others (``likewise``).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tether.charter.findings import Finding

_QUOTED = re.compile(r"'[^']*'")
_WORDS = re.compile(r"'[^']*'|\w+")
LISTED = re.compile(r"…(?:(?:, | and | and from |, and )…)+")
BESIDE = ("DEP03",)  # nobody decides in his own cause
SILENT = frozenset(("a", "an", "and", "are", "do", "does", "he", "is", "it", "its", "one", "or", "that", "the", "they"))
FEWEST_WORDS = 4  # of a question that another may take in, with its state: fewer say too little
MOST_NAMES = 4  # of one question, tried as the name in which it differs from another


@dataclass(frozen=True)
class AskedOnce:
    """A question of the checker's and the findings that ask it; ``likewise`` are other names of which it is asked."""

    message: str
    findings: tuple[Finding, ...]
    likewise: tuple[str, ...] = ()
    state: str = ""

    @property
    def ask(self) -> str:
        """Who can answer: whom the first finding asks."""
        return self.findings[0].ask

    @property
    def codes(self) -> tuple[str, ...]:
        """The rules that wait for the answer."""
        return tuple(dict.fromkeys(f.code for f in self.findings))


def merged(questions: Iterable[AskedOnce], titles: Sequence[str] = ()) -> list[AskedOnce]:
    """Return questions, each asked once, in the order in which they first stand.

    ``titles`` are names that stand in messages without quotation marks (of posts).
    """
    once = _of_several(_at_one_place(_taken_in(_same_words(questions))), titles)
    return _of_rows(once, titles)


def _same_words(questions: Iterable[AskedOnce]) -> list[AskedOnce]:
    by_text: dict[tuple[str, str], list[AskedOnce]] = defaultdict(list)
    for question in questions:
        by_text[question.message, question.state].append(question)
    return [_together(group) for group in by_text.values()]


def _together(group: Sequence[AskedOnce]) -> AskedOnce:
    return replace(group[0], findings=tuple(dict.fromkeys(f for q in group for f in q.findings)))


def _taken_in(questions: list[AskedOnce]) -> list[AskedOnce]:
    """Return questions without those that another asks, word after word, with more."""
    words = [_said(question) for question in questions]
    having: dict[str, set[int]] = defaultdict(set)
    for number, said in enumerate(words):
        for word in said:
            having[word].add(number)
    into: dict[int, int] = {}
    for number, said in enumerate(words):
        if len(said) < FEWEST_WORDS:
            continue
        sets = sorted((having[word] for word in set(said)), key=len)
        wider = [n for n in set.intersection(*sets) if len(said) < len(words[n]) and _in_order(said, words[n])]
        if wider:
            into[number] = min(wider, key=lambda n: (len(words[n]), n))
    groups: dict[int, list[AskedOnce]] = {number: [] for number in range(len(questions)) if number not in into}
    for number in sorted(range(len(questions)), key=lambda n: n in into):
        groups[_end(number, into)].append(questions[number])
    return [_together(group) for group in groups.values()]


def _in_order(said: Sequence[str], within: Sequence[str]) -> bool:
    """Whether all words stand in a longer text, in their order."""
    rest = iter(within)
    return all(word in rest for word in said)


def _end(number: int, into: dict[int, int]) -> int:
    while number in into:
        number = into[number]
    return number


def _said(question: AskedOnce) -> tuple[str, ...]:
    words = (w if w[0] == "'" else w.lower() for w in _WORDS.findall(question.message))
    return (question.state, *(w for w in words if w not in SILENT))


def _at_one_place(questions: list[AskedOnce]) -> list[AskedOnce]:
    """Return questions without those on who may not do something, where another asks who does it."""
    who: dict[str, int] = {}
    for number, question in enumerate(questions):
        if not question.codes[0].startswith(BESIDE):
            who.update({finding.path: number for finding in reversed(question.findings)})
    groups: dict[int, list[AskedOnce]] = {}
    for number, question in enumerate(questions):
        into = None
        if question.codes[0].startswith(BESIDE):
            paths = [p for f in question.findings for p in (f.path, f.path.rpartition(".")[0]) if "." in p]
            into = next((who[p] for p in paths if p in who), None)
        groups.setdefault(number if into is None else into, []).append(question)
    ordered = [sorted(group, key=lambda q: q.codes[0].startswith(BESIDE)) for group in groups.values()]
    return [_together(group) for group in ordered]


def _of_rows(questions: list[AskedOnce], titles: Sequence[str]) -> list[AskedOnce]:
    """Return questions with those that one rule asks of several rows, each with names of its own, told as one."""
    groups: dict[object, list[AskedOnce]] = {}
    for number, question in enumerate(questions):
        names = _names_of(question, titles)
        shape = LISTED.sub("…", _blanked(question.message, names)) if names else ""
        alone = not names or len(question.codes) > 1
        groups.setdefault(number if alone else (shape, question.codes, question.ask, question.state), []).append(
            question
        )
    return [_row_by_row(group, titles) for group in groups.values()]


def _row_by_row(group: list[AskedOnce], titles: Sequence[str]) -> AskedOnce:
    if len(group) == 1:
        return group[0]
    named = [_names_of(question, titles) for question in group]
    same = len({names[0] for names in named}) < len(group)  # the first name doesn't tell them apart
    also = [names[-1] if same else names[0] for names in named[1:]]
    likewise = [*group[0].likewise, *(n for name, q in zip(also, group[1:], strict=True) for n in (name, *q.likewise))]
    told = {named[0][-1] if same else named[0][0]}
    return replace(_together(group), likewise=tuple(n for n in dict.fromkeys(likewise) if n not in told))


def _blanked(message: str, names: Sequence[str]) -> str:
    for name in names:
        message = message.replace(name, "…")
    return message


def _names_of(question: AskedOnce, titles: Sequence[str]) -> list[str]:
    """Return the names in a question, in its order; of titles the first alone."""
    names = list(dict.fromkeys(_QUOTED.findall(question.message)))
    return names + [f"the {title}" for title in titles if f"the {title}" in question.message][:1]


def _of_several(questions: list[AskedOnce], titles: Sequence[str]) -> list[AskedOnce]:
    """Return questions with those that differ from an earlier one in a single name told with it."""
    shapes = [_shapes(question, titles) for question in questions]
    common = Counter(shape for found in shapes for shape in found)
    groups: dict[object, list[tuple[AskedOnce, str]]] = {}
    for number, (question, found) in enumerate(zip(questions, shapes, strict=True)):
        shape = max(found, key=lambda s: common[s], default=None)
        alone = shape is None or common[shape] == 1
        groups.setdefault(number if alone else shape, []).append((question, "" if shape is None else found[shape]))
    return [
        replace(_together([q for q, _ in group]), likewise=tuple(dict.fromkeys(name for _, name in group[1:])))
        for group in groups.values()
    ]


def _shapes(question: AskedOnce, titles: Sequence[str]) -> dict[tuple[object, ...], str]:
    """Return what is left of a question without one of its names, and that name."""
    return {
        (question.message.replace(name, "…"), question.codes, question.ask, question.state): name
        for name in _names_of(question, titles)[:MOST_NAMES]
    }
