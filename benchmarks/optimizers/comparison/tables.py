"""The table of each set of the report."""

from .flags import flags
from .intervals import bootstrap, mean
from .modelless import PREDICTORS
from .results import Results, difference, interval
from .sets import SETS
from .units import OPTIMIZERS, SEED, units

HEAD = (
    "| optimizer | seeds | held out | 95 % | vs our seed prompter | vs best searching peer "
    "| says itself | task calls | proposer calls | tokens in | out | unusable | cut off |\n"
    "|---|--:|--:|---|---|---|---|--:|--:|--:|--:|--:|--:|")
FOOT = (
    "Held-out scores in points; intervals by bootstrap over rows, paired for differences. Calls "
    "and tokens: of the search alone, mean of the seeds. Unusable, cut off: of the held-out "
    "answers.")


def heading(results: Results) -> str:
    """How much of the comparison these results are."""
    wanted = units(list(SETS))
    ended = [unit for unit in wanted if results.find(unit.set, unit.seed, unit.optimizer)]
    complete = [
        f"{name} {seed}" for name, (seeds, _) in SETS.items() for seed in range(seeds)
        if all(results.find(name, seed, optimizer) for optimizer in OPTIMIZERS)]
    return (
        f"# Results\n\nMade by `report`. {len(ended)} of {len(wanted)} units have ended. Sets and "
        f"seeds with all of theirs: {', '.join(complete) or 'none'}.")


def tables(results: Results) -> list[str]:
    """A table for each set of which there is anything."""
    names = [
        name for name, (seeds, _) in SETS.items()
        if any(results.of(name, seed) for seed in range(seeds))]
    return [_table(results, name) for name in names]


def _table(results: Results, name: str) -> str:
    lines = [f"## {name}", "", HEAD]
    for optimizer in OPTIMIZERS:
        found = [results.find(name, seed, optimizer) for seed in range(SETS[name][0])]
        mine = [result for result in found if result]
        if mine:
            lines.append(_row(results, name, optimizer, mine))
    paragraphs = ["\n".join(lines), FOOT, *flags(results, name)]
    return "\n\n".join(paragraphs)


def _row(results: Results, name: str, optimizer: str, mine: list[dict]) -> str:
    label = PREDICTORS[optimizer][0] if optimizer in PREDICTORS else optimizer
    scored = [result for result in mine if result["mean"] is not None]
    if not scored:
        return f"| {label} | {len(mine)} | – | {mine[0]['failed']} |" + " |" * 9
    rows: dict[str, list[float]] = {}
    for result in scored:
        for row in result["held_out"]:
            rows.setdefault(row["id"], []).append(100 * row["score"])
    means = [mean(values) for values in rows.values()]
    phase = [result["counts"]["optimize"] for result in scored]
    cells = [
        label, str(len(scored)), f"{mean(means):.1f}", interval(bootstrap([means])),
        _against(results, name, lambda name, seed: SEED, optimizer),
        _against(results, name, results.best_peer, optimizer),
        "; ".join(claim for result in scored if (claim := _claim(result))),
        _count(counts["task"]["calls"] for counts in phase),
        _count(counts["proposer"]["calls"] for counts in phase),
        _count(_tokens(counts, "prompt_tokens") for counts in phase),
        _count(_tokens(counts, "completion_tokens") for counts in phase),
        _count(sum(result["failures"].values()) for result in scored),
        _count(result["counts"]["held-out"]["task"]["cut_off"] for result in scored)]
    return "| " + " | ".join(cells) + " |"


def _against(results: Results, name: str, other, optimizer: str) -> str:
    seeds = results.seeds(name, optimizer, other)
    if all(other(name, seed) == optimizer for seed in seeds):
        return "–"
    return difference([results.differences(name, seeds, other, optimizer)])


def _claim(result: dict) -> str:
    """What an optimizer says of its own result, in points: start and end of the search."""
    claim = result.get("claimed") or {}
    if claim.get("score") is None:
        return ""
    start = claim.get("seed_score")
    words = f"{100 * claim['score']:.0f}"
    words = words if start is None else f"{100 * start:.0f} → {words}"
    return f"{words}, seed kept" if claim.get("shipped") == "seed" else words


def _tokens(counts: dict, kind: str) -> int:
    return sum(role[kind] for role in counts.values())


def _count(values) -> str:
    return f"{mean(list(values)):,.0f}"
