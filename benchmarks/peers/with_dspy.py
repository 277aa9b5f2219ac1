"""dspy: an asynchronous Predict with a typed output."""

import dspy
import job

dspy.configure(
    lm=dspy.LM(
        f"openai/{job.MODEL}", api_base=job.BASE_URL, api_key=job.KEY, temperature=0,
        max_tokens=128, cache=False),
    async_max_workers=job.CONCURRENCY)


class Extract(dspy.Signature):
    """Extract the Delivery record from the text."""

    text: str = dspy.InputField()
    delivery: job.Delivery = dspy.OutputField()


predict = dspy.Predict(Extract)


async def extract(text: str) -> job.Delivery:
    return (await predict.acall(text=text)).delivery


job.run(extract)
