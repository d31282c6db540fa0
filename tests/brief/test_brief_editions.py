"""The brief in Arabic and French: page one whole, its drawings too; what has no translation yet is counted."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from brief_content import build, comparison, costs, grouped, reports, squares
from test_believe import worlds

import tether
from tether.brief.believe import WORDS
from tether.brief.content import ClaimedLine
from tether.brief.page import document, edition_page
from tether.cli import main
from tether.report.blocks import Figure
from tether.report.charts import specification, stills
from tether.report.editions.drawings import WORDED
from tether.report.editions.edition import Edition
from tether.report.editions.pages import in_language
from tether.report.html import as_html
from tether.report.isolates import bare
from tether.study.brief_edition import edition_of_brief
from tether.theatre import load


def edition(language):
    theatre = load("iraq")
    names = {row.name: row.name_ar for row in (*theatre.places, *theatre.communities, *theatre.actors)}
    names |= {"Iran-aligned brigades": "ألوية موالية لإيران", "Tribes": "العشائر"}
    case = build().case
    return Edition.of(language, "iraq", names, {case.question, case.title, case.run_id, case.data_version})


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_page_one_leaves_nothing_of_ours_in_english(language):
    whole, one = document(build()), edition(language)
    in_language(type(whole)(whole.title, whole.sections[:1], bar=whole.bar, contents=whole.contents), one)
    assert one.left == {}


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_no_sentence_of_ours_stands_in_english(language):
    made = edition(language)
    page = as_html(in_language(document(build()), made))
    assert made.left == {}, sorted(made.left)
    assert f'<html lang="{language}"' in page


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_question_of_every_shipped_case_is_said(language):
    files = sorted((Path(tether.__file__).parent / "cases").glob("*/case.yaml"))
    assert len(files) >= 4
    one = Edition.of(language, "iraq", {}, set())
    for file in files:
        one.said(" ".join(yaml.safe_load(file.read_text("utf-8"))["question"].split()))
    assert one.left == {}


def test_a_drawing_says_its_names_and_titles_and_keeps_its_rows():
    figures = [b for b in in_language(document(build()), edition("ar")).blocks if isinstance(b, Figure)]
    history = next(f for f in figures if f.id == "history")
    spec = specification(history.cells[0].chart)
    assert "وفيات في الشهر" in json.dumps(spec, ensure_ascii=False)
    assert spec["config"]["axisY"]["orient"] == "right" and spec["config"]["locale"]["number"]["numerals"][3] == "٣"
    rows = next(r for r in spec["datasets"].values() if r and "when" in r[0])
    assert rows[0]["when"] != rows[0][f"when{WORDED}"]
    assert "وفيات" in stills(history)[0]


def test_the_sliders_speak_the_language_and_keep_their_gaps():
    one = edition("ar")
    data = edition_page(build(worlds=worlds()), one).script.data
    assert data["words"]["left"] == "بقي {n} من {m} عالمًا." and data["words"]["andMore"] == " و"
    assert set(data["words"]) == set(WORDS) and not [w for w in data["words"].values() if w in WORDS.values()]
    assert "وفيات المدنيين" in data["words"]["option"] and one.left == {}


def test_years_of_an_arabic_axis_are_digits_and_bars_begin_at_their_names():
    found = {b.id: b for b in in_language(document(full()), edition("ar")).blocks if isinstance(b, Figure)}
    assert re.search("٢٠١[0-9٠-٩]", "".join(stills(found["history"]))) and "1632" not in stills(found["history"])[0]
    assert '"reverse": true' in json.dumps(specification(found["fault-counts"].cells[0].chart))
    assert '"reverse": true' not in json.dumps(specification(found["theories"].cells[0].chart))


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_sections_with_a_plan_a_vote_and_costs_leave_nothing_of_ours(language):
    one = edition(language)
    as_html(edition_page(full(), one))
    assert one.left == {}, sorted(one.left)


def full():
    made = replace(comparison(), status_quo_sum=4000.0)
    more = {"findings": reports(), "plan": grouped(), "costs": costs()}
    return build(comparison=made, actors={"hashd-iran": "Iran-aligned brigades", "tribal": "Tribes"}, **more)


def test_names_on_the_map_are_those_of_the_places():
    found = [b for b in in_language(document(build()), edition("ar")).blocks if isinstance(b, Figure)]
    drawn = stills(next(f for f in found if f.id == "whereabouts"))[0]
    assert len(squares()) == 6 and "الأنبار" in drawn and "Anbar" not in drawn
    assert "الأنبار" in bare(next(f for f in found if f.id == "whereabouts").title)


def test_what_a_claim_says_in_its_own_words_stays_english_and_the_rest_is_said():
    says = "Badr Organisation: grave abuses, credible: killings in two towns; to be read before use"
    line = ClaimedLine(
        "Badr Organisation", says, "2015-02", "A report, 2015-03", "derived; close to a party", "", "c:1"
    )
    one = edition_of_brief("fr", load("iraq"), replace(build(), claimed=(line,)))
    assert "killings in two towns; to be read before use" in one.said(says)
    assert bare(one.said(line.standing)) == "calculé ; close to a party" and "A report" in one.said(line.source)
    assert "crédible" in one.said(says) and one.left == {}


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_words_that_stay_english_open_no_attribute(language):
    """The alternative text of a drawing that held some ended early, and the drawing ran into the page."""

    class Tags(HTMLParser):
        found = ()

        def handle_starttag(self, tag, attributes):
            self.found += ((tag, dict(attributes)),)

    one = Edition.of(language, "iraq", {}, set())
    tags = Tags()
    tags.feed(as_html(edition_page(full(), one)))
    assert one.left and {"img", "bdi", "span"} <= {tag for tag, _ in tags.found}
    for tag, attributes in tags.found:
        assert not any("%22" in name or "<" in name for name in attributes), (tag, attributes)
        said = [value or "" for name, value in attributes.items() if name != "src"]
        assert not any("<bdi" in value or "<span" in value for value in said), (tag, said)


def test_a_language_without_a_file_to_write_is_refused(capsys):
    assert main(["brief", "iraq-2015", "--lang", "ar"]) == 2
    assert "--out FILE.html" in capsys.readouterr().err
