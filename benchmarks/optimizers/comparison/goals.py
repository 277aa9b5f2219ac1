"""What the comparison is about: our search against the peers, over all sets."""

from .intervals import bootstrap, mean, standard_error
from .results import Results, difference, interval
from .sets import SETS
from .units import BASELINE, EQUAL, HALF, KNN, SEARCHING, SEED


def goals(results: Results) -> str:
    """Tables by set, then figures over the sets."""
    lines = [
        *_averages(results, "that have half and equal", (HALF, EQUAL)),
        *_averages(results, "that have half", (HALF,)),
        _curse(results), _harm(results)]
    return "\n\n".join([
        "## Goals", _verdicts(results), "\n".join(lines), "### Calls", _calls(results)])


def _verdicts(results: Results) -> str:
    """Of each set how far half and equal calls come."""
    lines = [
        "| set | half: seeds | vs best searching peer | its task calls | above labelled "
        "| equal: seeds | vs best searching peer | its task calls |",
        "|---|--:|---|---|---|--:|---|---|"]
    for name in SETS:
        cells = []
        for ours in (HALF, EQUAL):
            seeds = results.seeds(name, ours, results.best_peer)
            if seeds:
                rows = results.differences(name, seeds, results.best_peer, ours)
                cells += [str(len(seeds)), difference([rows]), _share(results, name, seeds, ours)]
            else:
                cells += ["0", "", ""]
        cells.insert(3, _above(results, name))
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _share(results: Results, name: str, seeds: list[int], ours: str) -> str:
    """Our calls of those of the best searching peer."""
    mine = sum(results.calls(name, seed, ours) for seed in seeds)
    theirs = sum(results.calls(name, seed, results.best_peer(name, seed)) for seed in seeds)
    return f"{mine / len(seeds):,.0f} of {theirs / len(seeds):,.0f}, {100 * mine / theirs:.0f} %"


def _above(results: Results, name: str) -> str:
    seeds = results.seeds(name, HALF, BASELINE)
    if not seeds:
        return ""
    rows = results.differences(name, seeds, BASELINE, HALF)
    return f"{'yes' if mean(rows) > 0 else 'no'}, {difference([rows])}"


def _averages(results: Results, which: str, needed: tuple[str, ...]) -> list[str]:
    """Means over the sets, each with the seeds that have all that is compared."""
    deals = {name: results.seeds(name, results.best_peer, *needed) for name in SETS}
    deals = {name: seeds for name, seeds in deals.items() if seeds}
    if not deals:
        return [f"- sets and seeds {which}: none"]
    words = {HALF: "half", EQUAL: "equal"}
    pairs = [(results.best_peer, ours, words[ours], "the best searching peer") for ours in needed]
    pairs += [(BASELINE, ours, words[ours], "labelled demonstrations") for ours in needed]
    pairs += [(KNN, ours, words[ours], "nearest demonstrations without a search")
              for ours in needed]
    lines = [
        f"- sets and seeds {which} ({len(deals)} of {len(SETS)} sets, "
        f"{sum(map(len, deals.values()))} deals):"]
    for other, ours, mine, theirs in pairs:
        both = {name: set(seeds) & set(results.seeds(name, other)) for name, seeds in deals.items()}
        groups = [
            results.differences(name, sorted(seeds), other, ours)
            for name, seeds in both.items() if seeds]
        if groups:
            spread = _spread(results, both, other, ours)
            lines.append(f"  - {mine} against {theirs}: {difference(groups)}{spread}")
    return lines


def _spread(results: Results, deals: dict, other, ours: str) -> str:
    """How far the deals of a mean are apart, and how many of them there are."""
    pairs = [(name, seed) for name, seeds in deals.items() for seed in sorted(seeds)]
    error = standard_error(
        [mean(results.differences(name, [seed], other, ours)) for name, seed in pairs])
    words = f"; {len(pairs)} deals" + ("" if error is None else f", standard error {error:.1f}")
    kept = other == KNN and sum(
        results.find(name, seed, KNN)["claimed"].get("shipped") == "seed" for name, seed in pairs)
    return words + (f", {kept} of them the seed, as it kept that" if kept else "")


def _gains(results: Results) -> dict[tuple[str, int, str], tuple[float | None, list[float]]]:
    """Of each run of ours the gain that it confirmed, and the one of each held-out row."""
    found = {}
    for ours in (HALF, EQUAL):
        for name in SETS:
            for seed in results.seeds(name, ours, SEED):
                claim = results.find(name, seed, ours)["claimed"]
                gain = None
                if claim.get("held_out") and claim.get("gain"):
                    is_found = claim["shipped"] == "optimized"
                    gain = 100 * claim["gain"]["mean"] if is_found else 0.0
                found[name, seed, ours] = gain, results.differences(name, [seed], SEED, ours)
    return found


def _curse(results: Results) -> str:
    """The two runs of a deal share the rows of both scores, so they count as one."""
    deals: dict[tuple[str, int], list[float]] = {}
    for (name, seed, _), (gain, rows) in _gains(results).items():
        if gain is not None:
            deals.setdefault((name, seed), []).append(gain - mean(rows))
    if not deals:
        return "- winner's curse: not measured"
    excess = [mean(runs) for runs in deals.values()]
    error = standard_error(excess)
    spread = "" if error is None else f", standard error {error:.1f}"
    return (
        f"- winner's curse (confirmed gain − held-out gain): {mean(excess):+.1f} points{spread}, "
        f"{len(excess)} deals, {sum(map(len, deals.values()))} runs")


def _harm(results: Results) -> str:
    runs = {"-".join(map(str, key)): rows for key, (_, rows) in _gains(results).items()}
    ends = {run: bootstrap([rows]) for run, rows in runs.items()}
    harmed = [f"{run} {interval(end)}" for run, end in ends.items() if end[1] < -1]
    return (
        f"- runs that are worse than their seed by more than a point, interval and all: "
        f"{', '.join(harmed) or 'none'} (of {len(runs)})")


def _calls(results: Results) -> str:
    """What the searching peers asked for, and how much of that half was."""
    lines = ["| set | " + " | ".join(SEARCHING) + " |", "|---|" + "---|" * len(SEARCHING)]
    for name in SETS:
        cells = [_purposes(results, name, peer) for peer in SEARCHING]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += [
        "", "Task calls of a search, mean of the seeds: those that score whole candidates on the "
        "rows that choose, and the others, which are bootstrapping or, with GEPA, trials on three "
        "rows. In percent: the task calls of our half in those of this peer, and in brackets in "
        "those of them that score."]
    return "\n".join(lines)


def _purposes(results: Results, name: str, peer: str) -> str:
    seeds = results.seeds(name, peer)
    if not seeds:
        return "–"
    found = [results.find(name, seed, peer) for seed in seeds]
    calls = mean([results.calls(name, seed, peer) for seed in seeds])
    words, scoring = f"{calls:,.0f}", None
    if all(result["journal"] for result in found):
        scoring = mean([
            # The same candidate again is answered from dspy's cache.
            len({entry["candidate"] for entry in result["journal"]})
            * (result["rows"] - result["rows"] // 2) for result in found])
        words += f" = {scoring:,.0f} + {calls - scoring:,.0f}"
    both = results.seeds(name, peer, HALF)
    if both:
        mine, theirs = (
            sum(results.calls(name, seed, it) for seed in both) for it in (HALF, peer))
        words += f"; {100 * mine / theirs:.0f} %"
        if scoring is not None and both == seeds:
            words += f" ({100 * mine / len(both) / scoring:.0f} %)"
    return words
