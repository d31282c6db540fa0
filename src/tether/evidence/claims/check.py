"""What makes a claim fit to be used: known words, dates in order, numbers in range, groups and not people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from tether.documents.personal_data import NAME, personal_data
from tether.documents.yaml_file import Key, YamlFile
from tether.errors import Problem, Problems, did_you_mean
from tether.evidence.claims.model import BASES, PREDICATES, RECORDS, Claim

MOST_GUESSED = 100  # unknown names, each of which gets a guess
PEOPLE = ("person", "people", "individual")
OBJECT_KINDS = {"place": ("place",), "community": ("community",), "party": ("actor", "community")}
UNITS = {"size": "men", "population": "people", "seats": "seats", "abuses": "killed", "equipment": "items"}


def check_claim(claim: Claim, document: YamlFile, at: Key) -> Iterator[Problem]:
    """Yield what is wrong with one claim beyond its keys and values, each located."""
    predicate = PREDICATES[claim.predicate]
    if (predicate.object == "none") == bool(claim.object):
        wanted = "no 'of'" if predicate.object == "none" else f"of: a {predicate.object}"
        yield document.problem((*at, "of"), f"'{claim.predicate}' with of: '{claim.object}'", wanted)
    yield from _check_words(claim, document, at)
    yield from _check_value(claim, document, at)
    yield from _check_dates(claim, document, at)


def check_persons(texts: Iterable[tuple[Key, str]], document: YamlFile, public: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each text that holds personal data, located, the text itself not shown.

    ``public``: names of office-holders and other public persons that the file declares.
    """
    for at, text in texts:
        kinds = personal_data(text, public)
        if kinds:
            remedy = "write the office or the group"
            remedy += "; a public person may be listed under public_persons" if NAME in kinds else ""
            yield document.problem(at, f"{' and '.join(kinds)} (not shown)", "no person", remedy)


def check_ids(claims: Iterable[Claim], ids: Mapping[str, str], problems: Problems) -> None:
    """Report subjects and objects that the theatre lacks, and people where a group is due."""
    guesses: dict[str, str] = {}  # a name misspelt a thousand times is looked up once, and few are looked up at all
    for claim in claims:
        line = int(claim.where.rpartition(":")[2] or 0)
        _check_id(claim.subject, "", ids, problems, line, f"claims.{claim.subject}", guesses)
        kind = PREDICATES[claim.predicate].object
        if kind not in ("text", "none"):
            _check_id(claim.object, kind, ids, problems, line, f"claims.{claim.subject}.{claim.predicate}", guesses)


def unit_of(predicate: str) -> str:
    """Return the unit that a number of this predicate has unless it says another; "" where it must say one."""
    known = PREDICATES.get(predicate)
    if known is not None and known.value in ("share", "strength"):
        return known.value
    return UNITS.get(predicate, "")


def _check_words(claim: Claim, document: YamlFile, at: Key) -> Iterator[Problem]:
    if claim.v is not None and claim.basis not in BASES:
        remedy = did_you_mean(claim.basis, BASES)
        yield document.problem((*at, "basis"), f"basis '{claim.basis}' of a number", remedy=remedy)
    if claim.quote and claim.tag == "R":
        remedy = "a remark is a note; where the words were read in the source, tag: S"
        yield document.problem((*at, "quote"), f"words of {claim.source.id}, which nobody read (tag R)", remedy=remedy)
    if claim.predicate == "abuse-record" and claim.object.partition(":")[0] not in RECORDS:
        expected = "of: one of " + ", ".join(RECORDS) + ", then a colon and words"
        yield document.problem((*at, "of"), f"abuse-record '{claim.object[:40]}'", expected)


def _check_value(claim: Claim, document: YamlFile, at: Key) -> Iterator[Problem]:
    predicate, key = PREDICATES[claim.predicate], (*at, "value")
    if claim.v is None:
        if predicate.valued:
            yield document.problem(key, f"'{claim.predicate}' without value", "a number")
        return
    assert claim.lo is not None and claim.hi is not None
    if predicate.value is None:
        yield document.problem(key, f"'{claim.predicate}' with a value", "no number")
    elif predicate.value in ("share", "strength") and not (claim.lo >= 0 and claim.hi <= 1):
        yield document.problem(key, f"value {claim.lo:g} to {claim.hi:g}", "a share between 0 and 1")
    elif claim.lo < 0:
        yield document.problem(key, f"value {claim.lo:g}", "zero or more")
    if predicate.value in ("money", "any") and not claim.unit:
        yield document.problem(key, "a number without unit", "unit: USD, IQD, LYD, men, ...")


def _check_dates(claim: Claim, document: YamlFile, at: Key) -> Iterator[Problem]:
    key, today = (*at, "when"), date.today()
    for what, day in (("happened", claim.happened_from), ("published", claim.published), ("coded", claim.coded)):
        if day > today and not (what == "published" and day.year == today.year):
            yield document.problem(key, f"a future date: {what} {day}", f"not after {today}")
    if claim.happened_from > claim.published and claim.basis != "derived":  # arithmetic may carry a figure forward
        yield document.problem(
            key,
            f"happened {claim.happened_from}, published {claim.published} ({claim.source.id})",
            "an event before its report",
            "a plan is dated by when it was made, with basis: planned",
        )


def _check_id(
    name: str,
    wanted: str,
    ids: Mapping[str, str],
    problems: Problems,
    line: int,
    path: str,
    guesses: dict[str, str],
) -> None:
    kind = ids.get(name)
    if kind in PEOPLE:
        problems.add(f"'{name}' is a person", line=line, path=path, expected="a group, force, office or place")
    elif kind is None:
        if name not in guesses and len(guesses) < MOST_GUESSED:
            guesses[name] = did_you_mean(name, ids) + "; "
        remedy = f"{guesses.get(name, '')}groups, forces, offices, places and communities only: people have no entry"
        problems.add(f"'{name}' is not in the theatre", line=line, path=path, remedy=remedy)
    elif wanted in ("place", "community", "actor", "party"):
        sort = kind if kind in ("place", "community") else "actor"
        if sort not in OBJECT_KINDS.get(wanted, (wanted,)):
            problems.add(f"'{name}' is a {kind}", line=line, path=path, expected=f"a {wanted}")
