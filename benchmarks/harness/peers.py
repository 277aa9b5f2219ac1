"""The same documents, mock and concurrency for prompter and its peers."""

import subprocess
from pathlib import Path

from . import documents
from .bench import Bench
from .measure import median, run, table

FOLDER = Path(__file__).resolve().parent.parent / "peers"

#: Name, program, environment, and documents: fewer where a thousand take seconds.
PEERS = [
    ("aiohttp + pydantic", "raw_aiohttp.py", "aiohttp", 10_000),
    ("litellm", "with_litellm.py", "litellm", 2_000),
    ("instructor", "with_instructor.py", "instructor", 2_000),
    ("dspy", "with_dspy.py", "dspy", 1_000),
    ("DSPydantic", "with_dspydantic.py", "dspydantic", 1_000),
]
CONCURRENCY = 500


def peers(bench: Bench) -> str:
    """CPU, wall time and memory of prompter and its peers; 500 in flight, no latency."""
    count = bench.count(10_000)
    jobs = [bench.extract(count, CONCURRENCY) for _ in range(bench.runs(3))]
    one = median(bench.extract(1, 1).cost.cpu for _ in range(3))
    costs = [job.cost for job in jobs]
    rows = [_row("prompter", count, costs, one, all(job.is_complete for job in jobs))]
    subprocess.run([FOLDER / "install", *(peer[2] for peer in PEERS)])
    for name, program, environment, default in PEERS:
        python = FOLDER / f".venv-{environment}" / "bin" / "python"
        if not python.exists():
            rows.append([name, "could not be installed", "", "", "", "", "", ""])
            continue
        rows.append(_peer(bench, name, python, program, bench.count(default)))
    return table(
        ["client", "documents", "CPU s / 1,000", "worst", "CPU s of one document",
         "wall s / 1,000", "peak MB", "all right"], rows)


def _peer(bench: Bench, name: str, python: Path, program: str, count: int) -> list:
    def once(count: int):
        output = bench.output()
        bench.mock.drain()
        bench.mock.reset()
        command = [
            python, FOLDER / program, bench.documents(count), output, bench.mock.base_url,
            CONCURRENCY,
        ]
        cost = run(command, output.with_name("log"))
        found = documents.faults(output, count)
        return cost, found, output.with_name("log")

    start = median(once(1)[0].cpu for _ in range(2))
    costs = []
    is_right = True
    for _ in range(bench.runs(3)):
        cost, found, log = once(count)
        costs.append(cost)
        if cost.code != 0:
            words = log.read_text(errors="replace").strip().splitlines() or ["no output"]
            return [name, f"failed: {words[-1][:90]}", "", "", "", "", "", ""]
        is_right = is_right and found["right"] == count
    return _row(name, count, costs, start, is_right)


def _row(name: str, count: int, costs: list, start: float, is_right: bool) -> list:
    """What a thousand documents cost beyond starting the program, and what starting it costs."""
    each = [(cost.cpu - start) / max(1, count - 1) * 1000 for cost in costs]
    return [
        name, f"{count:,}", f"{median(each):.3f}", f"{max(each):.3f}", f"{start:.2f}",
        f"{median(cost.wall for cost in costs) / count * 1000:.2f}",
        f"{max(cost.memory for cost in costs):.0f}", "yes" if is_right else "**no**",
    ]
