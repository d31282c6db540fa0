"""From a file to a model: pydantic's complaints as located messages, all at once, with what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import pytest
from pydantic import Field

from tether.documents.models import (
    KNOWN_KEYS,
    Among,
    Flag,
    Line,
    Real,
    Shape,
    Whole,
    by_id,
    read_model,
    root_of,
    validated,
)
from tether.documents.yaml_file import parse_yaml
from tether.errors import InputError, Problems


@dataclass(frozen=True)
class Place:
    __pydantic_config__ = KNOWN_KEYS
    id: Annotated[str, Field(description="a short name")]
    names: tuple[str, ...] = ()
    heads: Whole = 0


class Item(Shape):
    kind: Literal["arms", "food"] = Field(description="what it is")
    from_: str = Field("", alias="from", description="its maker")
    unit: Annotated[str, Among(lambda: ["kg", "men"], "a known unit")] = "kg"


class Plan(Shape):
    title: Line = Field(description="a title")
    share: Real = 0.0
    months: Annotated[Whole, Field(ge=1, le=120)] = 36
    open: Flag = False
    places: tuple[Place, ...] = ()
    items: dict[str, Item] = Field(default_factory=dict)


def read(tmp_path, text):
    (tmp_path / "plan.yaml").write_text(text, "utf-8")
    return read_model(tmp_path / "plan.yaml", Plan, "a plan (YAML)", name="plan.yaml")


def faults(tmp_path, text):
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    return [str(p) for p in caught.value.problems]


def test_a_file_is_its_model(tmp_path):
    plan = read(tmp_path, "title: a\nshare: 1\nplaces: [{id: x, names: [y]}]\nitems: {i: {kind: arms, from: z}}\n")
    assert plan == Plan(
        title="a",
        share=1.0,
        places=(Place("x", ("y",)),),
        items={"i": Item.model_validate({"kind": "arms", "from": "z"})},
    )
    assert plan.items["i"].from_ == "z"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("titel: a", "plan.yaml:1:1: titel: unknown key 'titel'; expected a key of the schema; did you mean 'title'? "),
        ("share: 1", "plan.yaml:1:1: title: no key 'title'; expected title: a title"),
        ("title: ' '", "plan.yaml:1:8: title: ' '; expected text that is not blank"),
        ("title: [a]", "plan.yaml:1:8: title: [a]; expected text"),
        ("title: a\nshare: '1'", "plan.yaml:2:8: share: '1'; expected a number"),
        ("title: a\nmonths: 1.5", "plan.yaml:2:9: months: 1.5; expected a whole number"),
        ("title: a\nmonths: true", "plan.yaml:2:9: months: true; expected a whole number"),
        ("title: a\nmonths: 0", "plan.yaml:2:9: months: 0; expected 1 or more"),
        ("title: a\nmonths: 121", "plan.yaml:2:9: months: 121; expected 120 or less"),
        ("title: a\nopen: yes", "plan.yaml:2:7: open: 'yes'; expected true or false; write true"),
        ("title: a\nplaces: x", "plan.yaml:2:9: places: 'x'; expected a list"),
        ("title: a\nplaces: [x]", "plan.yaml:2:10: places.0: 'x'; expected an object: keys and values"),
        ("title: a\nplaces: [{nam: x, id: y}]", "plan.yaml:2:11: places.0.nam: unknown key 'nam'; expected a key"),
        ("title: a\nplaces: [{names: [x]}]", "plan.yaml:2:10: places.0.id: no key 'id'; expected id: a short name"),
        ("title: a\nplaces: [{id: x, heads: '3'}]", "plan.yaml:2:25: places.0.heads: '3'; expected a whole number"),
        ("title: a\nitems: [x]", "plan.yaml:2:8: items: [x]; expected keys and values, such as"),
        ("title: a\nitems: {i: {kind: arm}}", "plan.yaml:2:19: items.i.kind: 'arm'; expected one of these words; did"),
        ("title: a\nitems: {i: {form: x, kind: food}}", "did you mean 'from'? (allowed: from, kind, unit)"),
        ("title: a\nitems: {i: {}}", "plan.yaml:2:12: items.i.kind: no key 'kind'; expected kind: what it is"),
        ("title: a\nitems: {i: {kind: food, unit: kgs}}", "'kgs'; expected a known unit; did you mean 'kg'?"),
        ("", "plan.yaml:1: an empty file; expected keys and values of a plan (YAML)"),
        ("- 1", "plan.yaml:1: no keys, but [1]; expected keys and values of a plan (YAML)"),
        ("title:", "plan.yaml:1:7: title: no key 'title'; expected title: a title"),
        ("title: a\ncolour:", "plan.yaml:2:1: colour: unknown key 'colour'; expected a key of the schema"),
        ("title: a\nplaces: [{id: x, names: [y], z}]", "plan.yaml:2:30: places.0.z: unknown key 'z'"),
    ],
)
def test_each_fault_is_located_and_named(tmp_path, text, says):
    found = faults(tmp_path, text)
    assert any(says in line for line in found), found


def test_all_faults_at_once_each_path_once(tmp_path):
    found = faults(tmp_path, "title:\nshare: x\nplaces: [{id: [1]}, 3]\ncolour: red\n")
    assert [line.split(" ")[1] for line in found] == ["title:", "share:", "places.0.id:", "places.1:", "colour:"]


def test_where_text_is_due_a_number_is_taken_as_written(tmp_path):
    plan = read(
        tmp_path, "title: 0012\nplaces: [{id: 1.10, names: [true, 1984, x]}]\nitems: {7: {kind: food, from: 3e2}}"
    )
    assert (plan.title, plan.places[0]) == ("0012", Place("1.10", ("true", "1984", "x")))
    assert plan.items["7"].from_ == "3e2"


def test_a_charter_refuses_a_number_for_text():
    document, problems = parse_yaml("title: 5"), Problems("f")
    assert validated(Plan, document, problems, numbers_are_text=False) is None
    assert "text (put quotes around a number that is meant as text)" in str(problems.found[0])


def test_a_key_without_a_value_is_left_out(tmp_path):
    plan = read(tmp_path, "title: a\nplaces:\nitems: {i: {kind: food, from: }}\nopen: ~\n")
    assert plan == Plan(title="a", items={"i": Item(kind="food")})


def test_one_part_may_be_read_alone_and_keeps_its_place():
    document, problems = (
        parse_yaml("rows:\n- {kind: food}\n- {kind: fod}\n- {kin: food}\n", "f.yaml"),
        Problems("f.yaml"),
    )
    rows = root_of(document, problems)["rows"]
    found = [validated(Item, document, problems, ("rows", i)) for i in range(len(rows))]
    assert [f and f.kind for f in found] == ["food", None, None]
    assert [p.line for p in problems.found] == [3, 4, 4]
    assert problems.found[0].path == "rows.1.kind" and "did you mean 'food'" in str(problems.found[0])
    assert "did you mean 'kind'? (allowed: from, kind, unit)" in str(problems.found[2])


def test_a_file_wrong_throughout_is_told_in_bounds(tmp_path):
    found = faults(tmp_path, "title: a\n" + "".join(f"k{n}: 1\n" for n in range(5000)))
    assert len(found) == 201 and "4,800 more problems" in found[-1]


def test_entries_by_id_bear_their_key_and_a_faulty_one_hides_no_other():
    text = "places:\n  a: {names: [x]}\n  b: {name: [y]}\n  c: word\n  d: {id: e}\n  f: {heads: 3}\n"
    document, problems = parse_yaml(text, "f.yaml"), Problems("f.yaml")
    found = by_id(Place, document, problems, ("places",))
    assert found["a"] == Place("a", ("x",)) and found["f"] == Place("f", heads=3)
    assert [p.line for p in problems.found] == [3, 4, 5]
    assert "did you mean 'names'" in str(problems.found[0])
    assert "unknown key 'id'" in str(problems.found[2]) and "the entry's id is 'd'" in str(problems.found[2])
    by_id(Place, parse_yaml("places: [a]", "f.yaml"), problems, ("places",))
    assert str(problems.found[-1]) == "f.yaml:1:9: places: [a]; expected a mapping of ids to entries"


def test_a_word_may_be_one_of_a_list_that_the_caller_hands_over():
    @dataclass(frozen=True)
    class Row:
        src: Annotated[str, Among("sources", "a source of this file")]

    document, problems = parse_yaml("src: b", "f.yaml"), Problems("f.yaml")
    assert validated(Row, document, problems, context={"sources": {"b": 1}}) == Row("b")
    assert validated(Row, document, problems, context={"sources": {"a", "bb"}}) is None
    assert "'b'; expected a source of this file; did you mean 'bb'? (allowed: a, bb)" in str(problems.found[0])
