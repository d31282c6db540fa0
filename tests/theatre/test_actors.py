"""Actors: names and kinds, no people, all problems at once."""

import pytest

from tether.errors import InputError
from tether.evidence.claims import load_claims
from tether.theatre.actors import KINDS, actor_kinds, load_actors, read_actors

PLACES = [
    "anbar",
    "babil",
    "baghdad",
    "basra",
    "dhi-qar",
    "diyala",
    "dohuk",
    "erbil",
    "karbala",
    "kirkuk",
    "maysan",
    "muthanna",
    "najaf",
    "ninewa",
    "qadisiyah",
    "salah-al-din",
    "sulaymaniyah",
    "wasit",
]
COMMUNITIES = ["sunni-arab", "shia-arab", "kurd", "turkmen", "minority"]


def test_iraq_has_every_id_that_charters_name():
    ids = {a.id for a in load_actors("iraq")}
    wanted = [
        "army",
        "fedpol",
        "ing",
        "border",
        "pmf",
        "peshmerga",
        "islamic-state",
        "hashd-iran",
        "hashd-other",
        "tribal",
        "badr-organisation",
        "pm",
        "parliament",
        "cabinet",
        "prov-council",
        "mod",
        "moi",
        "mof",
        "irgc",
        "iran",
        "us",
        "bloc-sol",
        "bloc-sadr",
        "bloc-isci",
        "bloc-sunni",
        "bloc-kurd",
    ]
    assert set(wanted) <= ids


def test_every_shipped_claim_names_known_groups_places_and_communities():
    ids = actor_kinds(load_actors("iraq"))
    ids |= dict.fromkeys(PLACES, "place") | dict.fromkeys(COMMUNITIES, "community")
    assert len(load_claims("iraq", ids)) > 300


def test_no_person_can_be_an_actor(tmp_path):
    path = tmp_path / "x-actors.yaml"
    path.write_text(
        "country: x\nactors:\n  a: {name: A, kind: person}\n  b: {name: B, kind: forse, colour: 1}\n", "utf-8"
    )
    with pytest.raises(InputError) as raised:
        read_actors([path])
    text = str(raised.value)
    assert "x-actors.yaml:3:22: actors.a.kind: 'person'; expected a kind of actor; people have no entry" in text
    assert "did you mean 'force'" in text and "unknown key 'colour'" in text
    assert "person" not in KINDS


def test_a_part_of_nothing_is_reported(tmp_path):
    path = tmp_path / "x-actors.yaml"
    path.write_text("country: x\nactors:\n  a: {name: A, kind: group, part_of: b}\n", "utf-8")
    with pytest.raises(InputError, match="part_of 'b'"):
        read_actors([path])


def test_an_unknown_country_is_one_message():
    with pytest.raises(InputError, match="did you mean 'iraq'"):
        load_actors("irak")


def test_one_id_in_two_spellings_and_words_of_two_scripts_are_refused(tmp_path):
    path = tmp_path / "x-actors.yaml"
    head = "country: x\nactors:\n"
    path.write_text(head + "  عصائب: {name: A, kind: group}\n  كتائب: {name: B, kind: group}\n", "utf-8")
    assert {a.id for a in read_actors([path])} == {"عصائب", "كتائب"}
    path.write_text(head + "  الانبار: {name: A, kind: group}\n  الأنبار: {name: B, kind: group}\n", "utf-8")
    with pytest.raises(InputError, match="one id in two spellings"):
        read_actors([path])
    path.write_text(head + "  badr: {name: A, kind: group}\n  b\u0430dr: {name: B, kind: group}\n", "utf-8")
    with pytest.raises(InputError, match=r"U\+0430, Cyrillic"):
        read_actors([path])
