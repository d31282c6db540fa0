import pytest

from tether.evidence.sources import bibtex, card_from, citations_for, release_in, ucdp_card


@pytest.mark.parametrize(
    ("name", "release"),
    [
        ("GEDEvent_v25_1.csv", "25.1"),
        ("ged191_full_iraq.csv", "19.1"),
        ("ged251-csv.zip", "25.1"),
        ("GEDEvent_v26_0_8.csv", "26.0.8"),
        ("ged211_wp12_libya.csv", "21.1"),
        ("events.csv", ""),
        ("ged2011.csv", ""),
    ],
)
def test_release_from_the_file_name(name, release):
    assert release_in(name) == release


@pytest.fixture
def card(tmp_path):
    path = tmp_path / "GEDEvent_v25_1.csv"
    path.write_bytes(b"abc")
    return ucdp_card(path, kind="ged", country="mali", rows=3, happened=("1990-01-01", "2024-12-01"), version="")


def test_card_has_checksum_stamps_and_licence(card):
    assert card.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # SHA-256 of "abc"
    assert (card.published, card.coded, card.licence) == ("2025", "GED 25.1", "CC BY 4.0")
    assert "version 25.1" in card.citation and "Sundberg" in card.citation and "Davies" in card.citation


def test_an_unknown_release_cites_the_data_set_alone():
    assert len(citations_for("")) == 2 and len(citations_for("25.1")) == 3


def test_bibtex_has_every_work_and_balanced_braces(card):
    text = bibtex(card)
    assert text.count("@") == 1 + len(card.citations)
    assert text.count("{") == text.count("}")
    assert "author = {Sundberg, Ralph and Erik Melander}" in text and "volume = {62}" in text


def test_card_survives_json(card):
    import json

    assert card_from(json.loads(json.dumps(card.to_json()))) == card
