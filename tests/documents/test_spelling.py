"""Keys of names: one word in two spellings is one, two words are two, in any script."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tether.documents.spelling import foreign_letters, key_of, latin_digits


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Badr-Org", "badr  ORG"),
        ("Al-Qādisīyah", "al qadisiyah"),
        ("كُتَّاب", "كتاب"),
        ("مـحـمـد", "محمد"),
        ("الأنبار", "الانبار"),
        ("الرمادى", "الرمادي"),
        ("الفلوجة", "الفلوجه"),
        ("کربلاء", "كربلاء"),
        ("لواء ١٦٦", "لواء 166"),
        ("ｂａｄｒ", "badr"),
        ("ba\u200bdr", "badr"),
        ("\u202ebadr\u202c", "badr"),
        ("Kata'ib", "Kata’ib"),
    ],
)
def test_one_word_in_two_spellings(one, other):
    assert key_of(one) == key_of(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("كتائب حزب الله", "عصائب أهل الحق"), ("b\u0430dr", "badr"), ("بدر", "بدري"), ("f01", "f1"), ("新", "旧")],
)
def test_two_words_are_two(one, other):
    assert key_of(one) != key_of(other)


def test_a_letter_of_another_script_is_named():
    assert foreign_letters("b\u0430dr") == ("\u0430 (U+0430, Cyrillic) in a Latin word",)
    assert foreign_letters("\u0421\u0410\u0415 brigade") == ()  # whole words of another script are another word
    assert foreign_letters("كتائب Badr 166") == () == foreign_letters("Al-Qādisīyah")


@given(st.text(max_size=30))
def test_a_key_is_a_key_of_itself(text):
    assert key_of(key_of(text)) == key_of(text)
    assert key_of(unicodedata.normalize("NFD", text)) == key_of(unicodedata.normalize("NFC", text))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12), st.sampled_from("0٠۰０०"))
def test_digits_of_every_script_are_digits(digits, zero):
    assert latin_digits("".join(chr(ord(zero) + d) for d in digits)) == "".join(map(str, digits))
