"""DSPydantic: its batch call, which runs threads."""

import dspy
import job
from dspydantic import Prompter

dspy.configure(
    lm=dspy.LM(
        f"openai/{job.MODEL}", api_base=job.BASE_URL, api_key=job.KEY, temperature=0,
        max_tokens=128, cache=False))

prompter = Prompter(model=job.Delivery)
documents = list(job.documents())
records = prompter.predict_batch(
    [document["text"] for document in documents], max_workers=job.CONCURRENCY)
with open(job.OUTPUT, "w", encoding="utf-8") as output:
    for document, delivery in zip(documents, records):
        output.write(job.line(document, delivery))
