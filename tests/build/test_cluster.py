"""Tasks on a real scheduler with two worker processes: the same bytes, and nothing lost."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from kit import ROOT, Built, process

import demarche.build.cluster as cluster_module
from demarche.build import portable_task
from demarche.build.cluster import executor
from demarche.build.fingerprint import machinery
from demarche.build.portable_task import pack
from demarche.build.prepare import prepare
from demarche.build.runner import BuildError, build
from demarche.build.task import Made, Task, render
from demarche.build.worker_answers import WorkerError, answer, taken
from demarche.kernel.problems import InputError
from demarche.model.kinds import Kind
from demarche.model.locale import english

MINIMAL = ROOT / "data" / "cases" / "minimal" / "case.yaml"
WORDS = english().model_dump_json()


def start(workers: int) -> Any:
    """A scheduler on loopback with so many worker processes of one thread each."""
    from distributed import LocalCluster

    make: Any = LocalCluster
    return make(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    )


def answering(cluster: Any) -> str:
    """Where the scheduler answers, with both workers there; a busy machine takes its time."""
    cluster.wait_for_workers(2, timeout=300)
    return str(cluster.scheduler_address)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Two workers, for all tests that leave them alive."""
    with start(2) as running:
        yield answering(running)


@pytest.fixture
def doomed() -> Iterator[Any]:
    """Two workers for one test, which kills some."""
    with start(2) as running:
        answering(running)
        yield running


def message_of(error: pytest.ExceptionInfo[InputError]) -> str:
    """The message of one problem."""
    (problem,) = error.value.problems
    return str(problem)


def slowly(number: int, seconds: float = 0.2) -> tuple[int, int]:
    """A task: the number doubled, and by which process."""
    time.sleep(seconds)
    return 2 * number, os.getpid()


def fail(reference: str) -> None:
    """A task that cannot be done."""
    raise BuildError(reference, ("page 2: the picture is half a picture", "and more"))


def die() -> None:
    """A task that takes its worker with it."""
    os.kill(os.getpid(), signal.SIGKILL)


def killing(number: int) -> Callable[[int], None]:
    """What kills the process that it is given at the `number`-th call, and only then."""
    calls = iter(range(1, 1_000_000))

    def called(process: int) -> None:
        if next(calls) == number:
            os.kill(process, signal.SIGKILL)

    return called


def test_both_workers_work_and_results_arrive_in_order(address: str) -> None:
    """`map` gives what the built-in one gives; the work is shared out."""
    with executor(address, insecure=True) as pool:
        done = list(pool.map(slowly, range(12)))
    assert [number for number, _ in done] == list(range(0, 24, 2))
    assert len({process for _, process in done}) == 2
    assert os.getpid() not in {process for _, process in done}


def test_a_killed_worker_loses_nothing(doomed: Any) -> None:
    """One of two workers is killed while it works; every task is done all the same."""
    kill = killing(4)
    with executor(doomed.scheduler_address, insecure=True) as pool:
        futures = [pool.submit(slowly, number) for number in range(24)]
        for future in futures:
            kill(future.result(timeout=120)[1])
    assert [future.result()[0] for future in futures] == list(range(0, 48, 2))


def test_a_failing_task_raises_what_it_would_raise_here(address: str) -> None:
    """The error of a build, with its document and its problems; other tasks are not touched."""
    with executor(address, insecure=True) as pool:
        bad, good = pool.submit(fail, "SPEC/1"), pool.submit(slowly, 3)
        with pytest.raises(BuildError) as error:
            bad.result(timeout=60)
        assert good.result(timeout=60)[0] == 6
    assert str(error.value) == ("SPEC/1: page 2: the picture is half a picture\nSPEC/1: and more")


def test_only_some_tasks_are_sent_ahead(address: str) -> None:
    """Two threads of workers have four tasks between them; the rest wait here."""
    with executor(address, insecure=True) as pool:
        futures = [pool.submit(slowly, number, 0.05) for number in range(40)]
        held = []
        while not all(future.done() for future in futures):
            held.append(sum(future.running() for future in futures))
            time.sleep(0.02)
    assert max(held) <= 4
    assert [future.result()[0] for future in futures] == list(range(0, 80, 2))


