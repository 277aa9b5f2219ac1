"""Whether anything is lost when the provider fails, or when prompter is killed."""

import hashlib
import time

from .bench import Bench
from .measure import median, table, verdict

MIX = [
    ("error429", 0.05), ("error500", 0.02), ("reset", 0.01), ("cut", 0.01), ("prose", 0.05),
    ("fenced", 0.10), ("truncated", 0.03), ("violation", 0.03),
]


def _fault(salt: int, document: str, attempt: int) -> str:
    """The fault that mock/lua/provider.lua draws."""
    digest = hashlib.md5(f"{salt}:fault:{document}:{attempt}".encode()).digest()
    chance = int.from_bytes(digest[:4], "big") / 4294967296
    for name, share in MIX:
        chance -= share
        if chance < 0:
            return name
    return "good"


def _fewest(salt: int, count: int) -> int:
    """The fewest requests that can do: each document until its first good or fenced answer."""
    requests = 0
    for number in range(1, count + 1):
        attempt = 1
        while _fault(salt, f"{number:06d}", attempt) not in ("good", "fenced"):
            attempt += 1
        requests += attempt
    return requests


def faults(bench: Bench) -> str:
    """The fault mix with default options; 500 documents."""
    rows = []
    for cuts in ("length", "stop"):
        count = bench.count(500)
        right, ratios, fewest, walls, missed = [], [], [], [], {}
        for salt in range(bench.runs(10)):
            job = bench.extract(count, 100, faults=1, salt=salt, cuts=cuts)
            right.append(job.found["right"])
            ratios.append(job.stats["requests"] / count)
            fewest.append(_fewest(salt, count) / count)
            walls.append(job.cost.wall)
            for name in ("wrong", "failed", "double", "missing"):
                missed[name] = missed.get(name, 0) + job.found[name]
        is_met = min(right) == count and max(ratios) <= 1.3
        rows.append([
            cuts, len(right), f"{min(right)} of {count}", f"{median(ratios):.3f}",
            f"{max(ratios):.3f}", f"{median(fewest):.3f}", f"{max(walls):.1f}",
            ", ".join(f"{n} {name}" for name, n in missed.items() if n) or "none",
            f"all right, ≤ 1.30 a document: {verdict(is_met)}",
        ])
    return table(
        ["cut answers end with", "runs", "right, worst", "requests / document", "worst",
         "fewest possible", "wall s, worst", "lost in all runs", "bound"], rows)


def kill(bench: Bench) -> str:
    """`kill -9` in mid-run, then the same command again; 2,000 documents, 100 in flight."""
    rows = []
    count = bench.count(2_000)
    for turn in range(bench.runs(3)):
        output = bench.output()
        bench.mock.drain()
        bench.mock.reset(service="0.2-0.6", salt=turn)
        child = bench.start(count, 100, output)
        while bench.mock.stats()["status"].get("200", 0) < count / 2:
            if child.has_ended:
                break
            time.sleep(0.01)
        child.kill()
        child.wait()
        bench.mock.drain()
        before = bench.mock.stats()["requests"]
        kept = sum(1 for _ in output.open("rb")) if output.exists() else 0
        job = bench.job(bench.start(count, 100, output).wait(), output, count)
        requests = job.stats["requests"]
        rows.append([
            f"{count:,}", before, kept, requests, job.summary.get("resumed", "-"),
            f"{job.found['right']:,}", job.found["double"],
            f"complete, ≤ {count + 100:,} requests: "
            + verdict(job.is_complete and requests <= count + 100),
        ])
    return table(
        ["documents", "requests before the kill", "lines kept", "requests in all", "resumed",
         "right", "double", "bound"], rows)
