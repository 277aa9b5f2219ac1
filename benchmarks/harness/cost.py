"""What prompter costs: CPU, the time it adds, memory."""

from .bench import Bench
from .measure import median, table, verdict


def cpu(bench: Bench) -> str:
    """CPU seconds of the whole process per 1,000 documents, 500 in flight, at no latency."""
    rows = []
    for name, bound, parameters in [("plain", 0.15, {}), ("top_logprobs 5", 0.30, {"logprobs": 1})]:
        count = bench.count(10_000)
        jobs = [bench.extract(count, 500, **parameters) for _ in range(bench.runs(5))]
        start = median(bench.extract(1, 1, **parameters).cost.cpu for _ in range(3))
        costs = [job.cost.cpu / count * 1000 for job in jobs]
        rows.append([
            name, f"{count:,}", f"{median(costs):.3f}", f"{max(costs):.3f}", f"{start:.3f}",
            f"{median(job.cost.wall for job in jobs) / count * 1000:.3f}",
            f"{max(job.cost.memory for job in jobs):.0f}",
            "yes" if all(job.is_complete for job in jobs) else "**no**",
            f"≤ {bound:.2f}: {verdict(max(costs) <= bound)}",
        ])
    return table(
        ["answers", "documents", "CPU s / 1,000", "worst", "CPU s of one document",
         "wall s / 1,000", "peak MB", "all right", "bound"], rows)


def latency(bench: Bench) -> str:
    """Wall time when every answer takes 1.5 s, against documents / in flight × 1.5 s."""
    rows = []
    for flight, bound in [(500, 1.05), (2000, 1.10)]:
        count = bench.count(20 * flight)
        jobs = [bench.extract(count, flight, service=1.5) for _ in range(bench.runs(1))]
        ideal = -(-count // flight) * 1.5
        ratios = [job.cost.wall / ideal for job in jobs]
        rows.append([
            flight, f"{count:,}", f"{ideal:.1f}",
            f"{median(job.cost.wall for job in jobs):.2f}", f"{max(ratios):.3f}",
            f"{median(job.cost.cpu for job in jobs) / count * 1000:.3f}",
            min(job.stats["peak_in_flight"] for job in jobs),
            "yes" if all(job.is_complete for job in jobs) else "**no**",
            f"≤ {bound:.2f}: {verdict(max(ratios) <= bound)}",
        ])
    return table(
        ["in flight", "documents", "ideal s", "wall s", "worst ratio", "CPU s / 1,000",
         "peak in flight", "all right", "bound"], rows)


def memory(bench: Bench) -> str:
    """Peak memory for 5,000 and 50,000 documents, 500 in flight, at no latency."""
    small, large = bench.count(5_000), bench.count(5_000) * 10
    rows, peaks = [], []
    for count in (small, large):
        jobs = [bench.extract(count, 500) for _ in range(bench.runs(1))]
        peaks.append(max(job.cost.memory for job in jobs))
        rows.append([
            f"{count:,}", f"{peaks[-1]:.0f}",
            "yes" if all(job.is_complete for job in jobs) else "**no**",
            f"≤ 120 MB: {verdict(peaks[-1] <= 120)}",
        ])
    ratio = peaks[1] / peaks[0]
    rows.append(["ratio", f"{ratio:.2f}", "", f"≤ 1.20: {verdict(ratio <= 1.2)}"])
    return table(["documents", "peak MB", "all right", "bound"], rows)
