"""Runs what is not done, a unit at a time, so that it goes on where it was stopped."""

import time
import traceback

from .bench import Bench
from .ours import Failed
from .units import Unit


def run_all(bench: Bench, wanted: list[Unit]) -> int:
    """Runs what is not done, in order, and again whatever became possible meanwhile."""
    tried: dict[Unit, str] = {}
    while True:
        open_units = [
            unit for unit in wanted if unit not in tried and not bench.result(unit).exists()]
        unit = next((unit for unit in open_units if bench.obstacle(unit) is None), None)
        if unit is None:
            break
        print(f"{time.strftime('%H:%M:%S')} {unit.name}", flush=True)
        try:
            result = bench.run(unit)
            counts = result["counts"]
            calls = sum(
                role["calls"] for phase in ("optimize", "held-out")
                for role in counts[phase].values())
            score = result.get("failed") or f"{result['mean']:.3f}"
            print(
                f"{time.strftime('%H:%M:%S')} {unit.name}: {score}, {calls} calls, "
                f"{result['seconds']:.0f} s, {calls / max(1, result['seconds']):.2f} calls/s, "
                f"failures {result['failures']}, faults {counts['faults']}", flush=True)
            tried[unit] = ""
        except Exception as error:
            if not isinstance(error, Failed):
                traceback.print_exc()
            tried[unit] = f"{type(error).__name__}: {error}"
            print(f"{unit.name} failed: {tried[unit]}", flush=True)
    for unit in open_units:
        print(f"skipped {unit.name}: {bench.obstacle(unit)}")
    failed = {unit: error for unit, error in tried.items() if error}
    for unit, error in failed.items():
        print(f"failed {unit.name}: {error} (log: {bench.scratch / unit.name / 'log'})")
    return 1 if failed else 0
