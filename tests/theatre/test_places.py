import pytest
from hypothesis import given
from hypothesis import strategies as st

from tether.theatre.places import PlaceIndex, TheatrePlace, check_names

IRAQ_19_1 = {  # every adm_1 of GED 19.1's Iraq, as the file spells it
    "Nīnawá province": "ninewa",
    "Baghdād province": "baghdad",
    "Al Anbār province": "anbar",
    "Şalāḩ ad Dīn province": "salah-al-din",
    "Diyālá province": "diyala",
    "Kirkūk province": "kirkuk",
    "Arbīl province": "erbil",
    "Al Başrah  province": "basra",
    "Bābil province": "babil",
    "Dahūk province": "dohuk",
    "As Sulaymānīyah province": "sulaymaniyah",
    "An Najaf province": "najaf",
    "Karbalā’ province": "karbala",
    "Maysān  province": "maysan",
    "Wāsiţ province": "wasit",
    "Dhī Qār province": "dhi-qar",
    "At-Ta'mim province": "kirkuk",
    "Al Qādisīyah province": "qadisiyah",
    "Al Muthanná province": "muthanna",
}
LIBYA_21_1 = {"Al Wāḩāt": "wahat", "Ash Shati'": "wadi-al-shati", "Surt": "sirte", "Ţarābulus": "tripoli"}


@pytest.fixture(scope="module")
def theatres():
    from tether.theatre import load

    return {name: load(name) for name in ("iraq", "libya")}


@pytest.mark.parametrize(("said", "place"), IRAQ_19_1.items())
def test_ged_spellings_of_iraq(theatres, said, place):
    assert theatres["iraq"].index.find(said) == place


@pytest.mark.parametrize(("said", "place"), LIBYA_21_1.items())
def test_spellings_of_libya(theatres, said, place):
    assert theatres["libya"].index.find(said) == place


def test_arabic_and_iso_names(theatres):
    assert theatres["iraq"].place("نينوى").id == theatres["iraq"].place("IQ-NI").id == "ninewa"
    assert theatres["libya"].place("الجبل الأخضر").id == "jabal-al-akhdar"


def test_exact_names_come_before_names_without_the_unit_word():
    index = PlaceIndex([TheatrePlace("moscow", "Moscow"), TheatrePlace("moscow-oblast", "Moscow oblast")])
    assert index.find("Moscow Oblast") == "moscow-oblast" and index.find("MOSCOW") == "moscow"
    assert index.find("Moscow region") == "moscow"


def test_a_name_of_two_places_is_told():
    problems = check_names([TheatrePlace("a", "North"), TheatrePlace("b", "South", aliases=("NORTH",))], "x.yaml")
    assert "'north' names both a and b" in str(problems.found[0])


@given(st.text(max_size=20))
def test_no_name_breaks_the_finder(name):
    assert PlaceIndex([TheatrePlace("a", "Anbar")]).find(name) in (None, "a")