def test_after_an_error_no_more_is_made(address: str) -> None:
    """Leaving in anger drops what waits; an Executor that was left takes nothing."""
    pool = executor(address, insecure=True)
    futures = []
    with contextlib.suppress(KeyError), pool:
        futures += [pool.submit(slowly, number, 1.0) for number in range(50)]
        raise KeyError
    assert sum(future.cancelled() for future in futures) >= 44
    with pytest.raises(RuntimeError, match="after shutdown"):
        pool.submit(slowly, 1)


def certificate(folder: Path) -> dict[str, str]:
    """Dask's settings for a certificate of our own making that all three sides use."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "specimen")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, secret.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(secret, hashes.SHA256())
    )
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    key.write_bytes(secret.private_bytes(*form, serialization.NoEncryption()))
    tls = "distributed.comm.tls"
    sides = {f"{tls}.{side}.cert": str(cert) for side in ("client", "worker", "scheduler")}
    keys = {f"{tls}.{side}.key": str(key) for side in ("client", "worker", "scheduler")}
    return {f"{tls}.ca-file": str(cert), **sides, **keys}


def test_tls_with_certificates_of_our_own(tmp_path: Path) -> None:
    """A scheduler with TLS is taken without a word; one that cannot show its certificate is not."""
    import dask
    from distributed import LocalCluster, Security

    make: Any = LocalCluster
    with dask.config.set(certificate(tmp_path)):
        make_security: Any = Security
        safe = make_security(require_encryption=True)
        with make(
            n_workers=1,
            threads_per_worker=1,
            security=safe,
            host="tls://127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=50,
        ) as running:
            address = str(running.scheduler_address)
            assert address.startswith("tls://")
            with executor(address) as pool:
                assert pool.submit(slowly, 2, 0.0).result(timeout=60)[0] == 4
            (tmp_path / "other").mkdir()
            with (
                dask.config.set(certificate(tmp_path / "other")),
                pytest.raises(InputError, match="no scheduler answers"),
            ):
                executor(address)


@pytest.mark.parametrize("wrong", ["tcp://10.0.0.5:8786", "10.0.0.5:8786", "ws://a:1", "TLS:x", ""])
def test_an_address_without_tls_is_refused_before_anything_is_sent(wrong: str) -> None:
    with pytest.raises(InputError) as error:
        executor(wrong)
    assert message_of(error).startswith(f"--cluster: {wrong!r} is not encrypted")
    assert "add --insecure" in message_of(error)


class Trap:
    """What runs code on the machine that unpickles it."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return os.mkdir, ("/nonexistent/trap",)


def trap() -> Any:
    """A task whose result is no plain data."""
    return Trap()


def test_results_are_not_unpickled(address: str) -> None:
    """A worker's other results are told by their type; forged answers are refused."""
    with executor(address, insecure=True) as pool:
        with pytest.raises(WorkerError, match="Trap is not JSON serializable"):
            pool.submit(trap).result(timeout=60)
        client: Any = pool._client  # type: ignore[attr-defined]
        with pytest.raises(TypeError, match="serialize"):
            client.submit(trap, pure=False).result(timeout=60)
    for forged in (b"", b"{}\n", b"[]\n", b'{"made": [["a", 9, 1]]}\nxx', b'{"build": 1}\n', "x"):
        with pytest.raises(WorkerError):
            taken(forged)
    made = Made({".pdf": b"one", "-x.pdf": b"two"}, {".pdf": 3})
    assert taken(answer(lambda: made)) == made


def test_what_no_document_prints_is_not_sent(small: Built) -> None:
    """Custody, collector and lawful source stay here; the documents have the same bytes."""
    case = prepare(small.case)
    folders = tuple(map(str, case.workspace.template_folders()))
    for request in case.requests:
        marked = [
            replace(exhibit, captured_by="MARK-1", custody="MARK-2", lawful_source="MARK-3")
            for exhibit in request.restricted.exhibits
        ]
        restricted = request.restricted.model_copy(update={"exhibits": tuple(marked)})
        changed = request.model_copy(update={"restricted": restricted})
        sent = pack(Task(changed, folders, {}, None, (), WORDS))
        assert b"MARK" not in pickle.dumps(sent)
        if request.kind is Kind.LETTER:
            prepared_by = request.restricted.prepared_by.name
            assert prepared_by.encode() not in pickle.dumps(sent.task)


