"""aiohttp and pydantic with nothing between them: the least that Python needs."""

import asyncio

import aiohttp
import job


async def main() -> None:
    connector = aiohttp.TCPConnector(limit=job.CONCURRENCY)
    headers = {"Authorization": f"Bearer {job.KEY}"}
    url = f"{job.BASE_URL}/chat/completions"
    async with aiohttp.ClientSession(connector=connector, headers=headers) as session:

        async def extract(text: str) -> job.Delivery:
            body = {
                "model": job.MODEL, "messages": job.messages(text), "temperature": 0,
                "max_tokens": 128, "response_format": job.RESPONSE_FORMAT,
            }
            async with session.post(url, json=body) as response:
                response.raise_for_status()
                answer = await response.json()
            return job.Delivery.model_validate_json(answer["choices"][0]["message"]["content"])

        await job.run_async(extract)


asyncio.run(main())
