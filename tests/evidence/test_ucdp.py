import gzip
import zipfile
from pathlib import Path

import pytest

from tether.errors import InputError
from tether.evidence.ged import countries_in, read_events

SHARED = Path(__file__).parents[3] / "shared" / "data" / "ucdp"
RELEASE_17 = {"low": "low_est", "best": "best_est", "high": "high_est", "dyad_new_id": "dyad_id"}


def _problems(path, country="Iraq", **options):
    with pytest.raises(InputError) as raised:
        read_events(path, country, **options)
    return raised.value.problems


def test_reads_one_country_typed(rows, write):
    events = read_events(write(rows), "Iraq")
    frame = events.frame
    assert len(events) == 20 and events.kind == "ged" and events.dated_by == "end"
    assert str(frame.date_end.dtype) == "datetime64[s]" and str(frame.best.dtype) == "int32"
    assert frame.best.sum() == sum(int(r["best"]) for r in rows[:20])
    assert frame.adm_1.isna().sum() == 3
    assert events.warnings == {"order_violations": 1, "zero_death_events": 1}
    assert events.card.happened == ("2013-01-05", "2014-12-31") and events.card.rows == 20


def test_last_year_is_the_whole_files(rows, write):
    assert read_events(write(rows), "Iraq").last_year == 2015  # Syria's events reach 2015: Iraq was quiet, not unknown


@pytest.mark.parametrize("said", ["Iraq", "iraq", "IRQ", "645", " Iraq "])
def test_country_by_any_name(rows, write, said):
    assert len(read_events(write(rows), said)) == 20


def test_a_misspelt_country_gets_the_near_name(rows, write):
    [problem] = _problems(write(rows), "Irak")
    assert "did you mean 'Iraq'" in str(problem)


def test_a_country_without_events_lists_those_that_have_some(rows, write):
    [problem] = _problems(write(rows), "Mali")
    assert "no event of Mali" in str(problem) and "Syria" in problem.remedy


def test_several_countries_ask_for_one(rows, write):
    [problem] = _problems(write(rows), "")
    assert "2 countries" in problem.found


def test_an_only_country_needs_no_name(rows, write):
    assert read_events(write(rows[:20])).country.iso3 == "IRQ"


def test_a_country_that_only_the_file_knows(rows, write):
    for r in rows[:3]:
        r["country"], r["country_id"] = "Freedonia", "9999"
    events = read_events(write(rows), "freedonia")
    assert len(events) == 3 and events.country.id == "freedonia"


def test_country_by_number_where_the_file_has_no_names(rows, write):
    columns = [c for c in rows[0] if c != "country"]
    assert len(read_events(write(rows, columns=columns), "Syria")) == 2


def test_rows_with_a_number_and_no_name(rows, write):
    rows[0]["country"] = ""
    assert len(read_events(write(rows), "Iraq")) == 20


def test_rows_without_any_country(rows, write):
    for row in rows:
        row["country"] = row["country_id"] = ""
    [problem] = _problems(write(rows), "")
    assert "blank" in problem.remedy


def test_a_row_of_hashtags_below_the_header_is_no_country(rows, write):
    """The Humanitarian Data Exchange adds one to its exports."""
    tags = {k: f"#meta+{k}" for k in rows[0]}
    assert len(read_events(write([tags, *rows[:20]]))) == 20


@pytest.mark.parametrize("years", ["x", "", "20144"])
def test_a_broken_year_column_is_not_trusted(rows, write, years):
    for row in rows:
        row["year"] = years
    assert read_events(write(rows), "Iraq").last_year == 2014


def test_an_event_over_new_year_adds_no_year(rows, write):
    rows[17]["date_end"] = "2015-01-02"
    rows = rows[:20]
    assert read_events(write(rows), "Iraq").last_year == 2014


def test_old_releases_spell_columns_otherwise(rows, write):
    path = write(rows, name="ged171.csv", rename={k: v.upper() for k, v in RELEASE_17.items()})
    events = read_events(path, "Iraq")
    assert events.frame.best.sum() == read_events(write(rows), "Iraq").frame.best.sum()
    assert events.card.version == "17.1"


@pytest.mark.parametrize(
    "date", ["2014-06-10", "2014-06-10 00:00:00.000", "2014-06-10T00:00:00Z", "2014-06-10 00:00:00+00", " 2014-06-10 "]
)
def test_dates_as_the_releases_write_them(rows, write, date):
    rows[1]["date_start"] = rows[1]["date_end"] = date
    assert str(read_events(write(rows), "Iraq").frame.date_end[1].date()) == "2014-06-10"