def test_what_an_own_template_prints_is_sent(tmp_path: Path, small: Built) -> None:
    """A field that some template names goes with the request."""
    case = prepare(small.case)
    (tmp_path / "restricted.html.j2").write_text("{{ one.custody }}", encoding="utf-8")
    folders = (str(tmp_path), *map(str, case.workspace.template_folders()))
    request = next(request for request in case.requests if request.restricted.exhibits)
    exhibit = replace(request.restricted.exhibits[0], custody="MARK-2")
    restricted = request.restricted.model_copy(update={"exhibits": (exhibit,)})
    changed = request.model_copy(update={"restricted": restricted})
    assert b"MARK-2" in pickle.dumps(pack(Task(changed, folders, {}, None, (), WORDS)))


def test_no_scheduler(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, and what to do; no traceback of the library."""
    monkeypatch.setattr(cluster_module, "_ANSWER_SECONDS", 1)
    for wrong in ("tcp://127.0.0.1:1", "tcp://nowhere.invalid:8786", "what", "", "x://y:1"):
        with pytest.raises(InputError) as error:
            executor(wrong, insecure=True)
        assert message_of(error).startswith(f"--cluster: no scheduler answers at {wrong!r} (")
        assert message_of(error).endswith("and pass the address it prints")
        assert "\n" not in message_of(error)


def test_a_library_that_is_slow_to_start_is_asked_again(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asserts that its own thread runs in time, which on a busy machine need not be so."""
    import distributed

    connect: Any = distributed.Client
    starts = []

    def late(*given: Any, **named: Any) -> Any:
        starts.append(given)
        assert len(starts) > 1
        return connect(*given, **named)

    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(distributed, "Client", late)
    with executor(address, insecure=True) as pool:
        assert pool.submit(slowly, 2, 0.0).result(timeout=60)[0] == 4
    assert len(starts) == 2

    monkeypatch.setattr(distributed, "Client", never)
    with pytest.raises(InputError, match=r"no scheduler answers at .*AssertionError"):
        executor(address, insecure=True)


def test_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheduler alone renders nothing."""
    monkeypatch.setattr(cluster_module, "_ANSWER_SECONDS", 1)
    with start(0) as empty, pytest.raises(InputError, match="has no worker; start one"):
        executor(empty.scheduler_address, insecure=True)


@pytest.mark.parametrize("where", ["scheduler", "worker"])
def test_the_program_is_not_there(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scheduler or a worker without the program is told before anything is sent."""
    hidden = tmp_path / "hidden.py"
    hidden.write_text("import sys\nsys.modules['demarche'] = None\n", encoding="utf-8")
    file = tmp_path / "scheduler.json"
    preload = {"scheduler": (), "worker": ()} | {where: ("--preload", str(hidden))}
    common = ("--scheduler-file", str(file), "--no-dashboard")
    words = {
        "scheduler": ("--host", "127.0.0.1", "--port", "0"),
        "worker": ("--nthreads", "1", "--no-nanny"),
    }
    with contextlib.ExitStack() as stack:
        for name, more in words.items():
            module = f"distributed.cli.dask_{name}"
            command = (sys.executable, "-m", module, *common, *more, *preload[name])
            process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            stack.callback(process.wait)
            stack.callback(process.kill)
            while not file.is_file():
                time.sleep(0.1)
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        with pytest.raises(InputError) as error:
            executor(address, insecure=True)
    expected = {
        "scheduler": "cannot load this program",
        "worker": "demarche is not installed, or another version, here ",
    }
    assert expected[where] in message_of(error)


def test_the_extra_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError) as error:
        executor("tcp://127.0.0.1:8786", insecure=True)
    assert message_of(error) == (
        "--cluster: needs the package `distributed`; pip install 'demarche[cluster]'"
    )


