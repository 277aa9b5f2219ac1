"""Asks `prompter serve` as programs that are made for OpenAI do: the official client and LiteLLM.

usage: clients.py ADDRESS/v1 PROMPTER RECORD
"""

import json
import os
import sys

# It would ask for a list of prices on the internet.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

import litellm  # noqa: E402
import openai  # noqa: E402

base_url, model, record = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
messages = [
    {"role": "system", "content": "You extract records."},
    {"role": "user", "content": "order 7"},
]
client = openai.OpenAI(base_url=base_url, api_key="none", max_retries=0)

assert [known.id for known in client.models.list()] == [model]
assert client.models.retrieve(model).owned_by == "prompter"

answer = client.chat.completions.create(model=model, messages=messages, temperature=0)
assert json.loads(answer.choices[0].message.content) == record, answer
assert answer.choices[0].finish_reason == "stop"
assert answer.usage.total_tokens > 0
assert set(answer.prompter["fields"]) == set(record)

stream = client.chat.completions.create(
    model=model, messages=messages, stream=True, stream_options={"include_usage": True})
chunks = list(stream)
text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
assert json.loads(text) == record, text
assert chunks[-1].usage.total_tokens > 0

try:
    client.chat.completions.create(model="unheard", messages=messages)
    raise AssertionError("a model that is not there has answered")
except openai.NotFoundError as error:
    assert model in str(error), error

answer = litellm.completion(
    model=f"openai/{model}", api_base=base_url, api_key="none", messages=messages)
assert json.loads(answer.choices[0].message.content) == record, answer

print("openai", openai.__version__, "and litellm have the record")
