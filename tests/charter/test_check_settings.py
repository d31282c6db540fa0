"""``tether.toml``: the nearest one holds, all that is wrong in it is told at once, and the command line goes before it."""

import json

import pytest

from tether.charter.configuration import fits, nearest_configuration, read_configuration, settings_of_all
from tether.cli import main
from tether.errors import InputError

GUARD = 'charter: "0.2"\nforces: [{id: g, status: new, own_budget: true, own_staff: true}]\n'


@pytest.fixture
def folder(tmp_path):
    """Write files by their path below a folder, and return the folder."""

    def written(**files):
        for name, text in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path

    return written


def run(*argv):
    return main([str(a) for a in argv])


def told(path):
    with pytest.raises(InputError) as error:
        read_configuration(path)
    return str(error.value).splitlines()


def test_the_nearest_file_of_settings_holds(folder):
    root = folder(tether_toml="", a__b__g_yaml=GUARD, a__pyproject_toml="[tool.other]\nx = 1\n")
    assert nearest_configuration(root / "a" / "b" / "g.yaml") == root / "tether.toml"
    folder(a__pyproject_toml="[tool.tether]\nworld = 'open'\n")
    assert nearest_configuration(root / "a" / "b" / "g.yaml") == root / "a" / "pyproject.toml"
    folder(a__tether_toml="world = 'closed'")
    (found,) = settings_of_all([root / "a" / "b" / "g.yaml"])
    assert found.source == root / "a" / "tether.toml" and found.world == "closed"
    assert settings_of_all([root / "a" / "b" / "g.yaml"], isolated=True)[0].source is None


def test_all_that_is_wrong_is_told_at_once_one_line_each(folder):
    root = folder(
        tether_toml="""selects = ["CMD"]
select = ["CMX", 3]
fail_on = "error"
world = true
[bounds]
bloc_kap = 0.5
bloc_cap = "x"
span = -1
[per-file."../x"]
ignor = []
"""
    )
    lines = told(root / "tether.toml")
    places = [line.removeprefix(f"{root / 'tether.toml'}:").split(":")[0] for line in lines]
    assert places == ["1", "2", "2", "3", "4", "6", "7", "8", "9", "10"]
    assert "did you mean 'select'?" in lines[0] and "did you mean 'CMD'?" in lines[1]
    assert "did you mean 'fail-on'?" in lines[3] and "allowed: closed, general, open" in lines[4]
    assert "did you mean 'bloc_cap'?" in lines[5] and "0 or more" in lines[7]
    assert "a pattern from this folder down" in lines[8]


def test_problems_of_several_files_of_settings_are_told_together(folder, capsys):
    root = folder(a__tether_toml="x = 1", b__tether_toml="world = 'flat'", a__g_yaml=GUARD, b__g_yaml=GUARD)
    assert run("check", root / "a" / "g.yaml", root / "b" / "g.yaml", root / "a" / "g.yaml") == 3
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and "a/tether.toml:1:1" in said[0] and "b/tether.toml:1:9" in said[1]


def test_a_pyproject_that_is_no_toml_is_told_and_can_be_left_out(folder, capsys):
    root = folder(pyproject_toml="[tool.tether\n", g_yaml=GUARD)
    assert run("check", root / "g.yaml") == 3
    assert "pyproject.toml:1:13: not TOML" in capsys.readouterr().err
    assert run("check", root / "g.yaml", "--no-config") in (0, 1)


@pytest.mark.parametrize(
    ("pattern", "path", "fit"),
    [
        ("*.yaml", "drafts/old/g.yaml", True),
        ("drafts/*.yaml", "drafts/g.yaml", True),
        ("drafts/*.yaml", "drafts/old/g.yaml", False),
        ("drafts/**", "drafts/old/g.yaml", True),
        ("**/old/*.yaml", "old/g.yaml", True),
        ("drafts/**/g.yaml", "drafts/g.yaml", True),
        ("drafts/**/**/g.yaml", "drafts/a/b/c/g.yaml", True),
        ("drafts/**/x.yaml", "drafts/a/b/c/g.yaml", False),
        ("Drafts/*", "drafts/g.yaml", False),
    ],
)
def test_patterns(pattern, path, fit):
    assert fits(pattern, path) is fit


