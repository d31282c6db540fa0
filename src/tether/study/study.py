"""A case and its study: the two objects through which everything that can be asked of them is asked.

    case = open_case("iraq-2015")
    study = case.project(seed=7)
    study.compare("civilian_deaths"); study.break_even(); study.regret(); study.signposts()
    study.judgement                   # all of it, made once; the brief, the run folder and the tables read this one
    study.brief("brief.html"); study.write_run("runs")

Nothing is worked out here: ``case.py`` reads, ``futures.py`` runs, ``judgement.py`` judges, ``brief_content.py`` and
``run_folder.py`` write down. None of them knows this file, so that a study goes one way to its page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from tether.brief import write, write_edition
from tether.charter import Charter
from tether.decisions.judgement import Judgement
from tether.decisions.signposts import signpost_table
from tether.errors import UsageError, did_you_mean, numbered
from tether.futures.outcomes import ORDER_OUTCOMES, RECORD_OUTCOMES
from tether.futures.project import by_decider
from tether.study.brief_content import content_of
from tether.study.brief_edition import edition_of_brief
from tether.study.case import CaseInputs, Step, open_inputs
from tether.study.comparison import ComparisonAccount, account_of, as_data, as_text
from tether.study.futures import CaseFutures, project_case
from tether.study.judgement import judgement_of, with_beliefs, with_leave_one_out
from tether.study.run_folder import dataset, write_run


@dataclass(frozen=True, repr=False)
class Study(CaseFutures):
    """A case's futures, with all that they can be asked. ``projected`` is None where nothing is compared."""

    def __repr__(self) -> str:
        spec = self.case.spec
        if self.record is None:
            return f"Study of {spec.id}: {numbered(len(self.charters), 'charter')}; {self.silent}"
        return (
            f"Study of {spec.id}: {len(self.pairs) or 1} sponsor × host pairs, "
            f"{spec.sizes.points} worlds × 5 theories × {spec.sizes.particles} particles\n"
            f"  {spec.horizon_months} months after {spec.cut_off} (cut-off), deaths and events per month\n"
            f"  seed {spec.seed}; smallest effective sample {float(self.posterior.ess.min()):.4f} of the particles"
        )

    @classmethod
    def of(cls, futures: CaseFutures) -> Study:
        """Return the study of a case that was run."""
        return cls(**{f.name: getattr(futures, f.name) for f in fields(CaseFutures)})

    @property
    def futures(self) -> xr.Dataset | None:
        """The futures, dims (sponsor, host, theory, point, month, particle); None where nothing is compared."""
        return None if self.projected is None else by_decider(self.projected)

    def compare(self, outcome: str | None = None) -> pd.DataFrame:
        """Return the paired differences of one outcome (default: the headline), one row per pair and theory.

        Raises:
            UsageError: nothing is compared, or no such outcome is.
        """
        wanted = self.outcome if outcome is None else outcome
        known = dict.fromkeys(self._compared(self.table).get("outcome", ()))
        if wanted not in known:
            raise UsageError(f"outcome: {wanted!r:.60}; {did_you_mean(str(wanted), known)}")
        return self._told(self.table[self.table["outcome"] == wanted], self._unit(wanted))

    def break_even(self) -> pd.DataFrame:
        """Return where the comparison would turn, one row per pair and theory, in the assumption's own unit.

        Raises:
            UsageError: nothing is compared.
        """
        return self._told(self._compared(self.breaks), "as in the column unit")

    def regret(self) -> pd.DataFrame:
        """Return each option's regret, one row per decider's choice, option and theory, in the headline's unit.

        Raises:
            UsageError: nothing is compared.
        """
        return self._told(self.judgement.regret.options, self._unit(self.outcome))

    def signposts(self) -> pd.DataFrame:
        """Return what to watch and how well it sorts, one row per contrast, chosen pair and theory.

        Raises:
            UsageError: nothing is compared.
        """
        return self._told(signpost_table(self.judgement.signposts), "as in the column unit")

    @cached_property
    def judgement(self) -> Judgement:
        """Everything that the futures say about the charters, with what the user's own beliefs moved; made once.

        Raises:
            UsageError: nothing is compared.
        """
        self._compared(self.table)
        return with_beliefs(judgement_of(self), self)

    def judged(self, leave_one_out: bool = False) -> Judgement | None:
        """Return the judgement, if asked with each source left out in turn; None where nothing is compared."""
        if self.projected is None:
            return None
        return with_leave_one_out(self.judgement, self) if leave_one_out else self.judgement

    def comparison_text(
        self, outcome: str | None = None, theory: str | None = None, leave_one_out: bool = False
    ) -> str:
        """Return how the pairs stand to one another and what that comes to, in words; ``theory`` is the one that leads.

        Raises:
            UsageError: nothing is compared, or no such outcome or theory is.
        """
        return as_text(self._account(outcome, theory, leave_one_out))

    def comparison_data(
        self, outcome: str | None = None, theory: str | None = None, leave_one_out: bool = False
    ) -> dict[str, Any]:
        """Return the same as plain values: every table, and every sentence with the id of its result.

        Raises:
            UsageError: nothing is compared, or no such outcome or theory is.
        """
        return as_data(self._account(outcome, theory, leave_one_out))

    def _account(self, outcome: str | None, theory: str | None, leave_one_out: bool) -> ComparisonAccount:
        self.compare(outcome)  # refuses what is not compared
        found = self.judged(leave_one_out)
        assert found is not None
        return account_of(self, found, outcome or self.outcome, theory)

    def _compared(self, table: pd.DataFrame) -> pd.DataFrame:
        if self.projected is None:
            raise UsageError(f"nothing is compared in {self.case.spec.id}: {self.silent}")
        return table

    def _told(self, table: pd.DataFrame, units: str) -> pd.DataFrame:
        """Return a copy that says of what case it is, in which units, and up to when the case knew."""
        spec, told = self.case.spec, table.copy()
        told.attrs = {"case": spec.id, "units": units, "cut_off": str(spec.cut_off), "months": spec.horizon_months}
        told.attrs |= {"outcome": self.outcome, "seed": spec.seed}
        return told

    def _unit(self, outcome: str) -> str:
        unit = {o.id: o.unit for o in (*RECORD_OUTCOMES, *ORDER_OUTCOMES)}.get(outcome, "")
        seen = outcome in self.core.country
        return f"{unit} over {self.case.spec.horizon_months} months" if seen else f"{unit} at the horizon"

    def to_xarray(self) -> xr.Dataset:
        """Return the country draws, dims (charter, theory, point, month, particle)."""
        return dataset(self)

    def brief(
        self, path: str | Path = "brief.html", lang: str = "en", *, run_id: str = "unsaved", command: str = ""
    ) -> Path:
        """Write the brief alone, and its JSON twin beside it, in English (en), Arabic (ar) or French (fr)."""
        content = content_of(self, self.judged(), run_id, command)
        edition = edition_of_brief(lang, self.case.theatre, content)
        return write(content, Path(path)) if edition is None else write_edition(content, Path(path), edition)

    def write_run(self, root: str | Path = "runs", command: str = "", leave_one_out: bool = False) -> Path:
        """Write a run folder below ``root`` (draws, tables, manifest, brief) and return it, whole or not at all."""
        return write_run(self, self.judged(leave_one_out), Path(root), command)


@dataclass(frozen=True, repr=False)
class Case(CaseInputs):
    """A case, opened: what it knows at its cut-off, and the calls that turn it into futures."""

    def project(
        self,
        charters: Iterable[str | Path | Charter] | str | Path | Charter | None = None,
        *,
        months: int | None = None,
        seed: int | None = None,
        workers: int = 1,
        step: Step = lambda name, done, of: None,
        scratch: Path | None = None,
        scheduler: str = "",
    ) -> Study:
        """Project the status quo and the charters (default: the case's) and return the study.

        ``charters``: names in ``charters/``, paths of charter files, or Charters, one or several.
        ``scratch`` keeps finished blocks, so that an interrupted run goes on; ``scheduler``: a Dask cluster's address.
        """
        case = self.with_(horizon_months=months, seed=seed)
        named = self.charters if charters is None else self.read_charters(charters)
        return Study.of(project_case(case, named, workers, step, scratch, scheduler))


def open_case(name: str | Path) -> Case:
    """Open a shipped case by name, or a case folder (or its ``case.yaml``) by path.

    Raises:
        UsageError: no name. InputError: no such case, or what is wrong with its file, all told at once.
    """
    return Case(open_inputs(name).spec)
