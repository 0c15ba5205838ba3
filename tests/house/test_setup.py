"""The set-up of the two commands on a machine that lacks something, with pretended programs."""

import os
import shutil
import socket
import subprocess
import sys

import pytest

from tests.house import ROOT

pytestmark = pytest.mark.slow

LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PROGRAMS = (
    "bash",
    "cat",
    "dirname",
    "echo",
    "env",
    "head",
    "id",
    "readlink",
    "realpath",
    "true",
    "xargs",
)


@pytest.fixture
def machine(tmp_path):
    """A machine whose only programs are those put in its directory."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in PROGRAMS:
        (programs / name).symlink_to(os.path.realpath(shutil.which(name)))
    return Machine(programs)


class Machine:
    """Pretended programs, and what the set-up does among them."""

    def __init__(self, programs):
        self.programs = programs
        self.libraries(*LIBRARIES)
        # The interpreter itself: what stands in PATH may be a script that needs more.
        (programs / "python3").symlink_to(os.path.realpath(sys.executable))
        self.program("msgfmt")
        self.program("id", "echo 1000")

    def program(self, name, body="exit 0"):
        """Put a small script in place of a program."""
        path = self.programs / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/bash\n{body}\n")
        path.chmod(0o755)

    def libraries(self, *names):
        """Let the loader know these libraries only."""
        listed = "\n".join(f"\t{name} (libc6,x86-64) => /lib/{name}" for name in names)
        self.program("ldconfig", f"cat <<'END'\n{listed}\nEND")

    def need_packages(self, *wanted):
        """Run the first step of the set-up."""
        return self.bash(f". config/setup.sh; need_packages {' '.join(wanted)}; echo set up")

    def bash(self, script):
        return subprocess.run(
            [self.programs / "bash", "-euo", "pipefail", "-c", script],
            cwd=ROOT,
            env={
                "PATH": str(self.programs),
                "VAR_DIR": str(self.programs.parent / "var"),
                # What the real machine has beside PATH.
                "DEBIAN_PYTHON": "",
            },
            capture_output=True,
            text=True,
            check=False,
        )


def apt_that_brings(machine, *libraries):
    """Let apt-get install make the loader find these libraries."""
    after = machine.programs / "ldconfig.after"
    machine.libraries(*libraries)
    (machine.programs / "ldconfig").rename(after)
    machine.program("cp", f'exec {shutil.which("cp")} "$@"')
    machine.program(
        "apt-get", f"if [ $1 = install ]; then cp {after} {machine.programs}/ldconfig; fi"
    )


def test_a_machine_that_has_everything_installs_nothing(machine):
    machine.program("apt-get", "echo apt was called; exit 1")
    assert machine.need_packages().stdout == "set up\n"


@pytest.mark.parametrize(
    ("missing", "package"),
    [
        ("libpango-1.0.so.0", "libpango-1.0-0"),
        ("libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
    ],
)
def test_a_missing_library_is_named_in_one_line_to_type(machine, missing, package):
    machine.libraries(*(library for library in LIBRARIES if library != missing))
    machine.program("sudo", "exit 1")
    done = machine.need_packages()
    assert (done.returncode, done.stderr.splitlines()[2]) == (
        1,
        f"    sudo apt-get update && sudo apt-get install -y --no-install-recommends {package}",
    )


def test_without_sudo_the_line_goes_through_root(machine):
    (machine.programs / "msgfmt").unlink()
    assert machine.need_packages().stderr.splitlines()[2] == (
        "    su - -c 'apt-get update && apt-get install -y --no-install-recommends gettext'"
    )


def test_everything_missing_stands_in_one_line(machine):
    machine.libraries()
    (machine.programs / "msgfmt").unlink()
    wanted = machine.need_packages("chromium:chromium", "libatomic.so.1:libatomic1")
    assert wanted.stderr.splitlines()[2].endswith(
        "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 gettext chromium libatomic1'"
    )


def test_a_machine_without_python_is_told_to_install_it(machine):
    (machine.programs / "python3").unlink()
    assert machine.need_packages().stderr.splitlines()[2].endswith("python3 python3-venv'")


def test_an_old_python_does_not_count(machine):
    machine.program("python3", "exit 1")
    assert machine.need_packages().stderr.splitlines()[2].endswith("python3 python3-venv'")


def test_the_python_of_debian_comes_before_the_one_in_path(machine):
    machine.program("debian-python")
    found = machine.bash("DEBIAN_PYTHON=debian-python; . config/setup.sh; find_python")
    assert found.stdout == "debian-python\n"


def test_the_python_that_is_asked_for_comes_first(machine):
    machine.program("debian-python")
    machine.program("mine")
    found = machine.bash("DEBIAN_PYTHON=debian-python PYTHON=mine; . config/setup.sh; find_python")
    assert found.stdout == "mine\n"


def test_a_python_of_debian_that_makes_no_environment_is_left_alone(machine):
    machine.program("debian-python", "exit 1")
    found = machine.bash("DEBIAN_PYTHON=debian-python; . config/setup.sh; find_python")
    assert found.stdout == "python3\n"


def test_root_installs_what_is_missing(machine):
    apt_that_brings(machine, *LIBRARIES)
    machine.libraries(LIBRARIES[0])
    machine.program("id", "echo 0")
    assert machine.need_packages().stdout == "set up\n"


def test_sudo_without_a_password_installs_what_is_missing(machine):
    apt_that_brings(machine, *LIBRARIES)
    machine.libraries(LIBRARIES[0])
    machine.program("sudo", 'shift; exec "$@"')
    assert machine.need_packages().stdout == "set up\n"


def test_a_source_that_cannot_be_reached_does_not_stop_the_installation(machine):
    apt_that_brings(machine, *LIBRARIES)
    machine.libraries(LIBRARIES[0])
    machine.program("id", "echo 0")
    apt = machine.programs / "apt-get"
    apt.write_text(apt.read_text() + "[ $1 != update ]\n")
    assert machine.need_packages().stdout == "set up\n"


def test_an_installation_that_fails_leaves_the_line_to_type(machine):
    machine.libraries(LIBRARIES[0])
    machine.program("id", "echo 0")
    machine.program("apt-get", "exit 100")
    done = machine.need_packages()
    assert (done.returncode, done.stderr.splitlines()[-2].strip()) == (
        1,
        "apt-get update && apt-get install -y --no-install-recommends "
        "libpangoft2-1.0-0 libharfbuzz-subset0",
    )


def test_an_installation_without_effect_is_said(machine):
    machine.libraries(LIBRARIES[0])
    machine.program("id", "echo 0")
    machine.program("apt-get")
    assert "still missing: libpangoft2-1.0-0" in machine.need_packages().stderr


def environment_steps(machine):
    """Run the second step with a pretended pip; return what it was asked to install."""
    script = """
    . config/setup.sh
    VENV={venv}
    find_python() {{ echo python3; }}
    need_environment requirements.txt
    """.format(venv=machine.programs.parent / "venv")
    machine.program("sha256sum", f"exec {shutil.which('sha256sum')}")
    done = machine.bash(script)
    assert done.returncode == 0, done.stderr
    return [line for line in done.stderr.splitlines() if "nstalling" in line]


def pretend_environment(machine):
    python = machine.programs.parent / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/bash\nexit 0\n")
    python.chmod(0o755)


def test_packages_are_installed_once(machine):
    pretend_environment(machine)
    assert [len(environment_steps(machine)) for _start in range(2)] == [1, 0]


def test_packages_are_installed_again_when_the_list_has_changed(machine):
    pretend_environment(machine)
    environment_steps(machine)
    (machine.programs.parent / "venv" / "requirements.txt.installed").write_text("older")
    assert len(environment_steps(machine)) == 1


@pytest.mark.parametrize(
    ("arguments", "port", "said"),
    [
        (["--nonsense"], "8000", "./run --setup"),
        ([], "eighty", 'PORT must be a number, not "eighty".'),
    ],
)
def test_a_wrong_call_is_explained(arguments, port, said):
    done = subprocess.run(
        ["./run", *arguments],
        cwd=ROOT,
        env={**os.environ, "PORT": port},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode != 0, said in done.stderr) == (True, True)


def test_a_taken_port_is_said_before_anything_else(taken_port):
    done = subprocess.run(
        ["./run"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(taken_port)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        1,
        f"Port {taken_port} is taken. End what listens there, or choose another: PORT=8080 ./run\n",
    )


@pytest.fixture
def taken_port():
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize(
    ("asked", "kept"), [("export PYTHONDONTWRITEBYTECODE=1", "in var"), ("true", "by the sources")]
)
def test_what_is_compiled_is_kept_even_where_nothing_may_be_written_by_the_sources(
    machine, asked, kept
):
    done = machine.bash(
        f"{asked}; . config/setup.sh;"
        'echo "${PYTHONDONTWRITEBYTECODE-allowed} ${PYTHONPYCACHEPREFIX-by the sources}"'
    )
    place = {"in var": machine.programs.parent / "var" / "pycache"}.get(kept, kept)
    assert done.stdout == f"allowed {place}\n", done.stderr
