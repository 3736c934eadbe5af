"""A process of its own that acts on a case; run by tests that race and kill: `worker.py race|loop URL CASE OFFICER GATE`."""
from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from powerflow.cases import Act, Registry, do, open_store
from powerflow.deadlines import BEIJING, national_calendar
from powerflow.errors import PowerflowError
from tests.cases.desk import organisation


def race(registry: Registry, case: str, act: Act, gate: Path) -> None:
    """Waits for the gate to open, does the step once, says how it went."""
    print("ready", flush=True)
    while not gate.exists():
        time.sleep(0.0005)
    try:
        do(registry, case, "a", act, now=_now())
        print("done", flush=True)
    except PowerflowError as error:
        print(f"refused {error.say()}", flush=True)


def loop(registry: Registry, case: str, act: Act) -> None:
    """Does the step again and again and says after each which entry it is, until it is killed."""
    while True:
        file = do(registry, case, "a", act, now=_now())
        print(len(file.history.entries), flush=True)


def _now() -> datetime:
    # Clocks of several processes agree to the second at best; a case does not go backwards.
    return datetime.now(BEIJING) + timedelta(seconds=1)


def main() -> None:
    kind, url, case, officer, gate = sys.argv[1:]
    registry = Registry(open_store(url), organisation(), national_calendar())
    act = Act(post="承办人", officers=(officer,), facts={"听证": "否"})
    if kind == "race":
        race(registry, case, act, Path(gate))
    else:
        loop(registry, case, act)


if __name__ == "__main__":
    main()
