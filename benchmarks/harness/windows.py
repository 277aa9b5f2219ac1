"""What the arrivals at a provider say about the limits that it was given."""

from bisect import bisect_right
from collections import deque


def most_in_window(times: list[float], length: float) -> int:
    """The most arrivals in any half-open window of a length."""
    window: deque[float] = deque()
    most = 0
    for time in times:
        window.append(time)
        while window[0] <= time - length:
            window.popleft()
        most = max(most, len(window))
    return most


def ideal_span(count: int, limits: list[tuple[int, float]]) -> float:
    """The shortest time from the first to the last of `count` calls under (capacity, length)."""
    times: list[float] = []
    for index in range(count):
        earliest = times[-1] if times else 0.0
        for capacity, length in limits:
            if index >= capacity:
                earliest = max(earliest, times[index - capacity] + length)
        times.append(earliest)
    return times[-1]


def share_used(
    charges: list[tuple[float, float]], quota: float, length: float, start: float, end: float
) -> tuple[float, int]:
    """How much of a quota was charged in the whole windows between two times, and how many."""
    charges = sorted(charges)
    times = [time for time, _ in charges]
    windows = int((end - start) // length)
    if windows < 1:
        return 0.0, 0
    first = bisect_right(times, start)
    last = bisect_right(times, start + windows * length)
    return sum(amount for _, amount in charges[first:last]) / (quota * windows), windows
