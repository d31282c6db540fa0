"""A small but whole study: Iraq's record, few worlds, eight months, and a status quo in which every mechanism works."""

from dataclasses import dataclass

import pytest

from tether.armed_order.state import SettingArrays
from tether.charter import charter_from_text
from tether.futures.basis import ProjectionInputs, make_basis
from tether.futures.outcomes import measured
from tether.futures.worlds import Worlds, draw_worlds, ground_of
from tether.levers.codebook import ReadingContext
from tether.randomness.noise import Noise
from tether.randomness.sizes import Sizes
from tether.study import open_case
from tether.study.futures import umbrellas

MONTHS = 8
BUSY = """charter: "0.3"
meta: {{id: {id}, title: "{id}", decider: host, starts: {starts}}}
forces:
  - {{id: ing, name: National Guard, kind: guard, status: new}}
induction:
  - {{id: a, from: hashd-iran, into: ing, mode: {mode}, intake: 20000, max_group_share: {cap}}}
  - {{id: b, from: tribal, into: ing, mode: individual, intake: 12000, max_group_share: {cap}}}
pay:
  - {{force: ing, payer: mof, gap_days: 240}}
powers:
  - {{force: hashd-iran, power: outside-home, grant: shared}}
exits:
  - {{id: school, kind: education, for: tribal, places: 4000}}
oversight:
  - {{body: parliament, powers: [visit, refer], independent: true}}
sharing:
  territorial: {{model: federal}}
trust:
  officers: [{{for: army, kind: training-lead}}]
aid:
  - {{id: guns, donor: us, to: tribal, item: ammunition, lethal: true, diversion: high, escalation: medium}}
patrons:
  - {{actor: irgc, to: hashd-iran, via_state: true}}
"""


@dataclass(frozen=True)
class Small:
    basis: ProjectionInputs
    worlds: Worlds
    ground: SettingArrays
    groups: tuple
    frame: ReadingContext
    theatre: object

    def charter(self, id, starts="2015-07", mode="mixed", cap=0.5):
        return charter_from_text(BUSY.format(id=id, starts=starts, mode=mode, cap=cap), f"{id}.yaml", self.theatre)


@pytest.fixture(scope="session")
def small():
    sizes = Sizes(points=8, particles=2, block=4)
    case = open_case("iraq-2015").with_(sizes=sizes, filter=64, horizon_months=MONTHS)
    noise = Noise(11)
    basis = make_basis(case.panel, case.fit(), sizes, MONTHS, noise)
    setting = case.setting
    outcomes = tuple(o.id for o in measured(basis.civilians))
    frame = ReadingContext(setting.groups, case.spec.roles.state, umbrellas(case.theatre), case.spec.cut_off, outcomes)
    return Small(basis, draw_worlds(setting, 8, 11), ground_of(setting), setting.groups, frame, case.theatre)
