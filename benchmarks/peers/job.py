"""The job that every peer does: documents in, validated records out, so many calls at once.

usage: python NAME.py DOCUMENTS OUTPUT BASE_URL CONCURRENCY
"""

import asyncio
import json
import sys
from typing import Awaitable, Callable, Iterator, Literal

from pydantic import BaseModel, ConfigDict, Field

MODEL = "mock"
KEY = "unused"
DOCUMENTS, OUTPUT, BASE_URL = sys.argv[1:4]
CONCURRENCY = int(sys.argv[4])


class Delivery(BaseModel):
    """What a delivery note says."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(description="The number of the delivery note")
    supplier: str = Field(description="Who delivered")
    pallets: int = Field(description="How many pallets")
    city: str = Field(description="Where it was delivered to")
    total: float = Field(description="The total in EUR")
    handling: Literal["routine", "urgent", "refrigerated", "fragile"] = Field(
        description="How it was handled")
    reference: str = Field(description="The reference code")


SCHEMA = Delivery.model_json_schema()
SYSTEM = (
    "Extract the Delivery record from the text. What a delivery note says.\nFields:\n"
    + "".join(f"- {name}: {field['description']}\n" for name, field in SCHEMA["properties"].items())
    + "Answer with one JSON object and nothing else."
)
RESPONSE_FORMAT = {
    "type": "json_schema",
    "json_schema": {"name": "record", "schema": SCHEMA, "strict": True},
}


def messages(text: str) -> list[dict]:
    return [{"role": "system", "content": SYSTEM}, {"role": "user", "content": text}]


def documents() -> Iterator[dict]:
    with open(DOCUMENTS, encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def line(document: dict, delivery: Delivery) -> str:
    return json.dumps({"id": document["id"], "data": delivery.model_dump()}) + "\n"


def run(extract: Callable[[str], Awaitable[Delivery]]) -> None:
    """Reads, extracts and writes with a fixed number of workers on one line of documents."""
    asyncio.run(run_async(extract))


async def run_async(extract: Callable[[str], Awaitable[Delivery]]) -> None:
    waiting = documents()
    with open(OUTPUT, "w", encoding="utf-8") as output:

        async def worker() -> None:
            for document in waiting:
                output.write(line(document, await extract(document["text"])))

        await asyncio.gather(*(worker() for _ in range(CONCURRENCY)))
