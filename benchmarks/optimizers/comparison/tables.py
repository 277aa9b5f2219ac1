"""Reads results and makes the tables of the report. Scores are in points, hundredths of 1."""

import json
from pathlib import Path

from .intervals import bootstrap, mean, standard_error
from .sets import SETS
from .units import BASELINE, OPTIMIZERS, SEARCHING, units

SEED, HALF, EQUAL = "prompter-seed", "prompter-half", "prompter-equal"


class Results:
    """All results of a folder."""

    def __init__(self, folder: Path):
        self._all = {}
        for path in sorted(folder.glob("*.json")):
            result = json.loads(path.read_text(encoding="utf-8"))
            if result.get("format") == "optimizer-comparison/1":
                key = (result["set"], result["seed"], result["optimizer"])
                self._all[key] = result

    def _seeds(self, name: str, *optimizers: str) -> list[int]:
        """The seeds for which all of these have scores."""
        return [
            seed for seed in range(SETS[name][0])
            if all(self._score(name, seed, optimizer) is not None for optimizer in optimizers)]

    def _score(self, name: str, seed: int, optimizer: str) -> float | None:
        return self._all.get((name, seed, optimizer), {}).get("mean")

    def _rows(self, name: str, seed: int, optimizer: str) -> dict[str, float]:
        rows = self._all[name, seed, optimizer]["held_out"]
        return {row["id"]: row["score"] for row in rows}

    def best_peer(self, name: str, seed: int) -> str | None:
        """The searching peer with the best held-out score; it is known only afterwards."""
        scores = {peer: self._score(name, seed, peer) for peer in SEARCHING}
        known = {peer: score for peer, score in scores.items() if score is not None}
        is_complete = all((name, seed, peer) in self._all for peer in SEARCHING)
        return max(known, key=known.get) if known and is_complete else None

    def differences(self, name: str, seeds: list[int], a, b) -> list[float]:
        """For each held-out row how much better `b` is, in points, on average over the seeds.

        `a` and `b` name an optimizer for a seed.
        """
        table: dict[str, list[float]] = {}
        for seed in seeds:
            left, right = self._rows(name, seed, a(seed)), self._rows(name, seed, b(seed))
            for row in left.keys() & right.keys():
                table.setdefault(row, []).append(100 * (right[row] - left[row]))
        return [mean(values) for _, values in sorted(table.items())]

    def heading(self) -> str:
        """How much of the comparison these results are."""
        all_units = units(list(SETS), None, [], False)
        complete = [
            f"{name} {seed}" for name, (seeds, _) in SETS.items() for seed in range(seeds)
            if all((name, seed, optimizer) in self._all for optimizer in OPTIMIZERS)]
        return (
            f"# Results\n\nMade by `report`. {len(self._all)} of {len(all_units)} units have "
            f"ended. Sets and seeds with all of theirs: {', '.join(complete) or 'none'}.")

    def sets(self) -> list[str]:
        """A table for each set of which there is anything."""
        return [self._set(name) for name in SETS if any(key[0] == name for key in self._all)]

    def _set(self, name: str) -> str:
        lines = [
            f"## {name}", "",
            "| optimizer | seeds | held out | 95 % | vs our seed prompter | vs best searching peer "
            "| says itself | task calls | proposer calls | tokens in | out | unusable |",
            "|---|--:|--:|---|---|---|---|--:|--:|--:|--:|--:|"]
        for optimizer in OPTIMIZERS:
            mine = [
                self._all[name, seed, optimizer] for seed in range(SETS[name][0])
                if (name, seed, optimizer) in self._all]
            if mine:
                lines.append(self._row(name, optimizer, mine))
        lines += [
            "", "Held-out scores in points; intervals by bootstrap over rows, paired for "
            "differences. Calls and tokens: of the search alone, mean of the seeds."]
        hashes = {}
        for (set_, seed, _), result in self._all.items():
            if set_ == name:
                measured_with = json.dumps([result["data"], result["model"]["sha256"]])
                hashes.setdefault(seed, set()).add(measured_with)
        if any(len(found) > 1 for found in hashes.values()):
            lines.append("\n**Some results of one seed are of different rows or models.**")
        return "\n".join(lines)

    def _row(self, name: str, optimizer: str, mine: list[dict]) -> str:
        scored = [result for result in mine if result["mean"] is not None]
        if not scored:
            return f"| {optimizer} | {len(mine)} | – | {mine[0]['failed']} |" + " |" * 8
        table: dict[str, list[float]] = {}
        for result in scored:
            for row in result["held_out"]:
                table.setdefault(row["id"], []).append(100 * row["score"])
        rows = [mean(values) for values in table.values()]
        phase = [result["counts"]["optimize"] for result in scored]
        claims = [claim for result in scored if (claim := _claim(result))]
        cells = [
            optimizer, str(len(scored)), f"{mean(rows):.1f}", _interval(bootstrap([rows])),
            self._against(name, lambda seed: SEED, optimizer),
            self._against(name, lambda seed: self.best_peer(name, seed), optimizer),
            claims[0] if len(claims) == 1 else "; ".join(claims),
            _count(counts["task"]["calls"] for counts in phase),
            _count(counts["proposer"]["calls"] for counts in phase),
            _count(_tokens(counts, "prompt_tokens") for counts in phase),
            _count(_tokens(counts, "completion_tokens") for counts in phase),
            _count(sum(result["failures"].values()) for result in scored)]
        return "| " + " | ".join(cells) + " |"

    def _against(self, name: str, other, optimizer: str) -> str:
        seeds = [
            seed for seed in self._seeds(name, optimizer)
            if other(seed) and self._score(name, seed, other(seed)) is not None]
        if not seeds or all(other(seed) == optimizer for seed in seeds):
            return "–"
        rows = self.differences(name, seeds, other, lambda seed: optimizer)
        return f"{mean(rows):+.1f} {_interval(bootstrap([rows]))}"

    def goals(self) -> str:
        """What the comparison is about, over all sets."""
        lines = ["## Goals", ""]
        comparisons = [
            ("half the calls against the best searching peer", HALF, self.best_peer),
            ("half the calls against labelled demonstrations", HALF, lambda n, s: BASELINE),
            ("equal calls against the best searching peer", EQUAL, self.best_peer),
            ("equal calls against labelled demonstrations", EQUAL, lambda n, s: BASELINE)]
        for words, ours, other in comparisons:
            groups, deals, not_worse = [], 0, 0
            for name in SETS:
                seeds = [
                    seed for seed in self._seeds(name, ours) if other(name, seed)
                    and self._score(name, seed, other(name, seed)) is not None]
                if seeds:
                    groups.append(self.differences(
                        name, seeds, lambda seed: other(name, seed), lambda seed: ours))
                for seed in seeds:
                    deals += 1
                    peer = self._score(name, seed, other(name, seed))
                    not_worse += self._score(name, seed, ours) >= peer
            if not groups:
                lines.append(f"- {words}: not measured")
                continue
            middle = mean([mean(group) for group in groups])
            lines.append(
                f"- {words}: {middle:+.1f} points {_interval(bootstrap(groups))}, the mean of "
                f"{len(groups)} sets; at least as good in {not_worse} of {deals}")
        lines += [self._curse(), self._harm()]
        return "\n".join(lines)

    def _gains(self) -> list[tuple[str, float, list[float]]]:
        """Of each run of ours its name, the gain that it confirmed, and the one of each row."""
        found = []
        for (name, seed, optimizer), result in self._all.items():
            if optimizer not in (HALF, EQUAL) or self._score(name, seed, SEED) is None:
                continue
            rows = self.differences(name, [seed], lambda _: SEED, lambda _: optimizer)
            claim = result["claimed"]
            gain = None
            if claim.get("held_out") and claim.get("gain"):
                gain = 100 * claim["gain"]["mean"] if claim["shipped"] == "optimized" else 0.0
            found.append((f"{name}-{seed}-{optimizer}", gain, rows))
        return found

    def _curse(self) -> str:
        excess = [gain - mean(rows) for _, gain, rows in self._gains() if gain is not None]
        if not excess:
            return "- winner's curse: not measured"
        error = standard_error(excess)
        spread = f" ± {error:.1f} (standard error)" if error is not None else ""
        return (
            f"- winner's curse (confirmed gain − held-out gain): {mean(excess):+.1f}{spread} "
            f"points, {len(excess)} runs")

    def _harm(self) -> str:
        runs = [(name, bootstrap([rows])) for name, _, rows in self._gains()]
        harmed = [f"{name} {_interval(interval)}" for name, interval in runs if interval[1] < -1]
        return (
            f"- runs that are worse than their seed by more than a point, interval and all: "
            f"{', '.join(harmed) or 'none'} (of {len(runs)})")


def _claim(result: dict) -> str:
    """What an optimizer says of its own result, in points: start and end of the search."""
    claim = result.get("claimed") or {}
    if claim.get("score") is None:
        return ""
    start = claim.get("seed_score")
    return f"{100 * start:.0f} → {100 * claim['score']:.0f}" if start is not None else (
        f"{100 * claim['score']:.0f}")


def _tokens(counts: dict, kind: str) -> int:
    return sum(role[kind] for role in counts.values())


def _count(values) -> str:
    return f"{mean(list(values)):,.0f}"


def _interval(interval: list[float]) -> str:
    return f"[{interval[0]:.1f}, {interval[1]:.1f}]"
