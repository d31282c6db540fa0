"""Each relation of the four engines that no rule's own snippet shows: a text that breaks it, and the nearest that doesn't."""

import pytest

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.consistency.dates.means import last_phase
from tether.charter.consistency.dependence.powers import powers_of
from tether.charter.consistency.grants.ends import how_it_ends
from tether.charter.consistency.grants.exclusive import WITHIN
from tether.charter.reading import Design


def fired(text, code=""):
    charter = charter_from_text(text, "law.yaml", fragment=True)
    report = check(charter, open_world=False, select=[code] if code else ["NUM", "TIM", "DEP", "GRF"])
    return [f for f in report.findings if f.result == "fires"]


def named(text, code):
    return [{f.path, *f.related} for f in fired(text, code)]


NEW = "forces: [{id: g, kind: guard, status: new, local: true, places: [p]}]\n"
PLACES = "places: [{id: c, kind: country, parent: none}, {id: p, kind: province, parent: c}]\n"

FILLED = (
    "actors: [{id: m}]\nforces: [{id: g, status: new}]\ninduction: [{id: s, from: population, into: g, intake: 900, "
    "training: {weeks: 10, places: 300}, starts: 2027-01-01, ends: 2027-12-31}]\n"
)

PAIRS = {  # code, what is named, the text that breaks it, what is cut and what is put for the text that does not
    "a player without men whom another clause arms": (
        "DEP07", {"politics.vetoes.0.armed", "groups.0.size"},
        "groups: [{id: front, size: 900}]\npolitics: {vetoes: [{actor: front, armed: false}]}",
        ("armed: false", "armed: true")),
    "a player armed by one clause alone": (
        "DEP07", {"politics.vetoes.0.armed", "actors.0.armed"},
        "actors: [{id: bloc, kind: bloc, armed: false}]\npolitics: {vetoes: [{actor: bloc, armed: true}]}",
        ("armed: true", "armed: false")),
    "a watcher whose paymaster is the watched": (
        "DEP02", {"oversight.0.body", "pay.0.payer"},
        "actors: [{id: m, kind: ministry}]\ngroups: [{id: front}]\npay: [{force: front, payer: m}]\n"
        "oversight: [{body: front, over: [m], independent: true}]",
        ("payer: m", "payer: unknown")),
    "a payer who is funded by the watched": (
        "DEP02", {"oversight.0.body", "pay.0.funder"},
        "actors: [{id: m, kind: ministry}, {id: fund, kind: agency}]\ngroups: [{id: front}]\n"
        "pay: [{force: front, payer: fund, funder: m}]\noversight: [{body: fund, over: [m], independent: true}]",
        ("funder: m", "funder: none")),
    "the seized go to those whom the force commands": (
        "GRF05", {"powers.0.handover_to", "command.0"},
        PLACES + "forces: [{id: g, kind: guard, places: [p]}, {id: police, kind: police, places: [p]}]\n"
        "command: [{from: g, to: police, type: operational}]\n"
        "powers: [{force: g, power: arrest, places: [p], grant: support, handover_to: police}]",
        ("type: operational", "type: advisory")),
    "disciplined by those who hand over to it": (
        "GRF05", {"powers.0.handover_to", "command.0"},
        PLACES + "forces: [{id: g, kind: guard, places: [p]}, {id: police, kind: police, places: [p]}]\n"
        "command: [{from: g, to: police, type: disciplinary}]\n"
        "powers: [{force: g, power: arrest, places: [p], grant: support, handover_to: police}]",
        ("type: disciplinary", "type: advisory")),
    "held longer than until the judge": (
        "GRF05", {"powers.0.limit_hours", "law.courts.judge_hours"},
        PLACES + "forces: [{id: g, kind: guard, places: [p]}, {id: police, kind: police, places: [p]}]\n"
        "powers: [{force: g, power: arrest, places: [p], grant: support, handover_to: police, limit_hours: 40}]\n"
        "law: {courts: {judge_hours: 24}}",
        ("judge_hours: 24", "judge_hours: 48")),
    "paid until a phase before the last": (
        "TIM03", {"pay.0.funded_until", "phases.0.ends"},
        "forces: [{id: g, status: new}]\npay: [{force: g, funded_until: 2027-06-30}]\n"
        "phases: [{id: late, starts: 2027-01-01, ends: 2027-12-31}, {id: early, starts: 2026-01-01, ends: 2026-12-31}]",
        ("funded_until: 2027-06-30", "funded_until: 2027-12-31")),
    "a force that ends receives a bridge": (
        "GRF01", {"assets.0.goes_to", "forces.0.status"},
        "forces: [{id: old, kind: militia-auxiliary, status: to-dissolve}]\n"
        "assets: [{id: bridge, kind: crossing, goes_to: old}]",
        ("status: to-dissolve", "status: existing")),
    "a unit of a force that ends appoints": (
        "GRF01", {"posts.0.appointed_by", "forces.0.status"},
        "forces: [{id: old, status: excluded}, {id: g, status: new}]\nunits: [{id: staff, force: old}]\n"
        "posts: [{id: chief, unit: g, appointed_by: staff}]",
        ("appointed_by: staff", "appointed_by: unknown")),
    "a force that ends measures a test": (
        "GRF01", {"phases.0.tests.0.measured_by", "forces.0.status"},
        "forces: [{id: old, status: to-dissolve}]\nphases: [{id: a, tests: [{metric: present, measured_by: old}]}]",
        ("measured_by: old", "measured_by: unknown")),
    "its own men may be led by a force that ends": (
        "GRF01", {"command.0.from", "forces.0.status"},
        "forces: [{id: old, status: to-dissolve}, {id: g, status: new}]\nunits: [{id: u, force: old}]\n"
        "command: [{from: old, to: g, type: full}]",
        ("to: g", "to: u")),
    "a toll for a force that may levy none": (
        "GRF01", {"assets.0.revenue.g", "powers.0"},
        PLACES + NEW + "powers: [{force: g, power: fees, places: [c], grant: forbidden}]\n"
        "assets: [{id: bridge, kind: crossing, places: [p], revenue: {g: 0.5}}]",
        ("g: 0.5", "g: 0")),
    "powers of the state for no organ of it": (
        "GRF01", {"administrations.0.hands_to", "administrations.0.powers", "actors.1.state"},
        "actors: [{id: un, kind: foreign}, {id: elders, kind: community-body, state: false}]\n"
        "administrations: [{actor: un, powers: [police], hands_to: elders}]",
        ("powers: [police]", "powers: [revenue]")),
    "commanded on patrol by one without a line": (
        "DEP07", {"powers.0.commanded_by", "command.0"},
        "actors: [{id: pm}, {id: interior}]\nforces: [{id: g, status: new}]\n"
        "command: [{from: pm, to: g, type: full}]\n"
        "powers: [{force: g, power: patrol, grant: lead, commanded_by: interior}]",
        ("commanded_by: interior", "commanded_by: pm")),
    "kin screen kin": (
        "DEP02", {"induction.0.vetting.by", "actors.0.community", "groups.0.community"},
        "actors: [{id: elders, kind: community-body, community: hill}]\ngroups: [{id: front, community: hill}]\n"
        "communities: [{id: hill}]\ninduction: [{id: s, from: front, vetting: {by: elders, independent: true}}]",
        ("independent: true", "independent: false")),
    "the owner watches independently": (
        "DEP02", {"oversight.0.body", "oversight.0.independent", "sharing.territorial.owner"},
        "actors: [{id: council}]\n" + NEW + "sharing: {territorial: {owner: council}}\n"
        "oversight: [{body: council, over: [g], independent: true}]",
        ("independent: true", "independent: none")),
    "sanctioned by his subordinate": (
        "DEP03", {"obligations.0.default_to", "obligations.0.bearer"},
        "actors: [{id: m}, {id: office}]\ncommand: [{from: m, to: office, type: full}]\n"
        "obligations: [{id: d, bearer: m, default: sanction, default_to: office}]",
        ("default: sanction", "default: passes-on")),
    "the chair of one side decides": (
        "DEP03", {"joint_bodies.0.chair", "joint_bodies.0.members.0.who"},
        "actors: [{id: north}, {id: south}, {id: board}]\n"
        "joint_bodies: [{body: board, members: [{who: north}, {who: south}], chair: north, deadlock: chair}]",
        ("deadlock: chair", "deadlock: status-quo")),
    "a chair whom one side appoints": (
        "DEP03", {"joint_bodies.0.chair", "posts.0.appointed_by"},
        "actors: [{id: north}, {id: south}, {id: board}]\nposts: [{id: secretary, appointed_by: north}]\n"
        "joint_bodies: [{body: board, members: [{who: north}, {who: south}], chair: secretary, deadlock: chair}]",
        ("appointed_by: north", "appointed_by: none")),
    "the force hears disputes about itself": (
        "DEP03", {"sharing.territorial.dispute_body", "forces.0.id"},
        NEW + "units: [{id: hq, force: g}]\nsharing: {territorial: {dispute_body: hq}}",
        ("dispute_body: hq", "dispute_body: none")),
    "a top post filled by the force below it": (
        "DEP04", {"posts.0.appointed_by", "posts.0.unit"},
        NEW + "units: [{id: hq, force: g}]\nposts: [{id: chief, unit: hq, appointed_by: g}]",
        ("appointed_by: g", "appointed_by: none")),
    "one duty of two": (
        "DEP07", {"obligations.0.bearer", "obligations.1.bearer"},
        "actors: [{id: a}, {id: b}]\nobligations: [{id: x, bearer: a, what: hands in the list}, "
        "{id: y, bearer: b, what: Hands in  the list}]",
        ("bearer: b", "bearer: a")),
    "one player of two sizes": (
        "DEP07", {"politics.vetoes.0.seats", "politics.vetoes.1.seats"},
        "actors: [{id: a}]\npolitics: {vetoes: [{actor: a, seats: 5}, {actor: a, seats: 7}]}",
        ("seats: 7", "seats: 5")),
    "one complains to one and is heard by another": (
        "DEP07", {"trust.grievance.0.channel", "trust.grievance.0.body"},
        "actors: [{id: court}, {id: council, name: The Council}]\n"
        "trust: {grievance: [{channel: the council, body: court}]}",
        ("channel: the council", "channel: a letter")),
    "command of an outsider beside the state's": (
        "DEP07", {"administrations.0.powers", "command.0"},
        PLACES + "actors: [{id: un, kind: foreign}, {id: pm, state: true}]\n" + NEW +
        "administrations: [{actor: un, powers: [command], places: [p]}]\ncommand: [{from: pm, to: g, type: full}]",
        ("powers: [command]", "powers: [revenue]")),
    "leads for some days alone": (
        "GRF03", {"powers_required.0", "powers.0.max_days"},
        PLACES + NEW + "powers_required: [patrol]\n"
        "powers: [{force: g, power: patrol, places: [p], grant: lead, max_days: 30}]",
        (", max_days: 30", "")),
    "the prison of a force that hands over": (
        "GRF05", {"assets.0.goes_to", "powers.0.handover_to"},
        PLACES + "forces: [{id: g, kind: guard, places: [p]}, {id: police, kind: police, places: [p]}]\n"
        "powers: [{force: g, power: arrest, places: [p], grant: support, handover_to: police}]\n"
        "assets: [{id: jail, kind: prison, places: [p], goes_to: g}]",
        ("goes_to: g", "goes_to: police")),
    "a clearance after the law": (
        "TIM04", {"law.due_diligence.0.date", "end_state.sunset"},
        "forces: [{id: g}]\nend_state: {sunset: 2030-01-01}\n"
        "law: {due_diligence: [{applies_to: g, result: clear, date: 2031-01-01}]}",
        ("date: 2031", "date: 2029")),
    "discharged after the last exit": (
        "TIM04", {"steps.0.date", "exits.0.ends"},
        "exits: [{id: e, ends: 2028-01-01}]\nsteps: [{id: s, kind: discharge, date: 2028-06-01}]",
        ("ends: 2028-01-01", "ends: 2029-01-01")),
    "two last days of one duty": (
        "TIM01", {"obligations.0.deadline", "obligations.0.deadline_days"},
        "meta: {starts: 2027-01-01}\nobligations: [{id: d, deadline: 2027-02-01, deadline_days: 300}]",
        ("deadline_days: 300", "deadline_days: 31")),
    "arms handed in at camps that are closed": (
        "TIM05", {"cantonments.0.ends", "steps.0.date"},
        "groups: [{id: f}]\ncantonments: [{of: f, arms: handed-in, ends: 2027-03-01}]\n"
        "steps: [{id: s, kind: disarm, by: f, date: 2027-05-01}]",
        ("arms: handed-in", "arms: unknown")),
    "a bridge on two days": (
        "TIM01", {"assets.0.date", "steps.0.date"},
        "groups: [{id: f}]\nforces: [{id: police}]\n"
        "assets: [{id: bridge, held_by: f, goes_to: police, date: 2027-10-01}]\n"
        "steps: [{id: s, kind: hand-over, by: f, to: police, date: 2028-05-01}]",
        ("date: 2028-05-01", "date: 2027-10-01")),
    "received before there are men": (
        "TIM05", {"assets.0.date", "induction.0.starts", "induction.0.training.weeks"},
        NEW + "induction: [{id: s, into: g, starts: 2027-02-01, training: {weeks: 10}}]\n"
        "assets: [{id: base, kind: base, goes_to: g, date: 2027-03-01}]",
        ("date: 2027-03-01", "date: 2027-06-01")),
    "more camps than watchers": (
        "NUM07", {"cantonments.0.sites", "enforcement.0.strength"},
        "actors: [{id: un}]\ngroups: [{id: f}]\nenforcement: [{actor: un, strength: 20}]\n"
        "cantonments: [{of: f, sites: 30, watched_by: un}]",
        ("sites: 30", "sites: 10")),
    "a platoon of hundreds": (
        "NUM07", {"units.0.size", "units.0.echelon"},
        "forces: [{id: g}]\nunits: [{id: u, force: g, echelon: platoon, size: 900}]",
        ("size: 900", "size: 40")),
    "a battalion below a company": (
        "NUM07", {"units.0.echelon", "units.1.echelon", "units.1.parent"},
        "forces: [{id: g}]\nunits: [{id: u, force: g, echelon: company}, {id: v, force: g, echelon: battalion, parent: u}]",
        ("echelon: battalion", "echelon: platoon")),
    "wages above the year's money": (
        "NUM04", {"aid.0.value", "pay.0.annual_budget"},
        "forces: [{id: g}]\npay: [{force: g, annual_budget: 100}]\n"
        "aid: [{id: a, to: g, item: salaries, value: 900, starts: 2027-01-01, ends: 2028-12-31}]",
        ("value: 900", "value: 150")),
    "a group paid on too little": (
        "NUM04", {"pay.0.annual_budget", "pay.0.base_month", "groups.0.size"},
        "groups: [{id: f, size: 100}]\npay: [{force: f, base_month: 10, annual_budget: 9000}]",
        ("annual_budget: 9000", "annual_budget: 12000")),
    "a test of screening that the rates do not allow": (
        "NUM06", {"phases.0.tests.0", "induction.0.vetting.per_month"},
        "induction: [{id: s, intake: 1000, starts: 2027-01-01, ends: 2028-12-31, vetting: {per_month: 50}}]\n"
        "phases: [{id: p, ends: 2027-06-30, tests: [{metric: share screened, op: '>=', threshold: 0.9}]}]",
        ("ends: 2027-06-30", "ends: 2028-10-30")),
    "a force that stands above its ceiling": (
        "NUM01", {"forces.0.strength", "forces.0.ceiling"},
        "forces: [{id: army, kind: army, status: existing, strength: 40000, ceiling: 35000}]",
        ("ceiling: 35000", "ceiling: 45000")),
    "a company with more men of a group than its battalion": (
        "NUM02", {"units.0.origin.f", "units.1.origin.f"},
        "groups: [{id: f}]\nforces: [{id: g, status: new}]\nunits: [{id: b, force: g, echelon: battalion, parent: none, "
        "size: 1000, origin: {f: 0.3}}, {id: c, force: g, echelon: company, parent: b, size: 450, origin: {f: 0.9}}]",
        ("origin: {f: 0.9}", "origin: {f: 0.6}")),
    "a camp with more people than its province": (
        "NUM07", {"assets.0.persons", "places.0.population"},
        "places: [{id: p, parent: none, population: 800000}]\nassets: [{id: c, kind: camp, places: [p], persons: 900000}]",
        ("persons: 900000", "persons: 9000")),
    "a group with more men than people live where it is at home": (
        "NUM07", {"groups.0.size", "places.0.population"},
        "places: [{id: p, parent: none, population: 2000}]\ngroups: [{id: f, size: 3000, home: [p]}]",
        ("population: 2000", "population: 20000")),
    "more are disarmed than were registered before": (
        "NUM01", {"steps.0.persons", "steps.1.persons"},
        "groups: [{id: f}]\nsteps: [{id: a, kind: register, by: f, persons: 2000}, "
        "{id: b, kind: disarm, by: f, persons: 2600, depends_on: [a]}]",
        ("persons: 2600", "persons: 1900")),
    "two camps of one group hold more than all": (
        "NUM01", {"cantonments.0.persons", "cantonments.1.persons", "groups.0.size"},
        "groups: [{id: f, size: 3000}]\ncantonments: [{id: a, of: f, persons: 2000}, {id: b, of: f, persons: 2000}]",
        ("id: b, of: f, persons: 2000", "id: b, of: f, persons: 900")),
    "a full house of which a large player stays away": (
        "NUM03", {"politics.vetoes.0.attendance", "politics.passage.attendance"},
        "actors: [{id: a}]\npolitics: {passage: {seats: 120, attendance: 90}, vetoes: [{actor: a, seats: 75, attendance: 0.2}]}",
        ("attendance: 0.2", "attendance: 0.9")),
    "a gift that is the wages and does not pay them": (
        "NUM04", {"aid.0.value", "pay.0.annual_budget"},
        "actors: [{id: d, kind: foreign}]\nforces: [{id: g}]\npay: [{force: g, funder: d, annual_budget: 1000000}]\n"
        "aid: [{id: w, donor: d, to: g, item: salaries, value: 500000, starts: 2027-01-01, ends: 2027-12-31}]",
        ("value: 500000", "value: 1000000")),
    "a clause in an article beyond the last": (
        "NUM07", {"steps.0.article", "law.instrument.articles"},
        "law: {instrument: {articles: 24}}\nsteps: [{id: a, article: '31(2)'}]",
        ("31(2)", "21(2)")),
    "a clause that points at an article beyond the last": (
        "NUM07", {"politics.rival_tracks.0.closed_by", "law.instrument.articles"},
        "groups: [{id: f}]\nlaw: {instrument: {articles: 24}}\npolitics: {rival_tracks: [{force: f, closed_by: article 31}]}",
        ("article 31", "article 22")),
    "discharged before the first is registered": (
        "TIM05", {"steps.0.date", "steps.1.date"},
        "groups: [{id: f}]\nsteps: [{id: a, kind: discharge, by: f, date: 2027-03-01}, "
        "{id: b, kind: register, by: f, date: 2027-06-01}]",
        ("date: 2027-06-01", "date: 2027-02-01")),
    "a task after the withdrawal": (
        "TIM03", {"steps.0.date", "obligations.0.deadline"},
        "actors: [{id: m, kind: foreign}]\nsteps: [{id: a, kind: withdrawal, by: m, date: 2028-03-01}]\n"
        "obligations: [{id: o, bearer: m, deadline: 2028-09-01}]",
        ("date: 2028-03-01", "date: 2028-10-01")),
    "a task of a force that is dissolved": (
        "TIM03", {"end_state.date", "obligations.0.deadline"},
        "forces: [{id: g, status: new}]\nend_state: {kind: dissolve, date: 2030-12-31}\n"
        "obligations: [{id: o, bearer: g, deadline: 2031-03-01}]",
        ("deadline: 2031-03-01", "deadline: 2030-03-01")),
    "who decides on return watches it from outside": (
        "DEP03", {"displacement.monitored_by", "displacement.return_decided_by"},
        "actors: [{id: a}, {id: b}]\ndisplacement: {return_decided_by: a, monitored_by: a}",
        ("monitored_by: a", "monitored_by: b")),
    "whole units, and units that are mixed": (
        "GRF01", {"induction.0.mode", "units.0.origin.f"},
        "groups: [{id: f}]\nforces: [{id: g}]\nunits: [{id: u, force: g, echelon: battalion, origin: {f: 0.3}}]\n"
        "induction: [{id: s, from: f, into: g, mode: whole-unit}]",
        ("mode: whole-unit", "mode: individual")),
    "merged by a step, and a force of its own in the end": (
        "GRF01", {"steps.0.kind", "end_state.kind"},
        "forces: [{id: g, status: new}]\nsteps: [{id: a, kind: merge, by: g}]\nend_state: {kind: permanent-guard}",
        ("kind: permanent-guard", "kind: merge-army")),
    "a centralised state that gives power to provinces": (
        "GRF01", {"sharing.territorial.model", "sharing.territorial.level"},
        "sharing: {territorial: {model: centralised, level: province}}",
        ("model: centralised", "model: devolved")),
    "police before military courts": (
        "GRF01", {"law.instrument.member_status", "law.courts.abuse_cases"},
        "law: {instrument: {member_status: police}, courts: {abuse_cases: military}}",
        ("abuse_cases: military", "abuse_cases: civilian")),
    "an exit that may not be refused, among which one chooses": (
        "GRF01", {"exits.0.voluntary", "choices.0.chosen_by"},
        "groups: [{id: f}]\nexits: [{id: e, for: f, voluntary: false}, {id: w, for: f}]\n"
        "choices: [{for: f, options: [e, w], chosen_by: person}]",
        ("voluntary: false", "voluntary: true")),
    "men without a weapon are not disarmed": (
        "NUM01", {"steps.0.persons", "groups.0.size"},
        "groups: [{id: f, size: 3000}]\nexits: [{id: e, for: f}]\nsurrender: {required: true, per_person: 0.8}\n"
        "steps: [{id: a, kind: disarm, by: f, persons: 2000}]",
        ("persons: 2000", "persons: 2500")),
    "a body's seats shared out otherwise by a quota": (
        "NUM02", {"sharing.allocation.0.holders.a", "joint_bodies.0.members.0.seats"},
        "actors: [{id: a}, {id: b}, {id: board}]\njoint_bodies: [{body: board, members: [{who: a, seats: 3}, {who: b, seats: 1}]}]\n"
        "sharing: {allocation: [{pool: board, holders: {a: 0.5, b: 0.5}}]}",
        ("seats: 3", "seats: 1")),
    "revenue shared out otherwise by a quota": (
        "NUM02", {"sharing.allocation.0.holders.a", "assets.0.revenue"},
        "actors: [{id: a}, {id: b}]\nassets: [{id: bridge, revenue: {b: 1.0}}]\n"
        "sharing: {allocation: [{pool: bridge, holders: {a: 0.5, b: 0.5}}]}",
        ("revenue: {b: 1.0}", "revenue: {a: 0.5, b: 0.5}")),
    "posts shared out otherwise by a quota": (
        "NUM02", {"sharing.allocation.0.holders.f", "posts.0.ex_group"},
        "groups: [{id: f}]\nposts: [{id: x, ex_group: army}, {id: y, ex_group: army}]\n"
        "sharing: {allocation: [{pool: posts, holders: {f: 0.5, army: 0.5}}]}",
        ("id: y, ex_group: army", "id: y, ex_group: f")),
    "two shares of one holder in one pool": (
        "NUM02", {"sharing.allocation.0.holders.f", "sharing.allocation.1.holders.f"},
        "groups: [{id: f}]\nsharing: {allocation: [{pool: g, holders: {f: 0.5}}, {pool: g, holders: {f: 0.3}}]}",
        ("{f: 0.3}", "{f: 0.5}")),
    "a member verifies what his board delivers": (
        "DEP03", {"exits.0.verified_by", "joint_bodies.0.members.0"},
        "actors: [{id: board}, {id: m}, {id: n}]\njoint_bodies: [{body: board, members: [{who: m}]}]\n"
        "exits: [{id: e, delivered_by: board, verified_by: m}]",
        ("verified_by: m", "verified_by: n")),
    "a board under one of its sides": (
        "DEP03", {"joint_bodies.0.body", "joint_bodies.0.members.0.who"},
        "actors: [{id: board}, {id: m}, {id: n}, {id: o}]\njoint_bodies: [{body: board, members: [{who: m}, {who: n}]}]\n"
        "command: [{from: m, to: board, type: full, when: always}]",
        ("from: m", "from: o")),
    "who takes the arms verifies them": (
        "DEP03", {"surrender.verified_by", "steps.0.to"},
        "actors: [{id: m}, {id: n}]\nsurrender: {verified_by: m}\nsteps: [{id: a, kind: disarm, to: m}]",
        ("to: m", "to: n")),
    "command passes on and stays": (
        "DEP07", {"steps.0", "command.0"},
        "actors: [{id: m}, {id: n}]\nforces: [{id: g}]\ncommand: [{from: m, to: g, type: full, when: always}]\n"
        "steps: [{id: a, kind: command, by: m, to: n}]",
        ("when: always", "when: emergency")),
    "an army that is a player without arms": (
        "DEP07", {"politics.vetoes.0.armed", "forces.0.strength"},
        "forces: [{id: army, kind: army, strength: 900}]\npolitics: {vetoes: [{actor: army, armed: false}]}",
        ("armed: false", "armed: true")),
    "the courts of an outsider, and the state's": (
        "DEP07", {"administrations.0.powers", "displacement.property_body"},
        PLACES + "actors: [{id: m, kind: foreign}, {id: court, kind: court, state: true}]\n"
        "administrations: [{actor: m, powers: [courts], places: [p]}]\ndisplacement: {property_body: court, places: [p]}",
        ("powers: [courts]", "powers: [border]")),
    "the revenue of an outsider, and the state's": (
        "DEP07", {"administrations.0.powers", "assets.0.revenue.till"},
        PLACES + "actors: [{id: m, kind: foreign}, {id: till, kind: ministry, state: true}]\n"
        "administrations: [{actor: m, powers: [revenue], places: [p]}]\n"
        "assets: [{id: port, kind: port, places: [p], revenue: {till: 1.0}}]",
        ("powers: [revenue]", "powers: [border]")),
    "a force withdraws from the camps that it guards": (
        "TIM03", {"steps.0.date", "cantonments.0.ends"},
        PLACES + "groups: [{id: f}]\nforces: [{id: police, kind: police}]\n"
        "cantonments: [{of: f, places: [p], guarded_by: police, ends: 2027-12-31}]\n"
        "steps: [{id: a, kind: withdrawal, by: police, date: 2027-06-01, places: [p]}]",
        ("date: 2027-06-01, places: [p]", "date: 2027-06-01, places: [c]")),
    "disarmed, and armed afterwards": (
        "TIM05", {"steps.0.date", "arms.0.ends"},
        "forces: [{id: g}]\nsteps: [{id: a, kind: disarm, by: g, date: 2028-03-01}]\narms: [{force: g, ends: 2029-01-01}]",
        ("ends: 2029-01-01", "ends: 2028-02-01")),
    "disarmed, and armed without end": (
        "GRF01", {"steps.0", "arms.0"},
        "forces: [{id: g}]\nsurrender: {required: true}\nsteps: [{id: a, kind: disarm, by: g}]\narms: [{force: g, ends: none}]",
        ("ends: none", "ends: 2028-02-01")),
    "vetted, and nobody screened": (
        "GRF01", {"aid.0.recipient_vetted", "induction.0.vetting"},
        "forces: [{id: g, status: new}]\ninduction: [{id: s, into: g, vetting: none}]\naid: [{id: a, to: g, recipient_vetted: true}]",
        ("recipient_vetted: true", "recipient_vetted: false")),
    "a mandate by an agreement that is repealed": (
        "GRF01", {"law.other_laws.0", "enforcement.0.mandate"},
        "actors: [{id: m}]\nlaw: {other_laws: [{ref: agreement of 2025, effect: repeals}]}\n"
        "enforcement: [{actor: m, mandate: agreement of 2025}]",
        ("ref: agreement of 2025", "ref: agreement of 2019")),
    "more arms than a group owes": (
        "NUM07", {"steps.0.arms", "groups.0.size", "surrender.per_person"},
        "groups: [{id: front, size: 900}]\nsurrender: {required: true, per_person: 1}\n"
        "exits: [{id: e, for: front}]\nsteps: [{id: a, kind: disarm, by: front, arms: 2000}]",
        ("arms: 2000", "arms: 950")),
    "more merge than a force has": (
        "NUM01", {"steps.0.persons", "forces.0.strength"},
        "forces: [{id: old, status: to-dissolve, strength: 500}]\nsteps: [{id: m, kind: merge, by: old, persons: 900}]",
        ("persons: 900", "persons: 400")),
    "parity of parties, and unequal": (
        "NUM02", {"sharing.allocation.0.holders.a", "sharing.allocation.0.rule"},
        "actors: [{id: a}, {id: b}]\nsharing: {allocation: [{pool: posts, rule: parity, holders: {a: 0.7, b: 0.3}}]}",
        ("holders: {a: 0.7, b: 0.3}", "holders: {a: 0.5, b: 0.5}")),
    "a party above the cap of its row": (
        "NUM02", {"sharing.allocation.0.holders.a", "sharing.allocation.0.cap"},
        "actors: [{id: a}, {id: b}]\nforces: [{id: g}]\n"
        "sharing: {allocation: [{pool: g, rule: quota, holders: {a: 0.7, b: 0.3}, cap: 0.6}]}",
        ("cap: 0.6", "cap: 0.8")),
    "a community beyond its share in every unit": (
        "NUM02", {"sharing.allocation.0.shares.hill", "units.0.community_shares.hill"},
        "communities: [{id: hill}, {id: river}]\nforces: [{id: g, status: new}]\n"
        "units: [{id: u, force: g, community_shares: {hill: 0.4, river: 0.6}}]\n"
        "sharing: {allocation: [{pool: g, rule: quota, shares: {hill: 0.7, river: 0.3}}]}",
        ("shares: {hill: 0.7, river: 0.3}", "shares: {hill: 0.4, river: 0.6}")),
    "amended by a law that has lapsed": (
        "TIM04", {"law.other_laws.0.from", "end_state.sunset"},
        "law: {other_laws: [{ref: law 4, effect: amends, from: 2031-01-01}]}\nend_state: {sunset: 2030-12-31}",
        ("from: 2031-01-01", "from: 2028-01-01")),
    "an outsider receives before he comes": (
        "TIM02", {"assets.0.date", "administrations.0.starts"},
        "actors: [{id: m, kind: foreign}]\nadministrations: [{actor: m, starts: 2028-01-01}]\n"
        "assets: [{id: port, kind: port, goes_to: m, date: 2027-06-01}]",
        ("date: 2027-06-01", "date: 2028-02-01")),
    "camps that open when all have left": (
        "TIM05", {"cantonments.0.starts", "induction.0.ends"},
        "groups: [{id: front}]\nforces: [{id: g, status: new}]\n"
        "induction: [{id: s, from: front, into: g, ends: 2028-01-01}]\ncantonments: [{of: front, starts: 2028-06-01}]",
        ("starts: 2028-06-01", "starts: 2027-06-01")),
    "proposed by whom he appoints": (
        "DEP04", {"posts.0.nominated_by", "posts.1.appointed_by"},
        "forces: [{id: g}, {id: h}]\nposts: [{id: a, unit: g, nominated_by: b}, {id: b, unit: h, appointed_by: a}]",
        ("nominated_by: b", "nominated_by: unknown")),
    "kept in order by whoever backs one side": (
        "DEP03", {"enforcement.0.actor", "patrons.0"},
        "actors: [{id: m, kind: foreign}]\ngroups: [{id: front}]\nforces: [{id: g, status: new}]\n"
        "induction: [{id: s, from: front, into: g}]\nenforcement: [{actor: m, kind: peacekeepers}]\n"
        "patrons: [{actor: m, to: front, kinds: [arms]}]",
        ("kinds: [arms]", "kinds: [training]")),
    "a party without men, and its group": (
        "DEP07", {"politics.vetoes.0.armed", "groups.0.party"},
        "actors: [{id: p, kind: bloc}]\ngroups: [{id: front, size: 900, party: p}]\n"
        "politics: {vetoes: [{actor: p, armed: false}]}",
        ("armed: false", "armed: true")),
    "what stays is handed over": (
        "GRF01", {"assets.0.goes_to", "assets.0.date"},
        "assets: [{id: port, kind: port, goes_to: none, date: 2028-01-01}]",
        ("goes_to: none", "goes_to: unknown")),
    "armed past the state without a supply": (
        "GRF01", {"forces.0.own_arms_supply", "patrons.0.via_state"},
        "actors: [{id: m, kind: foreign}]\nforces: [{id: g, status: new, own_arms_supply: false}]\n"
        "patrons: [{actor: m, to: g, kinds: [arms], via_state: false}]",
        ("via_state: false", "via_state: true")),
    "posts that are offered and go to others": (
        "GRF01", {"trust.officers.0.kind", "posts.0.ex_group"},
        "groups: [{id: front}]\nforces: [{id: army, kind: army}, {id: g, status: new}]\n"
        "posts: [{id: c, unit: g, ex_group: front}]\ntrust: {officers: [{for: army, kind: command-posts}]}",
        ("ex_group: front", "ex_group: army")),
    "a way out for a force that is left outside": (
        "GRF01", {"exits.0.for", "forces.0.status"},
        "forces: [{id: old, status: excluded}]\nexits: [{id: e, kind: cash, for: old}]",
        ("status: excluded", "status: to-dissolve")),
    "a choice among others' ways": (
        "GRF01", {"choices.0.options.0", "induction.0.from"},
        "groups: [{id: front}, {id: other}]\nforces: [{id: g, status: new}]\n"
        "induction: [{id: s, from: other, into: g}]\nchoices: [{for: front, options: [s], chosen_by: person}]",
        ("for: front", "for: other")),
    "detained and no prison": (
        "GRF05", {"powers.0", "powers.1"},
        PLACES + "forces: [{id: g, kind: guard, places: [p]}]\npowers: [{force: g, power: detain, places: [p], "
        "grant: lead, handover_to: none}, {force: g, power: prison, places: [p], grant: forbidden}]",
        ("grant: forbidden", "grant: lead")),
    "a body in which the watched sit": (
        "DEP02", {"oversight.0.body", "joint_bodies.0.members.0.who"},
        "actors: [{id: b, kind: agency}]\ngroups: [{id: front}]\njoint_bodies: [{body: b, members: [{who: front}]}]\n"
        "oversight: [{body: b, over: [front], independent: true}]",
        ("independent: true", "independent: false")),
    "two boards that refer what they cannot decide to each other": (
        "DEP03", {"joint_bodies.0.deadlock_to", "joint_bodies.1.deadlock_to"},
        "actors: [{id: a}, {id: b}, {id: k, kind: court}]\njoint_bodies: [{body: a, deadlock: referred, deadlock_to: b}, "
        "{body: b, deadlock: referred, deadlock_to: a}]", ("deadlock_to: a", "deadlock_to: k")),
    "two missions that hear complaints against each other": (
        "DEP03", {"administrations.0.complaints_to", "administrations.1.complaints_to"},
        "actors: [{id: a}, {id: b}, {id: k}]\nadministrations: [{actor: a, powers: [border], complaints_to: b}, "
        "{actor: b, powers: [courts], complaints_to: a}]", ("complaints_to: a", "complaints_to: k")),
    "two who punish each other": (
        "DEP03", {"obligations.0.default_to", "obligations.1.default_to"},
        "actors: [{id: a}, {id: b}, {id: k}]\nobligations: [{id: x, bearer: a, default: sanction, default_to: b}, "
        "{id: y, bearer: b, default: sanction, default_to: a}]", ("default_to: a", "default_to: k")),
    "the head of a unit commands who commands the unit": (
        "DEP01", {"command.0", "command.1", "posts.0.unit"},
        "forces: [{id: g}, {id: police}]\nunits: [{id: hq, force: g}, {id: u, force: g, parent: hq}]\n"
        "posts: [{id: first, unit: u}]\ncommand: [{from: police, to: hq, type: operational, when: joint-operation}, "
        "{from: first, to: police, type: operational, when: joint-operation}]",
        ("from: first, to: police, type: operational", "from: first, to: police, type: advisory")),
    "held by one after another for longer than until the judge": (
        "GRF05", {"powers.0.limit_hours", "powers.1.limit_hours", "law.courts.judge_hours"},
        PLACES + "actors: [{id: k, kind: court}]\nforces: [{id: g, kind: guard, places: [p]}, {id: police, kind: police, "
        "places: [c]}]\npowers: [{force: g, power: arrest, places: [p], grant: support, handover_to: police, limit_hours: "
        "40}, {force: police, power: arrest, places: [c], grant: lead, handover_to: k, limit_hours: 20}]\n"
        "law: {courts: {judge_hours: 48}}", ("limit_hours: 40", "limit_hours: 28")),
    "commanded in a phase that ends before the force": (
        "TIM03", {"command.0.phase", "phases.0.ends", "end_state.date"},
        "actors: [{id: m}]\nforces: [{id: g, status: new}]\nphases: [{id: a, starts: 2027-01-01, ends: 2028-01-01}]\n"
        "command: [{from: m, to: g, type: full, phase: a}]\nend_state: {kind: permanent-guard, date: 2029-01-01}",
        ("type: full, phase: a", "type: full")),
    "a new force protects before it has men": (
        "TIM05", {"steps.0.date", "steps.0.by", "induction.0.starts"},
        "forces: [{id: g, status: new}]\ninduction: [{id: s, from: population, into: g, starts: 2027-03-01}]\n"
        "steps: [{id: x, kind: protection, by: g, date: 2027-01-15}]", ("2027-01-15", "2027-03-15")),
    "a new force owes a duty before it has men": (
        "TIM05", {"obligations.0.deadline", "obligations.0.bearer", "induction.0.starts"},
        "forces: [{id: g, status: new}]\ninduction: [{id: s, from: population, into: g, starts: 2027-03-01}]\n"
        "obligations: [{id: x, bearer: g, deadline: 2027-01-15}]", ("2027-01-15", "2027-03-15")),
    "registered when the doors have closed": (
        "TIM05", {"steps.0.date", "induction.0.ends"},
        "groups: [{id: front}]\nforces: [{id: g, status: new}]\ninduction: [{id: s, from: front, into: g, "
        "starts: 2027-03-01, ends: 2027-12-31}]\nsteps: [{id: x, kind: register, date: 2028-02-01}]",
        ("2028-02-01", "2027-02-01")),
    "deployed before they can have been trained": (
        "NUM06", {"steps.0.persons", "steps.0.date", "induction.0.training.places"},
        FILLED + "steps: [{id: x, kind: deploy, by: g, persons: 800, date: 2027-07-01}]", ("persons: 800", "persons: 500")),
    "deployed before they can have been screened": (
        "NUM06", {"steps.0.persons", "induction.0.vetting.per_month"},
        FILLED.replace("training: {weeks: 10, places: 300}", "vetting: {by: m, per_month: 100}")
        + "steps: [{id: x, kind: deploy, by: g, persons: 800, date: 2027-07-01}]", ("persons: 800", "persons: 300")),
    "gathered before their camp opens": (
        "NUM01", {"steps.0.persons", "cantonments.0.persons", "cantonments.1.starts"},
        "groups: [{id: front, size: 900}]\ncantonments: [{id: a, of: front, persons: 400, starts: 2027-01-01}, "
        "{id: b, of: front, persons: 400, starts: 2027-06-01}]\n"
        "steps: [{id: x, kind: canton, by: front, persons: 700, date: 2027-02-01}]", ("date: 2027-02", "date: 2027-07")),
    "discharged before their way out opens": (
        "NUM01", {"steps.0.persons", "exits.0.places", "exits.1.starts"},
        "groups: [{id: front, size: 900}]\nexits: [{id: a, kind: education, places: 400, starts: 2027-01-01}, "
        "{id: b, kind: education, places: 500, starts: 2027-06-01}]\n"
        "steps: [{id: x, kind: discharge, by: front, persons: 700, date: 2027-02-01}]", ("date: 2027-02", "date: 2027-07")),
    "merged before their stream opens": (
        "NUM01", {"steps.0.persons", "induction.0.intake", "induction.1.starts"},
        "groups: [{id: front, size: 900}]\nforces: [{id: army}, {id: police}]\ninduction: [{id: a, from: front, "
        "into: army, intake: 400, starts: 2027-01-01}, {id: b, from: front, into: police, intake: 500, starts: 2027-06-01}]"
        "\nsteps: [{id: x, kind: merge, by: front, persons: 700, date: 2027-02-01}]", ("date: 2027-02", "date: 2027-07")),
    "revenue that is shared out twice": (
        "NUM02", {"assets.0.revenue.a", "assets.0.revenue.b"},
        "actors: [{id: a}, {id: b}]\nassets: [{id: f, kind: oil, revenue: {a: 0.7, b: 0.5}}]", ("b: 0.5", "b: 0.3")),
    "what is forbidden has terms": (
        "GRF01", {"powers.0.grant", "powers.0.max_days"},
        PLACES + "forces: [{id: g, places: [p]}]\npowers: [{force: g, power: crowd, places: [p], grant: forbidden, "
        "max_days: 9}]", ("grant: forbidden", "grant: on-request")),
    "whom nobody can remove is removed on a ground": (
        "GRF01", {"posts.0.removable_by", "posts.0.removal_ground"},
        "posts: [{id: c, removable_by: none, removal_ground: neglect}]", (", removal_ground: neglect", "")),
    "who chooses himself is assigned": (
        "GRF01", {"choices.0.chosen_by", "choices.0.assigned_by"},
        "actors: [{id: m}]\ngroups: [{id: front}]\nchoices: [{for: front, chosen_by: person, assigned_by: m}]",
        ("chosen_by: person", "chosen_by: state")),
    "what stays brings in what is shared out after the hand-over": (
        "GRF01", {"assets.0.goes_to", "assets.0.revenue"},
        "actors: [{id: m}]\nassets: [{id: f, kind: oil, goes_to: none, revenue: {m: 1}}]", ("goes_to: none", "goes_to: m")),
    "nobody screens, and so many are screened": (
        "GRF01", {"induction.0.vetting.by", "induction.0.vetting.per_month"},
        "forces: [{id: g}]\ninduction: [{id: s, into: g, vetting: {by: none, per_month: 90}}]", (", per_month: 90", "")),
    "nobody screens, and he is independent": (
        "GRF01", {"induction.0.vetting.by", "induction.0.vetting.independent"},
        "forces: [{id: g}]\ninduction: [{id: s, into: g, vetting: {by: none, independent: true}}]", ("true", "false")),
    "nobody trains, and so many are trained": (
        "GRF01", {"induction.0.training.by", "induction.0.training.places"},
        "forces: [{id: g}]\ninduction: [{id: s, into: g, training: {by: none, places: 90}}]", (", places: 90", "")),
    "nobody takes over, and one votes on it": (
        "GRF01", {"sharing.territorial.crisis_rule.who", "sharing.territorial.crisis_rule.vote"},
        "actors: [{id: m}]\nsharing: {territorial: {crisis_rule: {who: none, vote: m}}}", (", vote: m", "")),
    "nobody takes over, and for so many days": (
        "GRF01", {"sharing.territorial.crisis_rule.who", "sharing.territorial.crisis_rule.max_days"},
        "sharing: {territorial: {crisis_rule: {who: none, max_days: 30}}}", (", max_days: 30", "")),
    "a law is repealed that is not in force": (
        "GRF01", {"law.other_laws.0.effect", "law.other_laws.0.in_force"},
        "law: {other_laws: [{ref: law 3, effect: repeals, in_force: false}]}", ("in_force: false", "in_force: true")),
}  # fmt: skip


