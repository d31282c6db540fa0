"""The tables that drive the four parts: each row of each table has its relation, and each key of the schema its row."""

from typing import get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel

from tether.charter import charter_from_text
from tether.charter.check import check
from tether.charter.consistency.dependence.fitting import misfits
from tether.charter.consistency.grants.acts import acts
from tether.charter.consistency.grants.mirrors import MIRRORS
from tether.charter.consistency.roles import LAST_PHASE, attribute, held_roles, roles
from tether.charter.paths import referring
from tether.charter.reading import Design
from tether.charter.schema import Charter
from tether.charter.values import NONE

SOMEBODY = {"actor", "group", "force", "unit", "post"}
NAMES = {"actor": "m", "group": "front", "force": "guard", "place": "p"}


def models(annotation):
    for argument in get_args(annotation) if get_origin(annotation) else (annotation,):
        if isinstance(argument, type) and issubclass(argument, BaseModel):
            yield argument
        elif get_origin(argument):
            yield from models(argument)


def listed(annotation):
    return get_origin(annotation) is tuple or any(listed(a) for a in get_args(annotation))


def naming(model, path=""):
    """Yield every key of the schema that names somebody."""
    kinds = {key: set(kinds) for key, _, kinds in referring(model)}
    for name, field in model.model_fields.items():
        key = field.alias or name
        if kinds.get(key, set()) & SOMEBODY:
            yield f"{path}{key}"
        for below in models(field.annotation):
            if "model_fields" in dir(below) and below.__name__ not in ("Number", "When", "Citation", "Quantity"):
                yield from naming(below, f"{path}{key}.{'*.' if listed(field.annotation) else ''}")


def test_every_key_that_names_somebody_has_a_row_that_says_what_he_does_or_why_nothing():
    keys = [role.key for role in roles()]
    assert len(keys) == len(set(keys))
    assert set(naming(Charter)) == set(keys)
    assert all(bool(role.said) != bool(role.why) for role in roles())


def required(model, names):
    """Return the values of a row's required keys."""
    found = {}
    kinds = {key: kinds for key, _, kinds in referring(model)}
    for name, field in model.model_fields.items():
        key = field.alias or name
        if field.is_required():
            words = [w for a in get_args(field.annotation) for w in get_args(a) if isinstance(w, str)]
            words = words or [w for w in get_args(field.annotation) if isinstance(w, str)]
            kind = next((k for k in kinds.get(key, ()) if k in names), "")
            found[key] = names[kind] if kind else words[0] if words else "x"
    return found


def holding(key, who, names, day=None):
    """Return the part of a charter in which somebody holds a role, with what every row of it needs and its day."""
    top, model = {}, Charter
    part, due = top, day and day[0].split(".")
    steps = key.split(".")
    for n, step in enumerate(steps):
        if step == "*":
            continue
        name = next(name for name, f in model.model_fields.items() if (f.alias or name) == step)
        field = model.model_fields[name]
        below = [m for m in models(field.annotation) if m.__name__ not in ("Number", "When")]
        if n == len(steps) - 1:
            many = listed(field.annotation) and not step.endswith(("holders", "revenue"))
            part[step] = [who] if many else {who: 1.0} if step in ("holders", "revenue") else who
        else:
            row = required(below[0], names)
            part[step] = [row] if steps[n + 1] == "*" else row
            part, model = row, below[0]
            if due and due[: n + 2][:-1] == steps[: n + 1] and len(due) == n + 2 + (steps[n + 1] == "*"):
                part[due[-1]] = day[1]
    return top


def merged(one, other):
    return {k: (one.get(k, []) + other[k] if isinstance(other[k], list) else {**one.get(k, {}), **other[k]}) if k in one
            else other[k] for k in other} | {k: v for k, v in one.items() if k not in other}  # fmt: skip


GROUND = {
    "meta": {"id": "x", "starts": "2027-01-01", "text_seen": "full"},
    "places": [{"id": "p", "kind": "province", "parent": "none"}],
    "actors": [{"id": "mission", "kind": "foreign"}, {"id": "m", "kind": "ministry", "state": True}],
    "groups": [{"id": "front", "size": 900}],
    "forces": [{"id": "guard", "kind": "guard", "status": "new", "places": ["p"]}, {"id": "army", "kind": "army"},
               {"id": "old", "kind": "paramilitary", "status": "to-dissolve"}],
}  # fmt: skip


