"""The peer: FastAPI with DSPydantic, as its documentation puts a prompter behind a route."""

import os
from typing import Literal

import dspy
from dspydantic import Prompter
from fastapi import FastAPI
from pydantic import BaseModel


class Delivery(BaseModel):
    """What a delivery note says."""

    number: int
    supplier: str
    pallets: int
    city: str
    total: float
    handling: Literal["routine", "urgent", "refrigerated", "fragile"]
    reference: str


class Text(BaseModel):
    text: str


dspy.configure(
    lm=dspy.LM(
        "openai/mock", api_base=os.environ["BASE_URL"], api_key="none", temperature=0,
        max_tokens=128, cache=False))
prompter = Prompter(model=Delivery)
app = FastAPI()


@app.post("/v1/extract")
def extract(body: Text) -> Delivery:
    return prompter.predict(body.text)
