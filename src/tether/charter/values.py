"""What a charter may say where a value stands: a value, or one of three blanks.

    ABSENT    the key isn't there         (in an overlay: the status quo's value)
    NONE      written ``none``            we know that there is none
    UNKNOWN   written ``unknown``         we do not know

All three are falsy, so ``if row.own_budget`` reads "known and true"; ask ``row.via is UNKNOWN`` to tell them apart.
A number is always a ``Number`` (an interval ``lo ≤ v ≤ hi``; a plain number is the interval of one point) and a date
always a ``When`` (first and last day: ``2015-06`` is the whole of June), so that a rule can ask whether the *whole*
interval is wrong, part of it, or none. Every number is a quantity of some kind (``Heads``, ``Months``, ``Money``, …)
with the least and the most that it can be, and whether it is whole: 45,000.7 men or 100,000 weeks are slips, told with
their line. To add a kind of value: one alias at the foot, used in ``schema/``.
"""

from __future__ import annotations

import calendar
import csv
import math
import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, TypeVar, Union, get_args

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import core_schema

from tether.documents.models import Among, wrong
from tether.documents.slug import Slug


class Blank(Enum):
    """The three ways of not giving a value; all falsy."""

    ABSENT = "absent"
    NONE = "none"
    UNKNOWN = "unknown"

    def __bool__(self) -> Literal[False]:
        return False

    def __str__(self) -> str:
        return self.value

    __repr__ = __str__


ABSENT, NONE, UNKNOWN = Blank.ABSENT, Blank.NONE, Blank.UNKNOWN
WRITTEN = {"none": NONE, "unknown": UNKNOWN}
T = TypeVar("T")


class OrBlank:
    """Marks ``T | Blank``: ``none`` and ``unknown`` become blanks, anything else must be a ``T``."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Wrap the schema of the type without its blank."""
        kinds = tuple(a for a in get_args(source) if a is not Blank)
        inner = handler.generate_schema(Union[kinds] if len(kinds) > 1 else kinds[0])  # noqa: UP007
        return core_schema.no_info_wrap_validator_function(_blank_or, inner, serialization=_AS_WRITTEN)

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Any:
        """Say that the two written blanks are allowed."""
        return {"anyOf": [handler(schema["schema"]), {"enum": ["none", "unknown"]}]}


def _blank_or(value: Any, inner: core_schema.ValidatorFunctionWrapHandler) -> Any:
    if isinstance(value, Blank):
        return value
    return WRITTEN[value] if isinstance(value, str) and value in WRITTEN else inner(value)


_AS_WRITTEN = core_schema.plain_serializer_function_ser_schema(
    lambda value: value.value if isinstance(value, Blank) else value
)


class Refers:
    """Marks a reference: the kinds of thing an id (or the keys of a map) may point at."""

    def __init__(self, *kinds: str):
        self.kinds = kinds

    def __repr__(self) -> str:
        return f"Refers{self.kinds}"