def test_another_toolchain_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each worker is named, with what differs; and nothing is sent."""
    here = machinery() | {"pango": "1.0.0", "weasyprint": "1.0"}
    monkeypatch.setattr(cluster_module, "machinery", lambda: here)
    with pytest.raises(InputError) as error:
        executor(address, insecure=True)
    assert len(error.value.problems) == 2
    for problem in error.value.problems:
        assert str(problem).startswith("--cluster: worker tcp://127.0.0.1:")
        assert "weasyprint is 70" in str(problem)
        assert "here 1.0, pango is 1." in str(problem)


def test_a_worker_that_joins_later_is_asked_too(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each task carries the versions; a worker that differs does not render it."""
    with executor(address, insecure=True) as pool:
        here = machinery() | {"code": "other"}
        monkeypatch.setattr(cluster_module, "machinery", lambda: here)
        with pytest.raises(InputError, match="a worker that joined during the run has another"):
            pool.submit(slowly, 1).result(timeout=60)


def test_a_task_that_kills_every_worker_is_told(doomed: Any) -> None:
    """After some workers the scheduler gives it up; that is an error, not a wait without end."""
    with (
        executor(doomed.scheduler_address, insecure=True) as pool,
        pytest.raises(InputError, match="the cluster was lost"),
    ):
        pool.submit(die).result(timeout=300)


def test_a_build_on_the_cluster_has_the_same_bytes(
    small: Built, tmp_path: Path, doomed: Any
) -> None:
    """Every file of a local build, though a worker is killed after the third document."""
    case = prepare(small.case)
    kill = killing(3)
    seen = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        kill(next(iter(doomed.workers.values())).pid)

    with executor(doomed.scheduler_address, insecure=True) as pool:
        (built,) = build([case], pool=pool, keep=False, progress=progress, reports=tmp_path)
    assert [done for done, _ in seen] == list(range(1, len(case.requests) + 1))
    assert files(built.folder) == files(small.folder)


def test_a_request_travels_with_its_templates(tmp_path: Path, address: str) -> None:
    """A worker without this machine's folders renders all the same, and names them in a fault."""
    case = prepare(MINIMAL)
    folders = case.workspace.template_folders()
    own, base = tmp_path / "own", tmp_path / "base"
    own.mkdir()
    shutil.copytree(folders[-1], base)
    (own / "style.css").write_bytes((base / "style.css").read_bytes())
    task = Task(case.requests[0], (str(own), str(base)), {}, case.emblem, (), WORDS)
    expected = render(replace(task, folders=(str(folders[-1]),)))
    sent = pack(task)
    shutil.rmtree(base)
    shutil.rmtree(own)
    with executor(address, insecure=True) as pool:
        assert pool.submit(portable_task.render_packed, sent).result(timeout=120) == expected

    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "removal.html.j2").write_text("{{ request.nothing }}", encoding="utf-8")
    task = replace(task, folders=(str(broken), str(folders[-1])))
    with pytest.raises(BuildError) as here:
        render(task)
    with executor(address, insecure=True) as pool, pytest.raises(BuildError) as there:
        pool.submit(render, task).result(timeout=120)
    assert str(there.value) == str(here.value)
    assert str(broken) in str(there.value)


def test_the_command_builds_on_the_cluster(tmp_path: Path, address: str) -> None:
    """`--cluster` gives the files of a local build; with no scheduler there it is bad input."""
    for words in ([], ["--cluster", address, "--insecure"]):
        done = process(
            "build",
            "--quiet",
            "--no-cache",
            MINIMAL,
            "--reports",
            tmp_path / str(len(words)),
            *words,
        )
        assert (done.returncode, done.stderr) == (0, "")
    assert files(tmp_path / "0") == files(tmp_path / "3") != {}
    done = process(
        "build",
        "--quiet",
        "--no-cache",
        MINIMAL,
        "--reports",
        tmp_path / "none",
        "--cluster",
        "tcp://127.0.0.1:1",
        "--insecure",
    )
    assert done.returncode == 2
    assert re.fullmatch(
        r"--cluster: no scheduler answers at 'tcp://127.0.0.1:1' \(.*\n", done.stderr
    )
    assert not (tmp_path / "none").exists()


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
