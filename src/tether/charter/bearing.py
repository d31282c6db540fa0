"""Which open questions and silences bear on a design first, from what the design itself is made of.

    bears_first(finding, design)      # False: whose money pays an army that the treasury pays

What a charter leaves open is asked in the checklist and among the questions, all of it. Among what matters first it is
told where it can matter to this design: a backer where there is a militia or an outsider, ways out where men are left
over, the end of a force where the force is none of the state's regular ones, which their own laws govern. A fault of
what is written always bears.
"""

from __future__ import annotations

from collections.abc import Callable

from tether.charter.findings import Finding
from tether.charter.reading import REGULAR, Design
from tether.charter.schema.entities import Force
from tether.charter.values import Blank


def bears_first(finding: Finding, design: Design) -> bool:
    """Whether what a finding asks can matter to a design first; a fault of what is written always does."""
    if finding.result == "fires" and not finding.silence:
        return True
    holds = _CONDITIONS.get(finding.code)
    return holds is None or holds(design)


def _militias(design: Design) -> bool:
    """Whether armed groups stand in the design, or men come out of what is no force of the state's."""
    sources = [design.named(s.from_) for _, s in design.militia_streams()]
    outside = any(not isinstance(row, Force) or isinstance(row.party, str) for row in sources)
    return outside or any(True for _ in design.rows("groups"))


def _outsiders(design: Design) -> bool:
    foreign = any(row.kind == "foreign" or row.level == "foreign" for _, row in design.rows("actors"))
    return foreign or _militias(design)


def _left_over(design: Design) -> bool:
    ending = any(f.status == "to-dissolve" and f.kind not in REGULAR for _, f in design.rows("forces"))
    return ending or _militias(design) or not isinstance(design.at("totals.to_exit"), Blank)


def _irregular(design: Design) -> bool:
    """Whether the force that the charter is about is none of the regular ones, or has militias in it."""
    own = [f for _, f in design.new_forces()] or [f for _, f, _ in design.own_forces()]
    return not own or any(f.kind not in REGULAR for f in own)


def _paid_by_others(design: Design) -> bool:
    """Whether someone else than an office of the state, or nobody, is named as payer; or a militia is paid."""
    rows = [row for _, row in design.rows("pay")]
    by_state = bool(rows) and all(design.is_state(row.payer) is True for row in rows)
    return not by_state or (_militias(design) and _irregular(design))


def _from_the_street(design: Design) -> bool:
    """Whether men come in who are no soldiers or police yet."""
    streams = [s for _, s in design.rows("induction")]
    return not streams or any(not isinstance(design.named(s.from_), Force) for s in streams)


def _members(design: Design) -> bool:
    """Whether a force is made, or takes men in, whose members a court may try."""
    return any(True for _ in design.new_forces()) or any(True for _ in design.rows("induction"))


def _arms_of_others(design: Design) -> bool:
    """Whether arms are in the design that the regular forces' own rules do not govern."""
    return _irregular(design) or _militias(design)


def _sides(design: Design) -> bool:
    """Whether communities or sides are named among whom something is shared."""
    parties = any(isinstance(f.party, str) for s in ("groups", "forces") for _, f in design.rows(s))
    return parties or any(True for _ in design.rows("communities"))


def _mixed(design: Design) -> bool:
    """Whether a force that the charter creates takes men in, of whom one group could hold most."""
    created = {f.id for _, f in design.new_forces()}
    return any(s.into in created for _, s in design.militia_streams())


def _powers(design: Design) -> bool:
    """Whether the charter speaks of powers at all; else what it may do is asked as a whole."""
    return not isinstance(design.at("powers"), Blank)


_CONDITIONS: dict[str, Callable[[Design], bool]] = {
    **dict.fromkeys(("DUT26", "PAT02", "PAT03", "PAT01"), _outsiders),
    **dict.fromkeys(("EXT01", "EXT02", "DUT20", "DUT41"), _left_over),
    **dict.fromkeys(("PAY01", "PAY02", "DUT11"), _paid_by_others),
    **dict.fromkeys(("DUT22", "DUT23", "TRU03", "DUT17", "DUT06", "PAY03", "DUT12"), _irregular),
    "GRF03": _powers,
    **dict.fromkeys(("IND02", "IND04"), _mixed),
    "LAW04": _militias,
    **dict.fromkeys(("LAW03", "DUT10"), _from_the_street),
    **dict.fromkeys(("LAW05", "DUT16"), _members),
    **dict.fromkeys(("ARM01", "ARM04", "DUT14", "DUT15"), _arms_of_others),
    **dict.fromkeys(("PWR03", "DUT25", "IND03"), _sides),
}
