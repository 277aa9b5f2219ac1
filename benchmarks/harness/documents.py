"""Delivery notes of about 1,300 characters, each with a record that is known."""

import json
import random
from pathlib import Path

SUPPLIERS = ["Vega Trading", "Norden Foods", "Atlas Steel 24", "Lumen Glass", "Orchard and Sons"]
CITIES = ["Lund", "Ghent", "Porto", "Turku", "Graz", "Split", "Cork", "Bergen"]
HANDLING = ["routine", "urgent", "refrigerated", "fragile"]

SENTENCES = [
    "The driver arrived a little later than announced because of roadworks near the ring road.",
    "Two of the straps were worn and have been replaced by the warehouse at no cost.",
    'The foreman noted "no visible damage" after opening three boxes picked at random.',
    "Temperature was read at the gate, in the middle of the load and again at the dock.",
    "Please send the signed copy back within five working days, by post or as a scan.",
    "Empty frames from the last visit were taken along and will appear on the next statement.",
    "The café next to the gate let us use its forklift while ours was being repaired.",
    "An earlier shipment had been mislabelled, so every label was compared with the list.",
    "The customer asked for deliveries before noon, and not on the last Friday of a month.",
    "Weight was within the tolerance that the framework agreement allows.",
]

SCHEMA = {
    "title": "Delivery",
    "description": "What a delivery note says.",
    "type": "object",
    "properties": {
        "number": {"type": "integer", "description": "The number of the delivery note"},
        "supplier": {"type": "string", "description": "Who delivered"},
        "pallets": {"type": "integer", "description": "How many pallets"},
        "city": {"type": "string", "description": "Where it was delivered to"},
        "total": {"type": "number", "description": "The total in EUR"},
        "handling": {"type": "string", "enum": HANDLING, "description": "How it was handled"},
        "reference": {"type": "string", "description": "The reference code"},
    },
    "required": ["number", "supplier", "pallets", "city", "total", "handling", "reference"],
    "additionalProperties": False,
}


def record(number: int) -> dict:
    """The record of a note."""
    draw = random.Random(number)
    return {
        "number": number,
        "supplier": draw.choice(SUPPLIERS),
        "pallets": draw.randrange(1, 40),
        "city": draw.choice(CITIES),
        "total": draw.randrange(1000, 999999) / 100,
        "handling": draw.choice(HANDLING),
        "reference": f"{draw.getrandbits(96):024x}",
    }


def text(number: int) -> str:
    """The note itself; the mock's answer.lua reads its first line."""
    facts = record(number)
    lines = [
        f"Delivery note {number:06d}: {facts['supplier']} delivered {facts['pallets']} pallets to "
        f"{facts['city']}, total EUR {facts['total']:.2f}, handled as {facts['handling']}, "
        f"reference {facts['reference']}."
    ]
    draw = random.Random(-number)
    length = len(lines[0])
    while length < 1220:
        lines.append(draw.choice(SENTENCES))
        length += len(lines[-1]) + 1
    return lines[0] + "\n\n" + " ".join(lines[1:])


def identifier(number: int) -> str:
    return f"note-{number:06d}"


def write(path: Path, count: int, labelled: bool = False) -> Path:
    """Writes notes 1 to `count` as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(1, count + 1):
            line = {"id": identifier(number), "text": text(number)}
            if labelled:
                line["expected"] = record(number)
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def faults(output: Path, count: int) -> dict:
    """Compares an output file with the notes: how many are missing, double, failed or wrong."""
    seen: set[str] = set()
    found = {"right": 0, "wrong": 0, "failed": 0, "double": 0, "missing": 0}
    lines = output.read_text(encoding="utf-8").splitlines() if output.exists() else []
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            found["wrong"] += 1
            continue
        if row["id"] in seen:
            found["double"] += 1
            continue
        seen.add(row["id"])
        if not row.get("ok", True):
            found["failed"] += 1
        elif row["data"] == record(int(row["id"].removeprefix("note-"))):
            found["right"] += 1
        else:
            found["wrong"] += 1
    found["missing"] = count - len(seen)
    return found