class Number(BaseModel):
    """A number known within ``[lo, hi]``; ``v`` is the best value where one is given. A plain number has lo = v = hi.

    ``{lo: 5000}`` is "at least 5,000" (hi is infinite); ``{hi: 5000}`` is "at most" (lo is 0: nothing is negative).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: float | None = Field(default=None, description="the best value")
    lo: float = Field(default=0.0, description="not less than this")
    hi: float = Field(default=math.inf, description="not more than this")
    src: tuple[str, ...] = Field(default=(), description="ids of sources")
    conf: Literal["high", "medium", "low"] | None = Field(default=None, description="confidence of the coder")
    note: str | None = Field(default=None, description="anything a reader should know")

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float | dict | Number):
            raise wrong(value, "a number, or {v, lo, hi}")
        if isinstance(value, dict):
            return _bounds(value)
        return value if isinstance(value, Number) else _bounds({"v": value})

    @property
    def mid(self) -> float:
        """The best value, or the middle of the interval, or its finite end."""
        if self.v is not None:
            return self.v
        return self.lo if math.isinf(self.hi) else (self.lo + self.hi) / 2

    @property
    def exact(self) -> bool:
        """Whether the interval is one point."""
        return self.lo == self.hi

    def __str__(self) -> str:
        if self.exact:
            return f"{self.lo:,.10g}"
        ends = f"{self.lo:,.10g} or more" if math.isinf(self.hi) else f"{self.lo:,.10g} to {self.hi:,.10g}"
        return ends if self.v is None else f"{self.v:,.10g} ({ends})"


def _bounds(value: dict[str, Any]) -> dict[str, Any]:
    numbers = {k: value[k] for k in ("v", "lo", "hi") if k in value}
    for key, number in numbers.items():
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise wrong(number, f"a number for {key}")
        if not math.isfinite(number) and not (key == "hi" and number == math.inf):
            raise wrong(number, "a finite number")
        if math.isfinite(number) and abs(number) > 1e15:
            raise wrong(number, "a number below 1e15")
    if not numbers:
        raise wrong(value, "at least one of v, lo, hi")
    v = numbers.get("v")
    lo = numbers.get("lo", v if v is not None else 0.0)
    hi = numbers.get("hi", v if v is not None else math.inf)
    if not lo <= (lo if v is None else v) <= hi:
        raise wrong(f"lo {lo:g}, v {v}, hi {hi:g}", "lo ≤ v ≤ hi")
    if lo < 0:
        raise wrong(lo, "a number that is not negative")
    return {**value, "lo": lo, "hi": hi}


class When(BaseModel):
    """A date known to the day, the month or the year: the first and last day that it may be (both ``date``)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lo: date = Field(description="not before this day")
    hi: date = Field(description="not after this day")

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        if isinstance(value, When):
            return value
        if isinstance(value, dict):
            if set(value) != {"lo", "hi"}:
                raise wrong(value, "a date, or {lo, hi}")
            ends = _days(value["lo"])[0], _days(value["hi"])[1]
            if ends[0] > ends[1]:
                raise wrong(f"lo {ends[0]} after hi {ends[1]}", "lo not after hi")
            return {"lo": ends[0], "hi": ends[1]}
        first, last = _days(value)
        return {"lo": first, "hi": last}

    @property
    def month(self) -> str:
        """The first possible month, as YYYY-MM."""
        return f"{self.lo:%Y-%m}"

    def __str__(self) -> str:
        if self.lo == self.hi:
            return self.lo.isoformat()
        if (self.lo.day, self.hi) == (1, self.lo.replace(day=calendar.monthrange(self.lo.year, self.lo.month)[1])):
            return f"{self.lo:%Y-%m}"
        if (self.lo, self.hi) == (date(self.lo.year, 1, 1), date(self.lo.year, 12, 31)):
            return str(self.lo.year)
        return f"{self.lo.isoformat()} to {self.hi.isoformat()}"


_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1800, 2100  # of any date in a charter: laws in force may be old, no plan runs that far


