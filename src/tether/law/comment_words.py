"""How a comment in a law's margin speaks: of the draft and of whom it names, never of a file, its keys or its ids.

    plain = PlainWords(charter)
    plain.said("the charter does not say: who owns the arms of 'canal-wardens'?")
                                                # 'the draft does not say: who owns the arms of the Canal Wardens?'
    plain.read("powers.2", "limit_hours 96: the article says 24")
                                                # 'hours until hand-over: read as 96; the article says 24'

An id is said by the name that the charter gives it; one without a name (a duty, a way out) by what it is and its
article. A key is said by the schema's own sentence of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from tether.charter.cited import article_at
from tether.charter.paths import parts
from tether.charter.schema.charter import Charter
from tether.charter.schema_keys import key_at, keys_at
from tether.documents.yaml_file import key_of, path_of

HEADS = {"stop": "Must not stand", "error": "Fault", "warning": "Weakness", "note": "Remark"}
QUESTION = "Question"
THINGS = {  # what a row without a name of its own is called
    "obligations": "the duty",
    "delegations": "the matter left open",
    "induction": "the entry",
    "exits": "the way out",
    "steps": "the step",
    "phases": "the phase",
    "cantonments": "the camp",
    "posts": "the post",
    "units": "the unit",
    "assets": "the property",
    "aid": "the aid",
}
ID = re.compile(r"(?<![\w'])'([\w-]{1,80})'(?!\w)")
KEY = re.compile(
    r"(?<![\w.@/-])(?:[a-z_]{3,20}(?:\.\d{1,4}|\[[\w-]{1,60}\])?(?:\.[a-z_]{2,20}(?:\.\d{1,4})?){1,4}"
    r"|[a-z]{2,20}(?:_[a-z]{1,20}){1,4})(?![\w(]|\.\w)"
)
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
    (WORD, lambda hit: WORDS[hit[0]]),
)
DENIED = {
    "law.immunity": "that nobody is immune",
    "law.amnesty.scope": "that there is no amnesty",
    "sharing.territorial.crisis_rule": "that an emergency changes nothing",
}


class PlainWords:
    """The words in which a charter's findings are put into the margin of its law."""

    def __init__(self, charter: Charter | None):
        self._charter = charter

    def said(self, text: str) -> str:
        """Return a sentence of the checker as a lawyer would write it."""
        named = ID.sub(lambda hit: self._names.get(hit[1], hit[0]), text)
        for pattern, words in PLAIN:
            named = pattern.sub(words, named)
        return _keys_said(named)

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
        found: dict[str, str] = {}
        for key, part in parts(self._charter):
            own, name = getattr(part, "id", None), getattr(part, "name", None) or getattr(part, "title", None)
            if isinstance(own, str) and len(key) > 1 and key[0] not in ("sources",):
                found.setdefault(own, _called(str(name)) if name else self._thing(path_of(key), str(key[0]), own))
        return found

    def _thing(self, path: str, section: str, own: str) -> str:
        article = article_at(self._charter, path) if self._charter is not None else ""
        thing = THINGS.get(section)
        if thing is None:
            return own.replace("-", " ")
        return f"{thing} of article {article}" if article else thing


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
