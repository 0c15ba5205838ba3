"""The floors of the house (pyproject.toml, import-linter), and that the linter would notice."""

import shutil
import subprocess
import sys

import pytest

from tests.house import ROOT

pytestmark = pytest.mark.engineless

LINT = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as l; l()"]
APPS = ("reports", "certificates", "participants", "trainings", "network")
ROOMS = ("models", "services", "tasks", "forms", "views", "urls")


def lint_imports(folder):
    return subprocess.run(
        [*LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def scratch_house(tmp_path):
    """A house of empty rooms under our own contract."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in ("config", "documents", *APPS):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for app in APPS:
        for room in ROOMS:
            (tmp_path / app / f"{room}.py").touch()
    (tmp_path / "network" / "views.py").unlink()
    (tmp_path / "network" / "views").mkdir()
    for module in ("__init__", "errors", "users"):
        (tmp_path / "network" / "views" / f"{module}.py").touch()
    return tmp_path


def test_every_import_goes_the_way_the_floors_allow():
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("trainings/models", "participants.models"),
        ("trainings/services", "certificates.services"),
        ("participants/forms", "reports.forms"),
        ("documents/__init__", "network.models"),
        ("network/models", "network.services"),
        ("participants/models", "trainings.services"),
        ("participants/services", "participants.forms"),
        ("participants/services", "trainings.views"),
        ("reports/views", "participants.views"),
        ("reports/views", "network.views.users"),
        ("certificates/tasks", "certificates.views"),
        ("certificates/models", "config"),
    ],
)
def test_an_import_against_the_floors_is_refused(scratch_house, importer, imported):
    (scratch_house / f"{importer}.py").write_text(f"import {imported}\n")
    assert lint_imports(scratch_house).returncode == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("trainings/views", "participants.models"),
        ("trainings/views", "participants.services"),
        ("certificates/views", "network.views.errors"),
        ("certificates/services", "certificates.tasks"),
        ("participants/models", "trainings.models"),
        ("participants/services", "trainings.services"),
        ("trainings/urls", "trainings.views"),
        ("certificates/services", "documents"),
    ],
)
def test_an_import_along_the_floors_is_allowed(scratch_house, importer, imported):
    (scratch_house / f"{importer}.py").write_text(f"import {imported}\n")
    done = lint_imports(scratch_house)
    assert done.returncode == 0, done.stdout