def named(data, code):
    charter = charter_from_text(yaml.safe_dump(data, sort_keys=False), "law.yaml", fragment=True)
    return [{f.path, *f.related} for f in check(charter, open_world=False, select=[code]).fired]


def at_of(key, charter_rows):
    """Return the path of the role in the charter, its row being the last of its list."""
    first = key.split(".")[0]
    steps = key.split(".")
    numbers = iter([len(charter_rows[first]) - 1 if steps[1] == "*" else 0, 0, 0])
    return ".".join(str(next(numbers)) if s == "*" else s for s in steps)


def names_him(found, path):
    return any(any(p == path or p.startswith(f"{path}.") for p in paths) for paths in found)


def holder_of(key):
    """Return somebody whom a key may name: an outsider who leaves, else the group that is all taken in."""
    kinds = next(kinds for k, kinds in KINDS.items() if k == key)
    return "mission" if "actor" in kinds else "front"


def kinds_of(model, path=""):
    for key, _, kinds in referring(model):
        yield f"{path}{key}", kinds
    for name, field in model.model_fields.items():
        key = field.alias or name
        for below in models(field.annotation):
            if below.__name__ not in ("Number", "When", "Citation"):
                yield from kinds_of(below, f"{path}{key}.{'*.' if listed(field.annotation) else ''}")


KINDS = dict(kinds_of(Charter))
TASKS = [role for role in roles() if role.due]


def due_by(role, who, day):
    """Return a charter in which somebody has a role until a day."""
    at = None if role.due == LAST_PHASE else (role.due, day)
    data = GROUND
    if role.due == LAST_PHASE:
        data = merged(data, {"phases": [{"id": "z", "starts": "2027-01-01", "ends": day}]})
    return merged(data, holding(role.key, who, NAMES, at))


@pytest.mark.parametrize("role", TASKS, ids=lambda role: role.key)
def test_who_has_a_role_until_a_day_is_there_until_then(role):
    who = holder_of(role.key)
    gone = {
        "mission": {"enforcement": [{"actor": "mission", "until": "2028-12-31"}]},
        "front": {"induction": [{"id": "s", "from": "front", "ends": "2028-12-31"}], "totals": {"to_remain": 0}},
    }[who]
    for day, told in (("2029-06-30", True), ("2028-06-30", False)):
        data = merged(gone, due_by(role, who, day))
        found = named(data, "TIM03")
        assert names_him(found, at_of(role.key, data)) is told, (day, found)


@pytest.mark.parametrize("role", [role for role in roles() if role.rests], ids=lambda role: role.key)
def test_nothing_rests_on_a_force_that_is_dissolved(role):
    who = "old" if set(KINDS[role.key]) & {"force"} else ""
    if not who:
        return  # a promise is backed by an actor, and no force is one
    for force, told in ((who, True), ("army", False)):
        data = merged(GROUND, holding(role.key, force, NAMES))
        found = named(data, "GRF01")
        assert names_him(found, at_of(role.key, data)) is told, (force, found)


ROW = {  # what a row of a section needs besides, for a clause of it to be about the guard
    "units": {"id": "u", "force": "guard", "places": ["p"]},
    "forces": {"id": "guard"},
    "arms": {"force": "guard"},
    "aid": {"id": "a", "to": "guard"},
    "assets": {"id": "a", "places": ["p"], "goes_to": "guard", "guarded_by": "guard"},
    "cantonments": {"of": "front", "places": ["p"], "guarded_by": "guard"},
    "powers": {"force": "guard", "places": ["p"], "grant": "lead"},
    "administrations": {"actor": "m", "places": ["p"], "hands_to": "guard"},
}


