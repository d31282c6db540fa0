"""JSON that somebody damaged: one located line for each fault, never a traceback."""

import json

import pytest

from tether.documents.json_file import JsonShape, check_json, read_json
from tether.errors import InputError
from tether.report.json_twin import TWIN, read_twin


class Line(JsonShape):
    text: str
    numbers: list[int]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"a": 1,\n "b" 2}', "x.json:2:6: not JSON: Expecting ':' delimiter; expected a thing"),
        (b"", "x.json:1:1: not JSON"),
        (b'{"a": "\xff"}', "x.json:1:8: bytes that are not UTF-8"),
        (b"[" * 100_000, "x.json:1: not JSON: more levels than can be read"),
        (b"1" * 5_000, "x.json:1: not JSON: Exceeds the limit"),
        ('{"a": 1}'.encode("utf-16"), "bytes that are not UTF-8"),
        (b'{"a": 1}\0', "not JSON: Extra data"),
    ],
    ids=range(7),
)
def test_what_cant_be_read_is_located(tmp_path, data, says):
    (tmp_path / "x.json").write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_json(tmp_path / "x.json", "a thing")
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_a_mark_at_the_start_is_read_over(tmp_path):
    (tmp_path / "x.json").write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert read_json(tmp_path / "x.json") == {"a": 1}


def test_every_wrong_value_is_told_by_its_path():
    check_json({"text": "a", "numbers": [1], "more": None}, Line, "x.json")
    with pytest.raises(InputError) as caught:
        check_json({"numbers": [1, "b", True]}, Line, "x.json")
    assert [str(p) for p in caught.value.problems] == [
        "x.json: text: nothing; expected a value of that name",
        "x.json: numbers.1: 'b'; expected a whole number",
        "x.json: numbers.2: true; expected a whole number",
    ]
    with pytest.raises(InputError) as caught:
        check_json({"text": "a", "numbers": ["x"] * 100}, Line, "x.json")
    assert len(caught.value.problems) == 21 and "80 more problems" in str(caught.value)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda t: t["sections"][0].pop("id"), "sections.0.id: nothing"),
        (lambda t: t["sections"][0]["blocks"][0]["parts"].append(3), "sections.0.blocks.0.parts.1: 3"),
        (lambda t: t["sections"][0]["blocks"][1]["file"]["rows"][0].append(9), "a row of 3 cells in the table history"),
        (lambda t: t["sections"][0]["blocks"][1]["file"].update(columns=2), "sections.0.blocks.1.file.columns: 2"),
        (lambda t: t.update(sections=None), "sections: None"),
    ],
    ids=range(5),
)
def test_a_damaged_twin_is_told_and_not_half_read(tmp_path, damage, says):
    table = {"name": "history", "columns": ["a", "b"], "rows": [[1, 2], [3, 4]]}
    blocks = [{"block": "paragraph", "parts": [{"text": "x", "kind": "plain"}]}, {"block": "figure", "file": table}]
    twin = {"twin": TWIN, "title": "T", "sections": [{"id": "s", "blocks": blocks}], "data": {}}
    path = tmp_path / "brief.json"
    path.write_text(json.dumps(twin))
    assert read_twin(path)["title"] == "T"
    damage(twin)
    path.write_text(json.dumps(twin))
    with pytest.raises(InputError) as caught:
        read_twin(path)
    assert says in str(caught.value) and str(caught.value).startswith(str(path))