def _days(value: Any) -> tuple[date, date]:
    """Return the first and last day of ``2015``, ``2015-06`` or ``2015-06-03``."""
    if isinstance(value, date):
        value = value.isoformat()
    found = _DAY.fullmatch(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else None
    if found is None:
        raise wrong(value, "a date as YYYY-MM-DD, YYYY-MM or YYYY")
    year, month, day = (int(g) if g else 0 for g in found.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError as error:
        raise wrong(value, f"a date of the calendar ({error})") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise wrong(value, f"a date from {FIRST_YEAR} to {LAST_YEAR}")
    last_month = month or 12
    return first, date(year, last_month, day or calendar.monthrange(year, last_month)[1])


@dataclass(frozen=True)
class Quantity:
    """Marks a number of some ``unit``, from ``least`` to ``most``, whole or not.

    ``said`` words what is expected, where that is plainer. The open end of "at least so many" stays open, except for a
    share (``closes``).
    """

    unit: str
    most: float
    least: float = 0
    whole: bool = False
    said: str = ""
    closes: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Check after the number was read."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Any:
        """Say the bounds of a plain number; they hold for v, lo and hi as well."""
        bounds = {"minimum": self.least, "maximum": self.most, **({"multipleOf": 1} if self.whole else {})}
        return {**handler(schema["schema"]), **bounds}

    @property
    def expected(self) -> str:
        """What a message asks for: ``a whole number of men from 0 to 10,000,000``."""
        kind = "a whole number" if self.whole else "a number"
        return self.said or f"{kind} of {self.unit} from {self.least:,.10g} to {self.most:,.10g}"

    def _check(self, value: Any) -> Any:
        if not isinstance(value, Number):
            return value
        for end in (value.v, value.lo, value.hi):
            if end is None or math.isinf(end):
                continue
            if not self.least <= end <= self.most or (self.whole and not end.is_integer()):
                raise wrong(int(end) if end.is_integer() else end, self.expected)
        return value.model_copy(update={"hi": self.most}) if self.closes and value.hi > self.most else value


_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class _Slug:
    """Marks an id: lower-case words and numbers joined by hyphens."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Check after the string was read."""
        return core_schema.no_info_after_validator_function(_slug, handler(source))


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value) or value in WRITTEN:
        raise wrong(value, "an id of lower-case letters, digits and hyphens, such as 'ing-anbar'")
    return value


@cache
def currencies() -> dict[str, str]:
    """Return the name of each currency in use (2025) by its code of ISO 4217."""
    text = (files("tether.charter") / "currencies.csv").read_text("utf-8")
    return {row["code"]: row["name"] for row in csv.DictReader(text.splitlines())}


Maybe = Annotated[T | Blank, OrBlank()]
Many = Annotated[tuple[T, ...] | Blank, OrBlank()]
MapOf = Annotated[dict[str, T] | Blank, OrBlank()]
Id = Annotated[str, _Slug()]
Name = Maybe[Slug]  # an id that becomes the name of a file
Text = Maybe[str]
Currency = Maybe[Annotated[str, Among(currencies, "a code of ISO 4217, such as USD")]]
Texts = Many[str]
Flag = Maybe[bool]
Day = Maybe[When]

# Quantities: what a number counts, and the least and the most that it can be.
Share = Annotated[Maybe[Number], Quantity("the whole", 1, said="a share between 0 and 1 (0.33 for 33 %)", closes=True)]
Heads = Annotated[Maybe[Number], Quantity("men", 10_000_000, whole=True)]  # no army of today has 3 million
Persons = Annotated[Maybe[Number], Quantity("persons", 2_000_000_000, whole=True)]  # of a place or a country
Seats = Annotated[Maybe[Number], Quantity("seats", 3_000, whole=True)]  # China's congress, the largest, has 2,980
House = Annotated[Maybe[Number], Quantity("seats", 3_000, least=1, whole=True)]  # a chamber has one at least
Age = Annotated[Maybe[Number], Quantity("years of age", 120)]
Hours = Annotated[Maybe[Number], Quantity("hours", 8_784)]  # a year
Days = Annotated[Maybe[Number], Quantity("days", 3_660)]  # ten years
Weeks = Annotated[Maybe[Number], Quantity("weeks", 520)]  # ten years
Months = Annotated[Maybe[Number], Quantity("months", 600)]  # fifty years
Kilometres = Annotated[Maybe[Number], Quantity("kilometres", 5_000)]
Money = Annotated[Maybe[Number], Quantity("meta.currency", 1e15)]
Ratio = Annotated[Maybe[Number], Quantity("times", 1_000)]
Items = Annotated[Maybe[Number], Quantity("items", 1e9)]  # of aid or arms, articles of a law
Measure = Annotated[Maybe[Number], Quantity("the metric's own unit", 1e15)]

# References, by the kind of thing pointed at.
AnyoneRef = Annotated[Maybe[str], Refers("actor", "group", "force", "unit", "post")]
AnyoneRefs = Annotated[Many[str], Refers("actor", "group", "force", "unit", "post")]
ActorRef = Annotated[Maybe[str], Refers("actor")]
ActorRefs = Annotated[Many[str], Refers("actor")]
BodyRef = Annotated[Maybe[str], Refers("actor", "force", "unit", "post")]  # whoever does a task: an office, a force, …
BodyRefs = Annotated[Many[str], Refers("actor", "force", "unit", "post")]
GroupRef = Annotated[Maybe[str], Refers("group", "force", "origin")]  # or population, recruits, army, police, other
PlaceRef = Annotated[Maybe[str], Refers("place")]
PlaceRefs = Annotated[Many[str], Refers("place")]
CommunityRef = Annotated[Maybe[str], Refers("community")]
ForceRef = Annotated[Maybe[str], Refers("force")]
CommunityShares = Annotated[MapOf[Share], Refers("community")]
OriginShares = Annotated[MapOf[Share], Refers("group", "force", "origin")]
HolderShares = Annotated[MapOf[Share], Refers("actor", "group", "force", "unit", "post")]
