"""Whether prompter keeps to the limits of a provider, and uses them."""

import math

from .bench import Bench, Job
from .measure import median, table, verdict
from .windows import ideal_span, most_in_window, share_used

HEAD = ["limits", "documents", "runs", "429", "span s", "worst", "ideal", "fullest window",
        "all right", "bound"]


def limits(bench: Bench) -> str:
    """Strict windows on arrivals; answers take 0.5-3 s after they were counted."""
    cases = [
        ([(500, 10)], bench.count(1_500), 1.03), ([(500, 10)], bench.count(5_000), 1.03),
        ([(500, 10), (80, 1)], bench.count(1_500), 1.05),
    ]
    return table(HEAD, [_calls(bench, *case) for case in cases] + [_roomy(bench)])


def _calls(bench: Bench, windows: list, count: int, slack: float) -> list:
    options = [word for n, s in windows for word in ("--limit", f"calls={n}/{s}s")]
    spans, refused, fullest, jobs = [], [], [], []
    for _ in range(bench.runs(1)):
        job = bench.extract(
            count, 600, *options, service="0.5-3",
            calls=",".join(f"{n}/{s}" for n, s in windows))
        times = [request.arrived for request in bench.mock.log()]
        jobs.append(job)
        refused.append(job.refused)
        spans.append(times[-1] - times[0])
        fullest.append([most_in_window(times, s) for _, s in windows])
    # Bursts are the fastest under one window; for two the fastest run is simulated.
    capacity, length = windows[0]
    ideal = (
        length * (math.ceil(count / capacity) - 1) if len(windows) == 1
        else ideal_span(count, windows))
    is_complete = all(job.is_complete for job in jobs)
    is_met = is_complete and max(refused) == 0 and max(spans) <= slack * ideal
    most = " and ".join(str(max(column)) for column in zip(*fullest))
    return [
        " and ".join(f"{n}/{s}s" for n, s in windows), f"{count:,}", len(jobs), max(refused),
        f"{median(spans):.2f}", f"{max(spans):.2f}", f"{ideal:.2f}", most,
        "yes" if all(job.is_complete for job in jobs) else "**no**",
        f"no 429, span ≤ {slack:.2f} × ideal: {verdict(is_met)}",
    ]


def _roomy(bench: Bench) -> list:
    """Fewer documents than the window holds: nobody waits."""
    job = bench.extract(100, 600, "--limit", "calls=500/60s", service=0.5, calls="500/60")
    times = [request.arrived for request in bench.mock.log()]
    waited = job.summary.get("limit_wait_seconds", math.inf)
    return [
        "500/60s", 100, 1, job.refused, f"{times[-1] - times[0]:.2f}", "", "0",
        most_in_window(times, 60), "yes" if job.is_complete else "**no**",
        f"no waiting ({waited:.3f} s in all): {verdict(waited < 0.1 and times[-1] - times[0] < 1)}",
    ]


def tokens(bench: Bench) -> str:
    """Token windows: charged on arrival with the cap, and charged when the answer is complete."""
    rows = []
    for _ in range(bench.runs(1)):
        job = bench.extract(
            bench.count(1_000), 600, "--limit", "tokens=200k/10s", service="0.5-3",
            charged="200000/10")
        log = bench.mock.log()
        charges = [(r.arrived, r.input + r.cap) for r in log if r.status == 200]
        name = "prompt + cap on arrival, 200k/10s, 0.5-3 s"
        rows.append(_tokens_row(name, job, log, charges, 200_000))
    for service in ["0.2-0.6", "0.5-3"] * bench.runs(1):
        job = bench.extract(
            bench.count(1_000), 600, "--limit", "input_tokens=150k/10s", "--limit",
            "output_tokens=20k/10s", service=service, input="150000/10", output="20000/10")
        log = bench.mock.log()
        charges = [(r.done, r.input) for r in log if r.status == 200]
        name = f"usage at completion, 150k/10s in, {service} s"
        rows.append(_tokens_row(name, job, log, charges, 150_000))
    return table(
        ["provider", "429", "429 after the first window", "windows in between", "share of quota",
         "all right", "bound"], rows)


def _tokens_row(name: str, job: Job, log: list, charges: list, quota: int) -> list:
    first, last = log[0].arrived, max(time for time, _ in charges)
    # The first window is for learning, and the last one ends with the documents.
    share, windows = share_used(charges, quota, 10, first + 10, last - 10)
    late = sum(1 for r in log if r.status == 429 and r.arrived > first + 10)
    return [
        name, job.refused, late, windows, f"{share:.3f}",
        "yes" if job.is_complete else "**no**",
        f"no late 429, share ≥ 0.90: {verdict(late == 0 and share >= 0.9)}",
    ]


def retry_after(bench: Bench) -> str:
    """A provider that answers 429 with Retry-After for 5 s in mid-run."""
    rows = []
    for _ in range(bench.runs(3)):
        job = bench.extract(bench.count(3_000), 100, service=0.2, refuse="2,5")
        log = bench.mock.log()
        refused = [r for r in log if r.status == 429]
        if not refused:
            rows.append(["-", "-", "-", "-", "-", "the run was over before the refusal"])
            continue
        start = refused[0].done
        # What was written before the refusal could be read is not held against the client.
        early = sum(1 for r in log if start + 0.1 < r.arrived < refused[0].arrived + 5)
        first = {}
        for r in refused:
            first.setdefault(r.document, r.done)
        waits = [r.done - first[r.document] for r in log if r.status == 200 and r.document in first]
        is_met = early == 0 and job.is_complete and max(waits) < 5 + 5
        rows.append([
            len(refused), early, f"{max(waits):.2f}", f"{job.cost.wall:.2f}",
            "yes" if job.is_complete else "**no**",
            f"none too early, all served within 5 s of the end: {verdict(is_met)}",
        ])
    return table(
        ["429", "requests while held", "longest wait after a 429, s", "wall s", "all right",
         "bound"], rows)
