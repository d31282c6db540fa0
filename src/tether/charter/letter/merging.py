"""Questions that ask the same are asked once: all the rules that wait and all their places stay with them.

    merged([asked("Who can remove the 'head'?"), asked("Who can remove the 'head', on what ground, how fast?")])

Three ways of asking the same: the same words; a question all of whose words stand in another, which asks more; and one
question of several rows, put in words of the first and followed by the names of the others (``likewise``).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tether.charter.findings import Finding

_QUOTED = re.compile(r"'[^']*'")
_WORDS = re.compile(r"'[^']*'|\w+")
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
    return _of_several(_taken_in(_same_words(questions)), titles)


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
    names = list(dict.fromkeys(_QUOTED.findall(question.message)))
    names += [f"the {title}" for title in titles if f"the {title}" in question.message][:1]
    return {
        (question.message.replace(name, "…"), question.codes, question.ask, question.state): name
        for name in names[:MOST_NAMES]
    }
