"""The detector of personal data against strings of ours: how much it finds, how often it is wrong, and in which words."""

from __future__ import annotations

import pytest
from personal_strings import CLEAN, HITS

from tether.documents.personal_data import KINDS, NAME, personal_data

DIRECT = [k for k in KINDS if k != NAME]


def missed(kind: str) -> list[str]:
    return [text for text in HITS[kind] if kind not in personal_data(text)]


def test_there_are_enough_strings_and_none_stands_twice():
    every = [t for texts in HITS.values() for t in texts] + list(CLEAN)
    assert len(every) == len(set(every)) >= 250


@pytest.mark.parametrize("kind", DIRECT)
def test_contacts_and_numbers_are_all_found(kind):
    assert missed(kind) == []


def test_names_that_bear_a_sign_are_found_and_the_rest_are_known_misses():
    known = {"Kerim, a baker from Basra", "our neighbour Dilshad", "الخباز كريم", "Zuhair T.", "ibn el 7aji salman"}
    assert set(missed(NAME)) == known


def test_nothing_else_is_taken_for_a_person():
    assert [(text, personal_data(text)) for text in CLEAN if personal_data(text)] == []


def test_precision_and_recall_as_counted():
    found = sum(len(texts) - len(missed(kind)) for kind, texts in HITS.items())
    every, false = sum(map(len, HITS.values())), sum(bool(personal_data(t)) for t in CLEAN)
    assert (found, every, false, len(CLEAN)) == (150, 155, 0, 118)


def test_a_text_around_a_person_hides_nothing():
    for kind, texts in HITS.items():
        for text in texts:
            if kind in personal_data(text):
                assert kind in personal_data(f"2015-06-01, seen in the north: {text}; no further word."), text


def test_a_public_person_is_named_by_the_caller():
    assert personal_data("Colonel Karim signed") == (NAME,)
    assert personal_data("Colonel Karim signed", public=("Colonel Karim",)) == ()
