"""An id that can become a path is a slug: what leads out of a folder, or two systems spell differently, is refused."""

from importlib.resources import files
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from tether.charter import read_charter
from tether.charter.library import historical, names
from tether.charter.read import charter_from_text
from tether.documents.slug import LONGEST, Slug, as_slug, check_slug, slug_fault
from tether.errors import InputError
from tether.study.case import known_cases, open_inputs, read_spec

GOOD = ["a", "iraq-2015", "P10", "mali-ged-25.1", "a_b", "2015", "a" * LONGEST, "constitution", "com10"]
BAD = [
    *("", ".", "..", ".hidden", "../../etc/cron.d/x", "/etc/passwd", "a/b", "a\\b", "c:x", "-rf", "_a", "a b", "a\nb"),
    *(
        "a\0b",
        "a.",
        "a" * (LONGEST + 1),
        "CON",
        "nul.txt",
        "Com1",
        "lpt0.a.b",
        "é",
        "e\u0301",
        "مشروع-قانون",
        "a\u202eb",
    ),
    *("а", "a*b", "a?b", "a|b", "~root", "$HOME", "%2e%2e", "a\n", "a\r"),
]


@pytest.mark.parametrize("text", GOOD)
def test_an_id_is_taken_as_it_is(text):
    assert TypeAdapter(Slug).validate_python(text) == check_slug(text, "--name") == as_slug(text) == text


@pytest.mark.parametrize("text", BAD)
def test_what_cannot_name_a_file_everywhere_is_refused_and_turned_into_what_can(text):
    with pytest.raises(ValidationError):
        TypeAdapter(Slug).validate_python(text)
    with pytest.raises(InputError, match=r"--name: name .*; expected .+; .+"):
        check_slug(text, "--name")
    assert slug_fault(as_slug(text)) == ("", "")


def test_a_charter_with_an_id_in_another_script_is_told_to_put_it_in_the_title():
    with pytest.raises(InputError) as caught:
        charter_from_text('charter: "0.3"\nmeta:\n  id: قانون الحرس\n  title: قانون الحرس\n', "law.yaml")
    assert str(caught.value).startswith("law.yaml:3:7: meta.id: 'قانون الحرس'; expected Latin letters")
    assert "in the title" in str(caught.value)


@pytest.mark.parametrize("name", ["...yaml", "قانون.yaml", "my draft (3).yaml", "con.yaml"])
def test_a_charter_without_an_id_takes_its_files_name_as_one(tmp_path, name):
    (tmp_path / name).write_text('charter: "0.3"\nmeta: {title: a law}\n', "utf-8")
    assert slug_fault(read_charter(tmp_path / name).id) == ("", "")


def test_a_case_whose_id_leads_out_of_the_runs_is_refused(tmp_path):
    (tmp_path / "case.yaml").write_text(
        "id: ../../home/x\ncountry: iraq\ncut_off: 2015-06\nevents: {pack: iraq}\n", "utf-8"
    )
    with pytest.raises(InputError, match=r"case.yaml:1:5: id: '../../home/x'; expected Latin letters"):
        read_spec(tmp_path / "case.yaml")


def test_two_charters_whose_ids_are_one_file_on_some_systems_are_refused(tmp_path):
    shipped = Path(str(files("tether.cases"))) / "libya-2015" / "charters" / "p3-bypass.yaml"
    (tmp_path / "P3.yaml").write_text(shipped.read_text("utf-8").replace("id: p3-bypass", "id: P3-Bypass"), "utf-8")
    with pytest.raises(InputError, match="ids 'p3-bypass' and 'P3-Bypass'; expected an id of its own"):
        open_inputs("libya-2015").read_charters(["p3-bypass", tmp_path / "P3.yaml"])


def test_everything_shipped_has_an_id_that_is_one():
    charters = [charter.id for name in known_cases() for charter in open_inputs(name).charters.values()]
    ids = [*known_cases(), *charters, *(historical(name).id for name in names())]
    assert len(ids) > 15 and all(slug_fault(name) == ("", "") for name in ids)