def test_parquet_zip_and_gzip_give_the_same(rows, write, tmp_path):
    import pandas as pd

    path = write(rows)
    plain = read_events(path, "Iraq").frame
    typed = pd.read_csv(path, parse_dates=["date_start", "date_end"])
    typed.to_parquet(tmp_path / "ged251.parquet")
    with zipfile.ZipFile(tmp_path / "ged251-csv.zip", "w") as archive:
        archive.write(path, "GEDEvent_v25_1.csv")
        archive.writestr("__MACOSX/._GEDEvent_v25_1.csv", b"\0")
    (tmp_path / "ged251.csv.gz").write_bytes(gzip.compress(path.read_bytes()))
    for name in ("ged251.parquet", "ged251-csv.zip", "ged251.csv.gz"):
        events = read_events(tmp_path / name, "Iraq")
        assert events.card.version == "25.1"
        pd.testing.assert_frame_equal(events.frame, plain)


def test_located_table_is_declared_and_says_so(located, write):
    events = read_events(write(located, name="ged211_located.csv"), "Iraq")
    assert events.kind == "located" and events.dated_by == "start" and events.place_column == "ne_adm1"
    assert "dated by date_start" in events.notes[0]
    assert "deaths_civilians" not in events.frame  # missing, never zero


def test_half_a_ged_file_is_neither(rows, write):
    columns = [c for c in rows[0] if c != "date_end"]
    [problem] = _problems(write(rows, columns=columns))
    assert "no column 'date_end'" in problem.found and "located-events table has neither" in problem.expected


def test_a_renamed_column_gets_the_near_name(rows, write):
    [problem] = _problems(write(rows, rename={"best": "best_"}))
    assert "did you mean 'best_'" in problem.remedy


def test_all_faults_of_the_rows_at_once_by_row(rows, write):
    rows[2]["best"] = "many"
    rows[3]["date_start"] = "10/06/2014"
    rows[4]["date_end"] = "2014-13-01"
    rows[5]["latitude"] = "361.5"
    rows[6]["type_of_violence"] = "4"
    rows[7]["id"] = rows[8]["id"] = "77"
    rows[9]["date_start"] = "2014-07-09"
    rows[10]["low"] = ""
    rows[11]["high"] = "-3"
    rows[12]["best"] = "2.5"
    rows[13]["date_start"] = "1014-06-24"
    told = "\n".join(map(str, _problems(write(rows))))
    for piece in (
        "row 3, best: 'many'",
        "row 4, date_start: '10/06/2014'; expected a date as YYYY-MM-DD",
        "row 5, date_end: '2014-13-01'",
        "row 6, latitude: '361.5'",
        "row 7, type_of_violence: '4'; expected 1 to 3",
        "rows 8, 9, id: '77' occurs 2 times",
        "row 10: date_end before date_start",
        "row 11, low: blank",
        "row 12, high: '-3'",
        "row 13, best: '2.5'",
        "row 14, date_start: '1014-06-24'; expected a date as YYYY-MM-DD, 1946 to 2100",
    ):
        assert piece in told


def test_faults_of_other_countries_are_not_ours(rows, write):
    rows[20]["best"] = "many"
    assert len(read_events(write(rows), "Iraq")) == 20


def test_many_like_faults_are_counted(rows, write):
    many = [dict(rows[0], id=str(i), best="x") for i in range(200)]
    problems = _problems(write(many))
    assert len(problems) == 51 and "150 more rows" in problems[-1].found


def test_a_blank_point_is_no_fault(rows, write):
    rows[0]["latitude"] = rows[0]["longitude"] = ""
    assert read_events(write(rows), "Iraq").frame.latitude.isna().sum() == 1


def test_place_column_by_name(rows, write):
    events = read_events(write(rows), "Iraq", place_column="ADM_2")
    assert events.place_column == "adm_2" and "adm_2" in events.frame
    assert read_events(write(rows), "Iraq", place_column="country").frame["country"].unique().tolist() == ["Iraq"]
    for wrong, said in (("county", "no column 'county'"), ("date_start", "holds no places")):
        [problem] = _problems(write(rows), place_column=wrong)
        assert said in problem.found


def test_countries_of_a_file(rows, write):
    first, second = countries_in(write(rows))
    assert (first.name, first.gw, first.rows, first.last) == ("Iraq", 645, 20, 2014)
    assert (second.name, second.rows) == ("Syria", 2)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="raw data are not beside the checkout")
def test_iraq_19_1():
    events = read_events(SHARED / "ged191_full_iraq.csv", "Iraq")
    frame = events.frame
    assert len(events) == 7473 and frame.adm_1.isna().sum() == 413
    assert events.warnings == {"order_violations": 69, "zero_death_events": 324}
    june = frame.date_start.dt.strftime("%Y-%m") == "2014-06"
    assert frame.best[june].sum() == 3219 and events.last_year == 2018
