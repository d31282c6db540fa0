import pytest
from hypothesis import given
from hypothesis import strategies as st

from tether.documents.spelling import key_of
from tether.errors import InputError
from tether.evidence.countries import countries, find_country, lookup, slug


@pytest.mark.parametrize(
    ("said", "ucdp"),
    [
        ("Myanmar", "Myanmar (Burma)"),
        ("burma", "Myanmar (Burma)"),
        ("MMR", "Myanmar (Burma)"),
        ("775", "Myanmar (Burma)"),
        ("Cote d'Ivoire", "Ivory Coast"),
        ("Côte d’Ivoire", "Ivory Coast"),
        ("Congo", "Congo"),
        ("DRC", "DR Congo (Zaire)"),
        ("Türkiye", "Turkey"),
        ("Macedonia, FYR", "North Macedonia"),
        ("Swaziland", "Kingdom of eSwatini (Swaziland)"),
        ("Yemen", "Yemen (North Yemen)"),
    ],
)
def test_any_name_finds_ucdps(said, ucdp):
    assert find_country(said).ucdp == ucdp


def test_no_key_means_two_countries():
    owners = {}
    for country in countries():
        for key in {key_of(k) for k in (*country.names, country.iso3, *map(str, country.gw))}:
            assert owners.setdefault(key, country.iso3) == country.iso3, key
    assert len({c.id for c in countries()}) == len(countries())


def test_serbia_has_two_numbers():
    assert lookup("340") is lookup("345") is lookup("Serbia")


def test_unknown_country_gets_the_near_one():
    with pytest.raises(InputError, match="did you mean 'Nigeria'"):
        find_country("Nigerria")


@given(st.text(max_size=30))
def test_fold_and_slug_are_stable(text):
    assert key_of(key_of(text)) == key_of(text)
    assert slug(slug(text)) == slug(text)
    assert all(c.isascii() and (c.isalnum() or c == "-") for c in slug(text))