def test_settings_decide_and_the_command_line_goes_before_them(folder, capsys):
    root = folder(
        tether_toml="""select = ["CMD07"]
fail-on = "warning"
[bounds]
bloc_cap = 0.5
span = 9
[per-file."drafts/*"]
ignore = ["CMD"]
[per-file."open/*"]
select = ["CMD04"]
world = "open"
""",
        g_yaml=GUARD,
        drafts__g_yaml=GUARD,
        open__g_yaml=GUARD,
    )
    assert run("check", root / "g.yaml") == 1
    assert run("check", root / "g.yaml", "--fail-on", "error") == 0
    assert run("check", root / "g.yaml", "--no-config", "--select", "CMD07") == 0
    assert run("check", root / "drafts" / "g.yaml") == 0
    capsys.readouterr()
    run("check", root / "g.yaml", root / "open" / "g.yaml", "--set", "span=10", "--json")
    one, other = json.loads(capsys.readouterr().out)
    assert one["settings_file"] == other["settings_file"] == str(root / "tether.toml")
    assert (one["bounds"]["bloc_cap"], one["bounds"]["span"]) == (0.5, 10)
    assert {f["code"] for f in one["findings"]} == {"CMD07"} and other["reading"] == "open"
    assert "CMD04" not in other["not_run"] and "CMD07" in other["not_run"]
    run("check", root / "g.yaml", "--notes")
    assert f"settings of {root / 'tether.toml'}" in capsys.readouterr().out
    run("check", root / "g.yaml", "--no-config", "--notes")
    assert "no file of settings" in capsys.readouterr().out


def test_the_kind_may_be_told_where_the_charter_does_not_say_it(folder, capsys):
    root = folder(
        tether_toml='kind = ["guard"]\n[per-file."old/*"]\nkind = ["guard", "demobilization"]',
        g_yaml=GUARD,
        own_yaml=GUARD + "meta: {kind: [local-police]}\n",
    )
    assert run("check", root / "g.yaml") == 3 and "did you mean 'demobilisation'?" in capsys.readouterr().err
    folder(tether_toml='kind = ["guard"]')
    run("check", root / "g.yaml", root / "own.yaml", "--json")
    one, other = json.loads(capsys.readouterr().out)
    assert (one["kind"], other["kind"]) == (["guard"], ["local-police"]) and "says so" in one["kind_inferred"]
    run("check", root / "g.yaml", "--kind", "merger,demobilisation", "--json")
    assert json.loads(capsys.readouterr().out)["kind"] == ["merger", "demobilisation"]
    assert run("check", root / "g.yaml", "--kind", "gard") == 2 and "did you mean 'guard'" in capsys.readouterr().err


def test_one_file_of_settings_may_be_named(folder, capsys):
    root = folder(
        tether_toml="world = 'flat'", mine__strict_toml="fail-on = 'warning'\nselect = ['CMD07']", g_yaml=GUARD
    )
    assert run("check", root / "g.yaml", "--config", root / "mine" / "strict.toml") == 1
    assert run("check", root / "g.yaml", "--config", root / "none.toml") == 3
    assert run("check", root / "g.yaml", "--config", root / "mine" / "strict.toml", "--no-config") == 2
    said = capsys.readouterr().err
    assert "none.toml: cannot be read" in said and "either --config or --no-config" in said


def test_the_status_quo_of_the_settings_is_laid_under_all_but_itself(folder, capsys):
    over = 'charter: "0.2"\nmeta: {overlay: status-quo}\ncommand: [{from: pm, to: g, type: full}]\n'
    base = 'charter: "0.2"\nactors: [{id: pm, state: true, head: true}]\nforces: [{id: g, status: new}]\n'
    root = folder(tether_toml="base = 'base.yaml'", base_yaml=base, over_yaml=over)
    assert run("check", root / "over.yaml", root / "base.yaml", "--fail-on", "never") == 0
    bad = over.replace("pm", "pn")
    folder(bad_yaml=bad)
    assert run("check", root / "bad.yaml") == 3 and "allowed: g, pm" in capsys.readouterr().err
