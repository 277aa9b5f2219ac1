"""What is compared: one optimizer on one set as one seed deals it."""

from dataclasses import dataclass

from . import sets
from .modelless import PREDICTORS

MODELLESS = tuple(PREDICTORS)
#: Labelled demonstrations, 4 of them.
BASELINE = "dspy-labeled"
SEARCHING = ("dspy-random-search", "dspy-miprov2", "dspy-gepa", "dspydantic")
PEERS = ("dspy-zero", BASELINE, "dspy-labeled-16", *SEARCHING)
SEED, KNN, HALF, EQUAL = "prompter-seed", "prompter-knn", "prompter-half", "prompter-equal"
#: Our units, and their budget as a share of the task calls of the best searching peer; `KNN` asks
#: what its confirmation needs.
OURS = {SEED: 0.0, KNN: None, HALF: 0.5, EQUAL: 1.0}
OPTIMIZERS = (*MODELLESS, *PEERS, *OURS)


@dataclass(frozen=True)
class Unit:
    """One optimizer on one deal of one set."""

    set: str
    seed: int
    optimizer: str

    @property
    def name(self) -> str:
        return f"{self.set}-{self.seed}-{self.optimizer}"


def units(
    names: list[str], seeds: int | None = None, chosen: list[str] | None = None,
    of: tuple[str, ...] = OPTIMIZERS,
) -> list[Unit]:
    """All units of these sets, first seeds first, so that what is there early covers all sets.

    `chosen` are optimizers or whole units; without any, all are.
    """
    found = []
    for seed in range(max(count for count, _ in sets.SETS.values())):
        for name in names:
            if seed >= sets.SETS[name][0] or (seeds is not None and seed >= seeds):
                continue
            for optimizer in of:
                unit = Unit(name, seed, optimizer)
                if not chosen or optimizer in chosen or unit.name in chosen:
                    found.append(unit)
    return found