@pytest.mark.parametrize("said", PAIRS)
def test_a_relation_is_broken_by_one_text_and_kept_by_the_nearest(said):
    code, wanted, broken, (cut, put) = PAIRS[said]
    assert any(wanted <= paths for paths in named(broken, code)), [(f.code, f.path, f.message) for f in fired(broken)]
    assert cut in broken
    kept = named(broken.replace(cut, put), code)
    assert not any(wanted <= paths for paths in kept), kept


@pytest.mark.parametrize("row", WITHIN, ids=lambda row: f"{row.section}-{row.one.key}-{row.other.key}")
def test_no_pair_of_the_table_shuts_out_what_is_one_key(row):
    assert row.one.key != row.other.key and row.why and "{" not in row.section


def test_a_force_ends_in_words():
    assert how_it_ends("to-dissolve") == "is to be dissolved" and how_it_ends("excluded") == "is left outside"


def test_the_last_phase_ends_last_and_is_not_parallel():
    text = """
phases:
  - {id: a, ends: 2027-06-30}
  - {id: b, ends: 2028-06-30}
  - {id: c, ends: 2029-06-30, parallel: true}
  - {id: d, ends: unknown}
"""
    design = Design(charter_from_text(text, "law.yaml", fragment=True), False)
    assert last_phase(design) == "phases.1"
    assert last_phase(Design(charter_from_text("meta: {id: x}", "law.yaml", fragment=True), False)) == ""


def test_money_is_power_and_reach_is_orders_alone():
    text = """
actors: [{id: m}, {id: fund}, {id: donor, kind: foreign}]
forces: [{id: g}, {id: h}]
pay: [{force: g, payer: m, funder: fund}]
patrons: [{actor: donor, to: h, kinds: [funds]}]
command: [{from: g, to: h, type: operational}]
"""
    powers = powers_of(Design(charter_from_text(text, "law.yaml", fragment=True), False))
    assert {c.path for c in powers.path("fund", "g")} == {"pay.0.funder", "pay.0.payer"}
    assert [c.path for c in powers.path("donor", "h")] == ["patrons.0"]
    assert [c.path for c in powers.reach("g", "h")] == ["command.0"]
    assert powers.reach("m", "g") is None and powers.reach("g", "g") is None and powers.reach("h", "g") is None
