"""What the results of one set and seed should have in common, but have not."""

from typing import Callable

from .results import Results
from .sets import SETS, digest
from .units import OURS


def flags(results: Results, name: str) -> list[str]:
    """A line for each difference."""
    lines = []
    for seed in range(SETS[name][0]):
        mine = results.of(name, seed)
        asked = [result for result in mine if result["model"]]
        ours = [result for result in mine if result["optimizer"] in OURS]
        different = [
            *_different("rows", mine, lambda result: digest(result["data"])[:8]),
            *_different("weights", asked, lambda result: result["model"]["sha256"][:8]),
            # The first results had llama.cpp alone and did not say so.
            *_different(
                "computed by", asked, lambda result: result["model"].get("computed_by", "stock")),
            *_different("llama.cpp", asked, lambda result: result["model"].get("runtime")),
            *_different("build of prompter", ours, lambda result: result["versions"]["binary"][:8]),
            *_budgets(results, name, seed, ours)]
        lines += [f"**Seed {seed} is not measured alike.** {words}" for words in different]
    return lines


def _different(what: str, found: list[dict], value: Callable) -> list[str]:
    """Who has which value, if there are several; what was not recorded does not count."""
    groups: dict[str, list[str]] = {}
    for result in found:
        if value(result) is not None:
            groups.setdefault(value(result), []).append(result["optimizer"])
    if len(groups) < 2:
        return []
    named = "; ".join(f"{key} ({', '.join(who)})" for key, who in groups.items())
    return [f"{what[0].upper()}{what[1:]}: {named}."]


def _budgets(results: Results, name: str, seed: int, ours: list[dict]) -> list[str]:
    """Our units whose budget came from a peer's result that was replaced since."""
    best = results.best_peer(name, seed)
    if best is None:
        return []
    calls = results.calls(name, seed, best)
    return [
        f"Budget of {result['optimizer']}: {result['settings']['max_calls']} calls after "
        f"{result['settings']['best_peer']}, but the best searching peer is {best}, {calls} calls."
        for result in ours if OURS[result["optimizer"]]
        and result["settings"]["max_calls"] != int(OURS[result["optimizer"]] * calls)]
