"""litellm: acompletion under a fixed number of workers."""

import job
import litellm

litellm.telemetry = False
litellm.suppress_debug_info = True


async def extract(text: str) -> job.Delivery:
    answer = await litellm.acompletion(
        model=f"openai/{job.MODEL}", api_base=job.BASE_URL, api_key=job.KEY,
        messages=job.messages(text), temperature=0, max_tokens=128,
        response_format=job.RESPONSE_FORMAT)
    return job.Delivery.model_validate_json(answer.choices[0].message.content)


job.run(extract)
