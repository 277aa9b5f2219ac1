"""Reads results and compares them row by row. Scores are in points, hundredths of 1."""

import json
from pathlib import Path

from .intervals import bootstrap, mean
from .sets import SETS
from .units import SEARCHING


class Results:
    """All results of a folder."""

    def __init__(self, folder: Path):
        self._all = {}
        for path in sorted(folder.glob("*.json")):
            result = json.loads(path.read_text(encoding="utf-8"))
            if result.get("format") == "optimizer-comparison/1":
                key = (result["set"], result["seed"], result["optimizer"])
                self._all[key] = result

    def __len__(self) -> int:
        return len(self._all)

    def find(self, name: str, seed: int, optimizer: str | None) -> dict | None:
        """One result."""
        return self._all.get((name, seed, optimizer))

    def of(self, name: str, seed: int) -> list[dict]:
        """All of one set and seed."""
        return [result for key, result in self._all.items() if key[:2] == (name, seed)]

    def score(self, name: str, seed: int, optimizer: str | None) -> float | None:
        """The held-out score in points; None without one."""
        found = self.find(name, seed, optimizer)
        return None if found is None or found["mean"] is None else 100 * found["mean"]

    def calls(self, name: str, seed: int, optimizer: str) -> int:
        """The task calls of a search."""
        return self.find(name, seed, optimizer)["counts"]["optimize"]["task"]["calls"]

    def best_peer(self, name: str, seed: int) -> str | None:
        """The searching peer with the best held-out score; it is known only afterwards."""
        if not all(self.find(name, seed, peer) for peer in SEARCHING):
            return None
        scores = {peer: self.score(name, seed, peer) for peer in SEARCHING}
        known = {peer: score for peer, score in scores.items() if score is not None}
        return max(known, key=known.get) if known else None

    def seeds(self, name: str, *optimizers) -> list[int]:
        """The seeds for which all of these have scores; each is a name, or a function that names
        an optimizer for a set and a seed."""
        return [
            seed for seed in range(SETS[name][0])
            if all(
                self.score(name, seed, _named(optimizer, name, seed)) is not None
                for optimizer in optimizers)]

    def differences(self, name: str, seeds: list[int], a, b) -> list[float]:
        """For each held-out row how much better `b` is, in points, on average over the seeds."""
        table: dict[str, list[float]] = {}
        for seed in seeds:
            left, right = (self._rows(name, seed, _named(it, name, seed)) for it in (a, b))
            for row in left.keys() & right.keys():
                table.setdefault(row, []).append(100 * (right[row] - left[row]))
        return [mean(values) for _, values in sorted(table.items())]

    def _rows(self, name: str, seed: int, optimizer: str) -> dict[str, float]:
        rows = self.find(name, seed, optimizer)["held_out"]
        return {row["id"]: row["score"] for row in rows}


def _named(optimizer, name: str, seed: int) -> str | None:
    return optimizer(name, seed) if callable(optimizer) else optimizer


def difference(groups: list[list[float]]) -> str:
    """The mean of the groups' means, with its interval."""
    middle = mean([mean(group) for group in groups])
    return f"{middle:+.1f} {interval(bootstrap(groups))}"


def interval(ends: list[float]) -> str:
    return f"[{ends[0]:.1f}, {ends[1]:.1f}]"
