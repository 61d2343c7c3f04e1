"""A data folder of its own with a small demo bank in it, and the ``zhiji`` command run on it as a process."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from plugins.standing import standing

ROOT = Path(__file__).parents[3]
PASSWORD = "orchid pavilion 353"


@dataclass
class Home:
    """An installation under ``path``. ``run`` answers the finished process."""

    path: Path

    @property
    def environment(self):
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("ZHIJI_", "DJANGO_"))
        }
        return kept | {"ZHIJI_HOME": str(self.path), "ZHIJI_DEMO_PASSWORD": PASSWORD, "PYTHONPATH": str(ROOT)}

    def run(self, *arguments, **environment):
        command = [sys.executable, "-m", "zhiji.ops.cli", *map(str, arguments)]
        return subprocess.run(
            command,
            env=self.environment | environment,
            cwd=self.path.parent,
            capture_output=True,
            text=True,
            timeout=180,
        )

    def json(self, *arguments, status=0, **environment):
        """The one JSON line a command ends in."""
        done = self.run(*arguments, "--json", **environment)
        assert done.returncode == status, done.stderr
        lines = done.stdout.splitlines()
        assert len(lines) == 1, done.stdout
        return json.loads(lines[0])


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    """The demo bank with 60 customers, made by ``zhiji demo --seed-only``."""
    folder = tmp_path_factory.mktemp("zj") / "home"
    home = Home(folder)
    made = home.json("demo", "--seed-only", "--customers", 60)
    assert (made["customers"], made["made"], made["staff"]) == (60, 60, 41)
    assert made["password"] == PASSWORD
    return home


@contextmanager
def living_in(folder):
    """The data folder of this process for a while, with the password of the demo's colleagues."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZHIJI_HOME", str(folder))
        patch.setenv("ZHIJI_DEMO_PASSWORD", PASSWORD)
        patch.setattr(settings, "ZHIJI_HOME", folder)
        yield


@pytest.fixture
def own_home(tmp_path):
    """A data folder of the test's own."""
    with living_in(tmp_path):
        yield tmp_path


@pytest.fixture(scope="module")
def lanting(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo bank with 60 customers as its first run left it, and the data folder it lies in; for a whole module."""
    from zhiji.ops.demo import seeding

    folder = tmp_path_factory.mktemp("lanting")
    with standing(django_db_blocker), living_in(folder):
        yield seeding.seed(60), folder
