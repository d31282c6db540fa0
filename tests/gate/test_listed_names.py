"""Screening against a user's list: candidates with scores, groups only, broken lines located, nothing kept."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tether.dossier.names import NameIndex, key, score
from tether.errors import InputError
from tether.gate.listed_names import read_list, screen_names


def _entity(identity, schema, *names, **more):
    return json.dumps(
        {"id": identity, "schema": schema, "properties": {"name": list(names[:1]), "alias": list(names[1:])} | more}
    )


@pytest.fixture
def listed(tmp_path):
    lines = [
        _entity("g1", "Organization", "Kata'ib Hizballah", "Hizballah Brigades", program=["FTO"]),
        _entity("g2", "Organization", "حزب الله"),
        _entity("p1", "Person", "Badr Somebody"),
        _entity("v1", "Vessel", "Badr"),
        _entity("g3", "Organization", "Ansar al-Shari'a in Benghazi"),
    ]
    path = tmp_path / "list.json"
    path.write_text("\n".join(lines), "utf-8")
    return read_list(path)


def test_groups_are_read_and_people_are_counted_and_never_shown(listed):
    assert [e.id for e in listed.entries] == ["g1", "g2", "g3"] and (listed.people, listed.others) == (1, 1)
    assert not screen_names(["Badr Organisation", "Badr Somebody"], listed)


def test_candidates_come_with_the_names_that_met_and_a_score(listed):
    (first, *_) = screen_names(["Kata'ib Hizbollah", "كتائب حزب الله العراق"], listed)
    assert first.entry.id == "g1" and first.score > 90 and "FTO" in str(first) and "of 100" in str(first)
    assert {c.entry.id for c in screen_names(["Hezbollah"], listed)} >= {"g2"}


def test_the_same_from_csv(tmp_path):
    (tmp_path / "list.csv").write_text(
        "id,schema,name,aliases,program\ng1,Organization,Badr Corps,Badr Brigade;فيلق بدر,X\np,Person,A B,,\n", "utf-8"
    )
    listed = read_list(tmp_path / "list.csv")
    assert listed.people == 1
    assert {c.entry.id for c in screen_names(["منظمة بدر"], listed)} == {"g1"}


def test_broken_lines_are_all_located(tmp_path):
    good = _entity("g", "Organization", "X")
    (tmp_path / "l.json").write_text(
        "\n".join([good, "{not json", good, '{"id": 1}', _entity("g9", "Organization")]), "utf-8"
    )
    with pytest.raises(InputError) as raised:
        read_list(tmp_path / "l.json")
    assert [p.line for p in raised.value.problems] == [2, 4, 5]
    (tmp_path / "l.csv").write_text("id,schema,name,aliases\na,Organization,X,\nb,Organization\n", "utf-8")
    with pytest.raises(InputError, match=r"l.csv:3: a broken line"):
        read_list(tmp_path / "l.csv")
    (tmp_path / "m.csv").write_text("id,name\n", "utf-8")
    with pytest.raises(InputError, match="no column schema, aliases"):
        read_list(tmp_path / "m.csv")


@given(st.binary(max_size=200))
@settings(max_examples=60, deadline=None)
def test_no_bytes_make_a_traceback(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("l") / "l.json"
    path.write_bytes(content)
    try:
        read_list(path)
    except InputError as error:
        assert error.problems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Asa'ib Ahl al-Haq", "عصائب أهل الحق"),
        ("Hezbollah", "Hizbullah"),
        ("Hizballah", "حزب الله"),
        ("Saraya al-Salam", "Peace Companies"),
        ("Libya Dawn", "فجر ليبيا"),
        ("Jaysh al-Islam", "Army of Islam"),
        ("Jabhat al-Nusra", "النصرة"),
        ("Ansar al-Sharia", "أنصار الشريعة"),
        ("Benghazi Revolutionaries Shura Council", "BRSC"),
        ("Badr Brigade", "Badr Corps"),
    ],
)
def test_names_of_one_group_meet(one, other):
    assert score(one, other) >= 82


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Badr Brigade", "Bakr Brigade"),
        ("Brigade 166", "Brigade 155"),
        ("Ansar al-Sharia in Libya", "Ansar al-Sharia in Yemen"),
        ("Libyan National Army", "Libyan National Guard"),
        ("ISF", "ISOF"),
        ("Jaysh al-Islam", "Jaysh al-Muhajireen"),
        ("Hashd al-Shaabi", "Hashd al-Asha'iri"),
        ("National Liberation Front", "حزب الله"),
    ],
)
def test_names_of_two_groups_do_not(one, other):
    assert score(one, other) < 82


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_score_is_symmetric_and_bounded(one, other):
    assert score(one, other) == score(other, one) and 0 <= score(one, other) <= 100


def test_the_index_finds_what_the_score_finds():
    names = [
        "Kata'ib Hizbollah",
        "كتائب حزب الله",
        "Badr Organisation",
        "AQAP",
        "al-Qaida in the Arabian Peninsula",
        "Amal",
    ]
    index = NameIndex((str(i), n) for i, n in enumerate(names))
    for name in names:
        found = {i for i, _, _ in index.near(name, 82)}
        assert found == {str(i) for i, n in enumerate(names) if score(name, n) >= 82}
    assert key("Liwa al-Tawhid").words == key("Unity Brigade").words or score("Liwa al-Tawhid", "Unity Brigade") >= 82
