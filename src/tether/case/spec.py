"""``case.yaml``: what a case is, read with places, every problem at once.

    id, title, country (a shipped id or the path of a theatre.yaml), question, cut_off (last month it may know),
    retrospective, events {pack | file | data, …}, horizon_months, seed, sizes {points, particles, block, filter},
    roles {militias, insurgent, state}, status_quo, charters [...], request, worlds, roster, lang

Unknown keys are errors. To add a key: a field of ``CaseFile`` and one of ``CaseSpec``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, model_validator

from tether.documents.models import Line, Shape, root_of, validated, wrong
from tether.documents.yaml_file import read_yaml
from tether.errors import Problems
from tether.evidence.calendar import Month, MonthRead
from tether.order.setting import Roles
from tether.randomness.sizes import Sizes

FILTER = 4096  # particles per place while filtering
WHAT = "a case (YAML)"


@dataclass(frozen=True)
class CaseSpec:
    """A case as written. ``folder`` is where its files lie."""

    id: str
    country: str
    cut_off: Month
    events: Mapping[str, Any]
    folder: Path
    title: str = ""
    question: str = ""
    retrospective: bool = True
    horizon_months: int = 36
    seed: int = 0
    sizes: Sizes = field(default_factory=Sizes)
    filter: int = FILTER
    roles: Roles = field(default_factory=Roles)
    status_quo: str = "status-quo"
    charters: tuple[str, ...] = ()
    request: str = ""
    worlds: str = ""
    roster: str = ""
    lang: str = "en"

    def resolved(self) -> dict[str, Any]:
        """Return the case as plain data, defaults filled in: what the manifest keeps."""
        sizes = {"points": self.sizes.points, "particles": self.sizes.particles, "block": self.sizes.block}
        roles = {
            "militias": list(self.roles.militias),
            "insurgent": self.roles.insurgent,
            "state": list(self.roles.state),
        }
        return {
            **{n: getattr(self, n) for n in ("id", "title", "country", "question", "retrospective", "horizon_months")},
            **{n: getattr(self, n) for n in ("seed", "status_quo", "lang")},
            "cut_off": str(self.cut_off),
            "events": dict(self.events),
            "sizes": {**sizes, "filter": self.filter},
            "roles": roles,
            "charters": list(self.charters),
            **({"request": self.request} if self.request else {}),
            **({"worlds": Path(self.worlds).name} if self.worlds else {}),
            **({"roster": self.roster} if self.roster else {}),
        }


def read_spec(path: Path) -> CaseSpec:
    """Read a case file; raises ``InputError`` with every problem, located."""
    document = read_yaml(path, WHAT)
    problems = Problems(document.file)
    root_of(document, problems, WHAT)
    written = validated(CaseFile, document, problems, numbers_are_text=False)
    problems.raise_if_any()
    assert written is not None
    values = {name: getattr(written, name) for name in CaseFile.model_fields if name != "sizes"}
    sizes = written.sizes
    drawn = Sizes(sizes.points, sizes.particles, sizes.block)
    return CaseSpec(**values, folder=path.parent, sizes=drawn, filter=sizes.filter)


class CaseSizes(Shape):
    """How much is drawn, as written."""

    points: Annotated[int, Field(ge=2, le=65536)] = Sizes.points
    particles: Annotated[int, Field(ge=1, le=4096)] = Sizes.particles
    block: Annotated[int, Field(ge=1, le=65536)] = Sizes.block
    filter: Annotated[int, Field(ge=64, le=1_000_000)] = FILTER

    @model_validator(mode="after")
    def _whole_blocks(self) -> CaseSizes:
        if self.points & (self.points - 1):
            raise wrong(self.points, "points that are a power of two")
        if self.points % self.block:
            raise wrong({"points": self.points, "block": self.block}, "points divisible by block")
        return self


class CaseFile(Shape):
    """A case as written: the fields of ``CaseSpec``, and what is expected of each."""

    id: Line = Field(description="a short name such as iraq-2015")
    country: Line = Field(description="a shipped country or the path of a theatre.yaml")
    cut_off: MonthRead = Field(description="a month as YYYY-MM")
    events: dict[str, Any] = Field(min_length=1, description="{pack: NAME}, {file: PATH} or {data: NAME}")
    title: Line = ""
    question: Line = ""
    retrospective: bool = True
    horizon_months: Annotated[int, Field(ge=1, le=120)] = 36
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    sizes: CaseSizes = CaseSizes()
    roles: Roles = Roles()
    status_quo: Line = "status-quo"
    charters: tuple[Line, ...] = ()
    request: Line = ""
    worlds: Line = ""
    roster: Line = ""
    lang: Line = "en"