@pytest.mark.parametrize("act", acts(), ids=lambda act: f"{act.section}-{act.key}-{'-'.join(act.powers)}")
def test_what_takes_a_power_is_ruled_out_by_a_ban_on_it(act):
    word = sorted(act.values)[0] if act.values else None
    told_as = True if word == "true" else [word] if act.section == "administrations" else word
    row = {**ROW[act.section], **({act.told_by: told_as} if word else {})}
    for power, told in (*((power, True) for power in act.powers), ("crowd", False)):
        ban = {"force": "guard", "power": power, "places": ["p"], "grant": "forbidden"}
        own = {**row, "power": word} if act.section == "powers" else row
        data = {k: v for k, v in GROUND.items() if k != act.section}
        data = merged(merged(data, {"powers": [ban]}), {act.section: [own]})
        path = f"{act.section}.{len(data[act.section]) - 1}"
        assert names_him(named(data, "GRF01"), path if act.section == "powers" else f"{path}.{act.key}") is told


@pytest.mark.parametrize("mirror", MIRRORS, ids=lambda m: f"{m.one.key}-{m.other.key}")
def test_two_sections_say_one_thing_of_one_body(mirror):
    for same in (True, False):
        data, paths = {}, []
        for told, by, name in (
            (mirror.one, mirror.by, "old"),
            (mirror.other, mirror.and_by, "old" if same else "army"),
        ):
            section = max((s for s in MIRRORED if told.key.startswith(f"{s}.")), key=len)
            key = told.key.removeprefix(f"{section}.")
            value = "none" if told.of == (NONE,) else told.of[0] if told.of else 300
            key, _, inner = key.partition(".")
            value = {inner: value} if inner else value
            row = dict.fromkeys(by, name) | {"id" if section in ("forces", "groups") else by[0]: name, key: value}
            row |= {"id": "gift"} if section == "aid" else {}
            row |= {"actor": "mission"} if section == "patrons" else {"funder": "mission"} if section == "pay" else {}
            row |= {"force": name} if section == "pay" else {"to": name} if section == "patrons" else {}
            top, _, below = section.partition(".")
            data = merged(data, {top: {below: [row]}} if below else {section: [row]})
            paths.append(f"{section}.0.{key}" + (f".{inner}" if inner else ""))
        ids = {row["id"] for section in ("forces", "groups") for row in data.get(section, ())}
        actors = [{"id": "mission", "kind": "foreign"}]
        forces = [{"id": n} for n in ("old", "army") if n not in ids]
        if mirror.by == ("actor",) or mirror.and_by == ("body",):
            actors, forces = [*actors, *({"id": f["id"]} for f in forces)], []
        data = merged(data, {"actors": actors, "forces": forces})
        found = named(data, "GRF01")
        assert any(set(paths) <= told for told in found) is same, (same, found)


MIRRORED = ("arms", "cantonments", "sharing.partners", "trust.consent", "politics.vetoes", "politics.rival_tracks",
            "forces", "groups", "pay", "patrons", "aid")  # fmt: skip


@pytest.mark.parametrize("row", misfits(), ids=lambda row: f"{row.key}-{row.attribute}-{'-'.join(sorted(row.values))}")
def test_a_role_is_had_by_a_body_of_a_kind_that_can(row):
    value = sorted(row.values)[0]
    other = "agency" if "agency" not in row.values else "institution"
    for written, told in ((value, True), ({"true": "false", "false": "true"}.get(value, other), False)):
        if row.attribute == "level" and not told:
            written = "national"
        actor = {"id": "body", row.attribute: {"true": True, "false": False}.get(written, written)}
        data = merged(GROUND, holding(row.key, "body", NAMES))
        data["actors"] = [*data["actors"], actor]
        holder = data
        for step in row.key.split(".")[:-1]:
            holder = holder[-1] if step == "*" else holder[step]
        if row.told_by:
            word = sorted(row.words)[0]
            holder[row.told_by] = True if word == "true" else word
        assert names_him(named(data, "DEP07"), at_of(row.key, data)) is told, (written, named(data, "DEP07"))


def test_a_key_of_python_has_its_attribute_and_a_role_its_words():
    assert attribute("for") == "for_" and attribute("until") == "until"
    text = "actors: [{id: m}]\nchoices: [{for: army, assigned_by: m, until: 2027-05-01}]"
    held = held_roles(Design(charter_from_text(text, "law.yaml", fragment=True), False))
    assert [(h.path, h.who, h.said, h.due) for h in held] == [
        ("choices.0.assigned_by", "m", "assigns the men of 'army'", "choices.0.until")
    ]
