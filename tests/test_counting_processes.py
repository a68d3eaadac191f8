"""Eight processes count in one fallback cache: no count is lost, and none blocks another for long."""

import subprocess
import sys

from tests.conftest import ROOT, Server

PROCESSES, EACH = 8, 400
COUNT = f"""
import django
django.setup()
from django.core.cache import caches
cache = caches["fallback"]
print(max(cache.count("hits", 600) for _ in range({EACH})))
"""


def test_every_count_counts(server: Server) -> None:
    counting = [
        subprocess.Popen([sys.executable, "-c", COUNT], cwd=ROOT, env=server.environment, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    highest = max(int(process.communicate(timeout=120)[0]) for process in counting)
    assert highest == PROCESSES * EACH
