"""A verb asks before it works whether it may write there; what no door can ask ends in a message too."""

import pytest

from tether.cli import app
from tether.cli.progress import file_target, folder_target
from tether.errors import UsageError


def test_a_folder_is_no_file_and_a_free_name_passes(tmp_path):
    file_target(None)
    file_target(tmp_path / "new" / "memo.docx")
    with pytest.raises(UsageError, match="a folder; expected the name of a file"):
        file_target(tmp_path)


def test_a_file_is_no_folder_nor_is_one_below_it(tmp_path):
    folder_target(tmp_path / "new" / "runs")
    (tmp_path / "taken").touch()
    for path in (tmp_path / "taken", tmp_path / "taken" / "runs"):
        with pytest.raises(UsageError, match="taken is a file; expected the name of a folder"):
            folder_target(path)


@pytest.mark.parametrize(
    "line",
    [
        ("memo", "nosuch", "--out", "{folder}"),
        ("roster", "libya-2015", "--size", "10", "--out", "{folder}"),
        ("brief", "nosuch", "--out", "{folder}"),
        ("brief", "nosuch", "--runs", "{file}"),
        ("plan", "nosuch", "--out", "{file}"),
        ("export", "nosuch", "--to", "xlsx", "--out", "{folder}"),
        ("export", "nosuch", "--to", "csv", "--out", "{file}"),
    ],
)
def test_every_verb_asks_first(line, tmp_path, capsys):
    (tmp_path / "afile").touch()
    places = {"folder": str(tmp_path), "file": str(tmp_path / "afile")}
    assert app.run([part.format(**places) for part in line]) == 2
    assert "expected the name of" in capsys.readouterr().err


def test_a_disk_that_refuses_ends_in_a_message(monkeypatch, capsys):
    def refuse():
        raise PermissionError(13, "Permission denied", "sealed/brief.html")

    monkeypatch.setattr(app, "_app", lambda: lambda *a, **k: refuse())
    assert app.run([]) == 1
    assert (
        capsys.readouterr().err
        == "sealed/brief.html: Permission denied; expected a place that can be used; name another\n"
    )


def test_an_outcome_nobody_compares_is_refused_before_anything_runs(monkeypatch, capsys):
    from tether.study import Case

    monkeypatch.setattr(Case, "project", lambda *a, **k: pytest.fail("it ran"))
    assert app.run(["compare", "libya-2015", "--outcome", "captured_man"]) == 2
    assert "--outcome captured_man: did you mean 'captured_men'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("verify", "{folder}"), "no manifest.json"),
        (("memo", "{folder}"), "no brief.html and no brief.json; expected a run folder"),
        (("gate", "{folder}/nosuch.yaml"), "cannot be read: No such file or directory"),
        (("gate", "{folder}/empty.yaml"), "empty.yaml:1: an empty file; expected keys and values"),
        (("verify-plan", "{folder}"), "no plan here; expected the folder 'working'"),
        (("compare", "libya-2015", "--charter", "{folder}/nosuch.yaml"), "no such file; expected a charter file"),
        (("compare", "libya-2015", "--worlds", "{folder}"), "no such file; expected a file of beliefs"),
    ],
)
def test_what_is_not_there_is_one_plain_line(line, said, tmp_path, capsys):
    (tmp_path / "empty.yaml").touch()
    assert app.run([part.format(folder=tmp_path) for part in line]) == 3
    told = capsys.readouterr().err
    assert said in told
    assert "Errno" not in told and told.count("\n") == 1


def test_a_plans_own_folder_points_to_the_one_within(tmp_path, capsys):
    (tmp_path / "working").mkdir()
    assert app.run(["verify-plan", str(tmp_path)]) == 3
    assert f"try {tmp_path / 'working'}" in capsys.readouterr().err
