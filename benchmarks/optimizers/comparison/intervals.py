"""Means, and how far they may be off by the choice of rows."""

import random

RESAMPLES = 10_000


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def bootstrap(groups: list[list[float]], share: float = 0.95) -> list[float]:
    """The percentile interval of the mean of the groups' means, rows drawn within each group.

    One group is a set's rows; several are the rows of several sets, which count alike.
    """
    chance = random.Random(0)
    means = []
    for _ in range(RESAMPLES):
        total = 0.0
        for group in groups:
            total += sum(chance.choices(group, k=len(group))) / len(group)
        means.append(total / len(groups))
    means.sort()
    tail = (1 - share) / 2
    return [means[int(tail * RESAMPLES)], means[int((1 - tail) * RESAMPLES) - 1]]


def standard_error(values: list[float]) -> float | None:
    """Of the mean of independent values; None for fewer than two."""
    if len(values) < 2:
        return None
    center = mean(values)
    variance = sum((value - center) ** 2 for value in values) / (len(values) - 1)
    return (variance / len(values)) ** 0.5
