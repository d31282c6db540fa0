"""How a comment in a law's margin speaks: of the draft and of whom it names, never of a file, its keys or its ids.

    plain = PlainWords(charter)
    plain.said("the charter does not say: who owns the arms of 'canal-wardens'?")
                                                # 'the draft does not say: who owns the arms of the Canal Wardens?'
    plain.read("powers.2", "limit_hours 96: the article says 24")
                                                # 'hours until hand-over: read as 96; the article says 24'

An id is said by the name that the charter gives it; one without a name (a duty, a way out) by what it is and of whom.
A key is said by the schema's own sentence of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from tether.charter.letter.names import Described, LetterNames
from tether.charter.schema.charter import Charter
from tether.charter.schema_keys import key_at, keys_at
from tether.documents.yaml_file import key_of

ID = re.compile(r"(?<![\w'])'([\w-]{1,80})'(?!\w)")
KEY = re.compile(
    r"(?<![\w.@/-])(?:[a-z_]{3,20}(?:\.\d{1,4}|\[[\w-]{1,60}\])?(?:\.[a-z_]{2,20}(?:\.\d{1,4})?){1,4}"
    r"|[a-z]{2,20}(?:_[a-z]{1,20}){1,4})(?![\w(]|\.\w)"
)
PLACE = re.compile(r"(?<![\w.])[a-z_]{3,20}(?:\.[a-z_]{2,20})?\[[^\[\]]{1,120}\](?:\.[a-z_]{2,20}){0,4}")
BESIDE_A_LINE = re.compile(r" \(line \d{1,6}(?: of [\w.-]{1,80})?\)")  # of the charter's file, which no lawyer has
LISTED = re.compile(rf"(?:, )?(?P<key>{KEY.pattern})")
WORDS = {  # words of the schema that no sentence of a law would hold
    "protect-sites": "the guarding of sites",
    "outside-home": "service outside its area",
    "offensive-operations": "offensive operations",
    "heavy-weapons": "heavy weapons",
    "on-request": "on request",
    "text_seen": "how much of the text was read",
}
WORD = re.compile(rf"(?<![\w.-])(?:{'|'.join(WORDS)})(?![\w-])")
UNDER = re.compile(r"^Write it under [^;.]{1,120}; where there is none, write none\.?$")
ENGLISH_NAME = re.compile(r"[A-Z][\w’' -]+")
PLAIN = (
    (re.compile(r"\bthe charter starts\b"), "the law enters into force"),
    (re.compile(r"\b([Tt]he|this) charter\b"), r"\1 draft"),
    (re.compile(r"\b(?:duty|step|phase|stream|entry) (?=the (?:duty|step|phase|entry) of article)"), ""),
    (re.compile(r"\b(phase|unit|step|item) (?=\1 \d)"), ""),  # "phase" and what an unnamed one is called: "phase 1"
    (WORD, lambda hit: WORDS[hit[0]]),
)


FRACTION = re.compile(r"(?<![\d.,])0\.\d{3,6}(?![\d%])")
THIRDS = {"0.333333": "one third", "0.666667": "two thirds", "0.333": "one third", "0.667": "two thirds"}


def _share(hit: re.Match[str]) -> str:
    """Return a share as a law says it."""
    return THIRDS.get(hit[0]) or f"{100 * float(hit[0]):.3g} per cent"


class PlainWords:
    """The words in which a charter's findings are put into the margin of its law."""

    def __init__(self, charter: Charter | None):
        self._charter = charter

    def said(self, text: str) -> str:
        """Return a sentence of the checker as a lawyer would write it."""
        named = BESIDE_A_LINE.sub("", PLACE.sub(self._place, text))
        named = ID.sub(lambda hit: self._names.get(hit[1], hit[0]), named)
        for pattern, words in PLAIN:
            named = pattern.sub(words, named)
        return _keys_said(FRACTION.sub(_share, named))

    def _place(self, hit: re.Match[str]) -> str:
        return self._places.place(hit[0]) if self._places is not None else hit[0]

    @cached_property
    def _places(self) -> LetterNames | None:
        return LetterNames(self._charter, "en") if self._charter is not None else None

    def to_do(self, remedy: str) -> str:
        """Return a remedy: in a law something is written, not filled in."""
        if UNDER.match(remedy):
            return "Say it; where there is none, say that there is none."
        return self.said(remedy)

    def read(self, path: str, said: str) -> str:
        """Return what of a row does not stand in its article: its key as words, how it was read, what stands there."""
        head, _, rest = said.partition(": ")
        key, _, value = head.partition(" ")
        known = key_at((*key_of(path), *key.split(".")))
        what = known.sentence if known is not None else key.replace("_", " ")
        return self.said(f"{what}: read as {self._names.get(value, value)}; {rest}" if rest else said)

    @cached_property
    def _names(self) -> dict[str, str]:
        if self._charter is None:
            return {}
        names: Mapping[str, str] = self._places or {}
        return {id: name if isinstance(name, Described) else _called(name) for id, name in names.items()}


def _keys_said(text: str) -> str:
    """Return a text with keys as the schema's sentences; what a list of keys says twice is said once."""
    told: set[str] = set()

    def said(hit: re.Match[str]) -> str:
        words = _sentence(hit["key"])
        if not words:
            return hit[0]
        lead = hit[0][: hit.start("key") - hit.start()]
        again = words in told
        told.add(words)
        return "" if again and lead else f"{lead}{words}"

    return LISTED.sub(said, text)


def _called(name: str) -> str:
    """Return a name with the article that English gives the name of an office or body."""
    if ENGLISH_NAME.fullmatch(name) and not name.lower().startswith(("the ", "a ", "an ")):
        return f"the {name}"
    return name


def _sentence(key: str) -> str:
    """Return what the schema says of a key: dotted as it stands in a charter, or alone where one section has it."""
    steps = [step for step in re.sub(r"\[[\w-]+\]|\.\d+", "", key).split(".") if step]
    for path in _readings(steps):
        known = key_at(path)
        if known is not None and known.sentence:
            where = key_at((steps[0],)) if len(steps) > 1 else None
            return f"{known.sentence} ({where.sentence})" if where is not None and where.many else known.sentence
    return ""


def _readings(steps: list[str]) -> Iterator[tuple[str | int, ...]]:
    """Give the paths that a key may mean: with a place in its list, in a list below, and in each section."""
    first, *rest = steps
    yield (first, 0, *rest)
    yield (first, *rest)
    yield (first, *rest[:1], 0, *rest[1:])
    if len(steps) == 1:
        for section in keys_at(()):
            yield (section, 0, first)
            yield (section, first)
