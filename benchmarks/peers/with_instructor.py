"""instructor on OpenAI's client, in the mode that sends a JSON Schema."""

import asyncio

import httpx2
import instructor
import job
from openai import AsyncOpenAI


async def main() -> None:
    limits = httpx2.Limits(
        max_connections=job.CONCURRENCY, max_keepalive_connections=job.CONCURRENCY)
    base = AsyncOpenAI(
        base_url=job.BASE_URL, api_key=job.KEY, http_client=httpx2.AsyncClient(limits=limits))
    client = instructor.from_openai(base, mode=instructor.Mode.JSON_SCHEMA)

    async def extract(text: str) -> job.Delivery:
        return await client.chat.completions.create(
            model=job.MODEL, response_model=job.Delivery, messages=job.messages(text),
            temperature=0, max_tokens=128)

    await job.run_async(extract)


asyncio.run(main())
