"""Predictors that ask no model: what the labels of the visible rows are worth by themselves."""

import json
import math
import re
from collections import Counter
from pathlib import Path

from .sets import ROWS, Task

#: How many rows the vote is of.
VOTERS = 8
#: What tables call each predictor, and how many of the nearest visible rows vote for the value of
#: a field: none, so that it is null, or all, so that it is the same for every text.
PREDICTORS = {
    "no-model-null": ("no model: all null", 0),
    "no-model-majority": ("no model: majority", ROWS),
    "no-model-nearest": ("no model: copy of the nearest", 1),
    "no-model-vote": (f"no model: vote of the {VOTERS} nearest", VOTERS),
}


def predict(name: str, task: Task, path: Path) -> dict:
    """Writes the predictions of the held-out rows; returns the settings."""
    voters = PREDICTORS[name][1]
    likeness = Likeness([row["text"] for row in task.visible])
    with open(path, "w", encoding="utf-8") as file:
        for row in task.held_out:
            places = likeness.order(row["text"])[:voters]
            # Of as many values the one that comes first wins: all vote in the order of the rows.
            places = places if voters < len(task.visible) else sorted(places)
            records = [task.visible[place]["expected"] for place in places]
            record = {
                field: most_frequent([record.get(field) for record in records])
                for field in task.schema["properties"]}
            file.write(json.dumps({"id": row["id"], "predicted": record}) + "\n")
    return {"voters": voters}


def most_frequent(values: list):
    """The JSON value that occurs most often; of several the first one, and null of none."""
    texts = Counter(json.dumps(value, sort_keys=True) for value in values)
    return json.loads(texts.most_common(1)[0][0]) if texts else None


class Likeness:
    """How like texts are to known ones: the cosine of their words, the rare ones weighing more."""

    def __init__(self, texts: list[str]):
        counts = [Counter(_words(text)) for text in texts]
        frequencies = Counter(word for count in counts for word in count)
        self._weights = {
            word: 1 + math.log((1 + len(texts)) / (1 + frequency))
            for word, frequency in frequencies.items()}
        self._vectors = [self._vector(count) for count in counts]

    def _vector(self, counts: Counter) -> dict[str, float]:
        """The weights of the words that are known, of length 1."""
        vector = {
            word: count * self._weights[word]
            for word, count in counts.items() if word in self._weights}
        length = math.sqrt(sum(weight * weight for weight in vector.values()))
        return {word: weight / length for word, weight in vector.items()}

    def order(self, text: str) -> list[int]:
        """The places of the known texts, the most alike first."""
        mine = self._vector(Counter(_words(text)))
        scores = [
            sum(weight * other.get(word, 0.0) for word, weight in mine.items())
            for other in self._vectors]
        return sorted(range(len(scores)), key=lambda place: -scores[place])


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
