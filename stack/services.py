"""The processes of the product, as services to supervise."""

import http.client
import signal
import socket
import sys
from pathlib import Path

from stack.paths import Checkout
from stack.postgres import Cluster
from stack.processes import Program
from stack.supervisor import Service
from stack.valkey import Valkey

WEB_WORKERS = 2
WEB_THREADS = 4
TASK_PROCESSES = 2
PROBE_SECONDS = 5.0
HEALTH_PATH = "/healthz"
SHARED_MEMORY = Path("/dev/shm")


def postgres(cluster: Cluster) -> Service:
    """Return PostgreSQL; SIGINT is its quick but orderly stop, which waits for no client."""
    return Service(
        "postgres",
        cluster.program,
        is_ready=lambda output: cluster.is_ready(),
        before=cluster.clear_stale_lock,
        stop_signal=signal.SIGINT,
        stop_seconds=30,
    )


def valkey(server: Valkey) -> Service:
    """Return Valkey; a socket file that a killed one left would keep it from listening."""
    return Service(
        "valkey",
        server.program,
        is_ready=lambda output: server.is_ready(),
        before=lambda: server.socket_file.unlink(missing_ok=True),
        stop_seconds=5,
    )


def web(
    checkout: Checkout,
    listener: socket.socket,
    environment: dict[str, str],
    application: str = "jining_carbon.wsgi:application",
) -> Service:
    """Return gunicorn on a socket that we bound, so that no restart can lose the port."""
    # gunicorn's heartbeat file must not wait for a disk.
    heartbeat = ["--worker-tmp-dir", SHARED_MEMORY] if SHARED_MEMORY.is_dir() else []
    command = [
        *("gunicorn", application, "--bind", f"fd://{listener.fileno()}"),
        *("--worker-class", "gthread", "--workers", WEB_WORKERS, "--threads", WEB_THREADS),
        # Since 27 gunicorn opens a control socket of its own in the home folder.
        *("--no-control-socket", "--graceful-timeout", 8, "--timeout", 60, *heartbeat),
    ]
    port = listener.getsockname()[1]
    return Service(
        "web",
        lambda: _python_module(checkout, command, environment, pass_fds=[listener.fileno()]),
        is_ready=lambda output: answers(port),
        stop_seconds=12,
    )


def worker(checkout: Checkout, environment: dict[str, str]) -> Service:
    """Return the Celery worker."""
    command = [
        *("celery", "-A", "jining_carbon", "worker", "--loglevel", "INFO", "--concurrency", TASK_PROCESSES),
        # There is one worker on one machine: no other to gossip with.
        *("--without-gossip", "--without-mingle"),
    ]
    return Service(
        "worker",
        lambda: _python_module(checkout, command, environment),
        is_ready=lambda output: " ready." in output,
        # A task cut short is done again by the next minute's catching up.
        stop_seconds=10,
    )


def beat(checkout: Checkout, environment: dict[str, str]) -> Service:
    """Return the Celery clock. Its schedule file only spares it work; it is in ``var/``."""
    schedule = checkout.run / "beat-schedule-{}.{}".format(*sys.version_info[:2])
    command = [
        *("celery", "-A", "jining_carbon", "beat", "--loglevel", "INFO"),
        *("--schedule", schedule, "--pidfile", ""),
    ]
    return Service(
        "beat",
        lambda: _python_module(checkout, command, environment),
        is_ready=lambda output: "beat: Starting" in output,
        stop_seconds=5,
    )


def answers(port: int) -> bool:
    """Tell whether the web says that it is healthy."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", HEALTH_PATH)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _python_module(
    checkout: Checkout, command: list[object], environment: dict[str, str], pass_fds: list[int] | None = None
) -> Program:
    return Program(
        [str(part) for part in command],
        kind="module",
        python=checkout.python,
        forks=True,
        environment=environment,
        folder=checkout.root,
        pass_fds=pass_fds or [],
    )
