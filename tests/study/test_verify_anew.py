"""What verifies a run works everything out: nothing that an earlier run kept is found."""

from types import SimpleNamespace

from tether.documents.cache import MB, Cache
from tether.study import verify_run as module


def test_a_run_is_made_again_without_what_was_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("TETHER_CACHE", str(tmp_path / "cache"))
    kept = Cache("posteriors", MB)
    kept.put("key", b"of an earlier run")
    monkeypatch.setattr(module, "run_manifest", lambda folder: None)
    monkeypatch.setattr(module, "check_files", lambda folder: SimpleNamespace(faults=()))
    monkeypatch.setattr(module, "_page_tables", lambda folder: ())
    monkeypatch.setattr(module, "run_again", lambda *given: kept.get("key"))
    monkeypatch.setattr(module, "compare_run", lambda folder, again: again)
    assert kept.get("key") == b"of an earlier run"
    assert module.verify_run(tmp_path) is None
    assert kept.get("key") == b"of an earlier run"
