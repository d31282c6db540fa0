"""Questions, diff, the editor and a file of settings read a charter beside the same theatre, case and day as a check."""

import json
from importlib import resources

import jsonschema
import pytest
from sarif_cut import SARIF

from tether.charter.configuration import read_configuration
from tether.charter.reports.output import CheckContext, CheckOptions, contexts, run_check, run_diff, write_letter
from tether.charter.reports.sarif import UNREADABLE
from tether.cli import main
from tether.cli.charters import context_of_case
from tether.errors import InputError, UsageError

GUARD = """
charter: "0.3"
meta: {id: x, text_seen: part, drafted: 2015-01-10}
command: [{from: krg, to: guard, type: full}]
forces: [{id: guard, kind: guard, status: new}]
"""


@pytest.fixture
def guard(tmp_path):
    path = tmp_path / "guard.yaml"
    path.write_text(GUARD, "utf-8")
    return path


def test_an_id_of_the_theatre_is_known_to_questions_and_to_a_diff_too(guard, capsys):
    for verb in (["questions", str(guard)], ["diff", str(guard), str(guard)]):
        assert main([*verb, "--no-config"]) == 3 and "krg" in capsys.readouterr().err
        assert main([*verb, "--no-config", "--country", "iraq"]) == 0
        capsys.readouterr()


def test_a_charter_of_a_case_is_named_as_other_verbs_name_it(capsys):
    named, case = "syria-sdf-2026/agreement-30-january", "syria-sdf-2026"
    main(["check", named, "--no-config", "--json"])
    by_name = json.loads(capsys.readouterr().out)
    with resources.as_file(resources.files("tether.cases") / case / "charters" / "agreement-30-january.yaml") as file:
        main(["check", str(file), "--case", case, "--no-config", "--json"])
    assert json.loads(capsys.readouterr().out) == by_name
    assert main(["questions", named, "--no-config"]) == 0
    letter = capsys.readouterr().out
    assert "“Women's Protection Units”" in letter and "28 February 2026" in letter
    assert "commanders of the three brigades" in letter
    assert main(["check", f"{case}/agreement-30"]) == 2
    assert "did you mean 'syria-sdf-2026/agreement-30-january'" in capsys.readouterr().err
    assert main(["check", case]) == 2 and "name one of its charters" in capsys.readouterr().err


def test_a_charter_of_another_country_than_asked_for_is_said_so(tmp_path, capsys):
    path = tmp_path / "guard.yaml"
    path.write_text(GUARD.replace("{id: x,", "{id: x, country: Iraq,"), "utf-8")
    main(["check", str(path), "--country", "libya", "--no-config"])
    assert "the charter says that it is of Iraq, and it is checked with the ids of libya" in capsys.readouterr().err
    main(["check", str(path), "--country", "iraq", "--no-config"])
    assert "says that it is of" not in capsys.readouterr().err


def test_a_case_brings_its_theatre_to_each_of_them(guard):
    for run in (
        lambda wanted: write_letter(guard, wanted),
        lambda wanted: run_diff(guard, guard, wanted),
        lambda wanted: run_check([guard], wanted)[0],
    ):
        assert run(CheckOptions(case="iraq-2015", open_case=context_of_case, isolated=True))
        with pytest.raises(UsageError, match="own country"):
            run(CheckOptions(case="iraq-2015", country="iraq", open_case=context_of_case, isolated=True))


def test_a_file_of_settings_names_the_case_or_country_and_day(guard, tmp_path):
    settings = tmp_path / "tether.toml"
    opened = []

    def open_case(name):
        opened.append(name)
        return CheckContext(context_of_case(name).theatre)

    settings.write_text('case = "iraq-2015"\n', "utf-8")
    assert run_check([guard], CheckOptions(open_case=open_case))[0] and opened == ["iraq-2015"]
    with pytest.raises(UsageError, match="can't be opened"):
        run_check([guard], CheckOptions())
    settings.write_text('country = "iraq"\nas-of = "2014-12-31"\n', "utf-8")
    from tether.charter.reports.output import check_settings

    made = check_settings([guard], CheckOptions())
    ((_, _, context),) = contexts([guard], made)
    assert made[0].as_of == context.as_of == "2014-12-31"
    settings.write_text('case = "iraq-2015"\ncountry = "iraq"\n', "utf-8")
    with pytest.raises(InputError, match="beside country"):
        read_configuration(settings)


def test_what_the_command_line_names_takes_the_place_of_the_files_case(guard, tmp_path):
    (tmp_path / "tether.toml").write_text('case = "no-such-case"\n', "utf-8")
    assert run_check([guard], CheckOptions(country="iraq", open_case=context_of_case))[0]


def test_a_charter_that_cannot_be_read_is_told_as_sarif_too(tmp_path, capsys):
    path = tmp_path / "broken.yaml"
    path.write_text('charter: "0.3"\nmeta: {id: x}\nforces: [{id: g, kind: gard}]\nno_key: 1\n', "utf-8")
    assert main(["check", str(path), "--format", "sarif", "--no-config"]) == 3
    log = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(log)
    (run,) = log["runs"]
    assert len(run["results"]) == 2 and not run["invocations"][0]["executionSuccessful"]
    first = run["results"][0]
    assert first["ruleId"] == UNREADABLE and first["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert "gard" in first["message"]["text"] and "expected" in first["message"]["text"]
