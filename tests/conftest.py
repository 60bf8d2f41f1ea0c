"""Cases built once for all tests of a run."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from kit import FOLLOWUP, ROOT, SPECIMEN, Built, build_case, lay_small_case, lay_tiny_case
from pki import Pki, make_pki

from demarche.build import executors


def once(factory: pytest.TempPathFactory, name: str, build: Callable[[Path], Built]) -> Built:
    """Build in a folder that the workers of one run share; the first to come builds for all."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    record = folder.with_name(f"{name}.json")
    try:
        folder.mkdir()
    except FileExistsError:
        while not record.is_file():
            time.sleep(0.2)
    else:
        try:
            built = build(folder)
            answer = {"case": str(built.case), "folder": str(built.folder)}
        except BaseException as error:
            answer = {"error": repr(error)}
            raise
        finally:
            fresh = record.with_suffix(".new")
            fresh.write_text(json.dumps(answer), encoding="utf-8")
            fresh.rename(record)
    answer = json.loads(record.read_text(encoding="utf-8"))
    assert "error" not in answer, answer["error"]
    return Built(Path(answer["case"]), Path(answer["folder"]))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`."""
    text = "write the pages under tests/golden as they are now"
    parser.addoption("--update-golden", action="store_true", help=text)


NATURES = {
    "specimen": "specimen",
    "conformance": "conformance",
    "token": "conformance",
    "address": "cluster",
    "doomed": "cluster",
}
"""Markers of the tests that use a fixture, by the name of the fixture."""


TOGETHER = frozenset(
    {
        *("test_another_state", "test_authority", "test_cache", "test_cluster", "test_copies"),
        *("test_corpus", "test_data_deletion", "test_golden", "test_nothing_lost", "test_parts"),
        "test_rebuild",
    }
)
"""Files whose own case takes long to build: one worker runs all tests of a file."""


@pytest.hookimpl(tryfirst=True)  # before the workers read the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what it needs, so that `make test` can leave it to `make test-all`."""
    for item in items:
        if item.path.stem in TOGETHER and not any(item.iter_markers("xdist_group")):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in NATURES:
                item.add_marker(NATURES[fixture])


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pki]:
    """An authority, its time stamps and its server, one for all tests that seal and verify."""
    made = make_pki(tmp_path_factory.mktemp("pki"))
    yield made
    made.server.close()


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small case, built: five platforms, all four kinds."""
    return once(tmp_path_factory, "small", lambda folder: build_case(lay_small_case(folder)))


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The tiny case, built: two platforms, one kind, six PDFs."""
    return once(tmp_path_factory, "tiny", lambda folder: build_case(lay_tiny_case(folder)))


@pytest.fixture(scope="session")
def specimen(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The full specimen, built. The tests that use it are marked `specimen`."""
    return once(
        tmp_path_factory,
        "specimen",
        lambda folder: build_case(SPECIMEN, "--reports", str(folder)),
    )


@pytest.fixture(scope="session")
def followup(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The built-in case of reminders, withdrawals and the other letters, built."""
    return once(
        tmp_path_factory,
        "followup",
        lambda folder: build_case(FOLLOWUP, "--reports", str(folder)),
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An empty workspace: what it does not have comes from the built-in data."""
    (tmp_path / "data" / "cases" / "one").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def minimal(workspace: Path) -> Path:
    """The minimal case, copied into an empty workspace."""
    source = ROOT / "data" / "cases" / "minimal" / "case.yaml"
    return Path(shutil.copy(source, workspace / "data" / "cases" / "one" / "case.yaml"))


@pytest.fixture(scope="session", autouse=True)
def one_process_each() -> Iterator[None]:
    """Let a build use one process where no number is given: the tests run side by side already."""

    def local(jobs: int | None = None, tasks: int | None = None) -> executors.Processes:
        return executors.Processes(max(1, min(jobs or 1, tasks or 256)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executors, "local_processes", local)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no test use the cache, the key or the settings of whoever runs it.

    The cache is one for the whole run, so that a case is not made again by each test.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "home"
    names = {f"XDG_{use}_HOME": str(shared / use.lower()) for use in ("CACHE", "STATE", "CONFIG")}
    with pytest.MonkeyPatch.context() as patch:
        for name, folder in names.items():
            patch.setenv(name, folder)
        yield
