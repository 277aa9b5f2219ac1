"""A JSON Schema as Python types, which is how the peers are told what to extract.

dspy makes the schema of an answer of the types alone: what `Annotated` says of a field is lost. So
what bounds a value is a type of its own here.
"""

from typing import Any, Literal, Optional

import pydantic
from pydantic_core import core_schema


def bounded(item: Any, most: int) -> type:
    """A list of at most so many items."""

    class Items(list):
        @classmethod
        def __get_pydantic_core_schema__(cls, source, handler):
            return core_schema.list_schema(handler.generate_schema(item), max_length=most)

    Items.__name__ = Items.__qualname__ = f"list[{getattr(item, '__name__', item)}]"
    return Items


class Date(str):
    """A date, YYYY-MM-DD: a text to pydantic, a format to what constrains answers."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        return core_schema.str_schema()

    @classmethod
    def __get_pydantic_json_schema__(cls, schema, handler):
        return {**handler(schema), "format": "date"}


Date.__name__ = Date.__qualname__ = "str"


def annotation(node: dict, name: str) -> Any:
    """The type of a field; what may be null is `Optional`."""
    types = node.get("type", [])
    types = [types] if isinstance(types, str) else list(types)
    is_nullable = "null" in types
    if "enum" in node:
        is_nullable = is_nullable or None in node["enum"]
        plain = Literal[tuple(value for value in node["enum"] if value is not None)]
    elif "items" in node:
        item = annotation(node["items"], f"{name}_item")
        plain = bounded(item, node["maxItems"]) if "maxItems" in node else list[item]
    elif "properties" in node:
        plain = model(node, name.title().replace("_", ""))
    else:
        kinds = {"string": str, "number": float, "integer": int, "boolean": bool}
        plain = kinds[next(kind for kind in types if kind != "null")]
        if plain is str and node.get("format") == "date":
            plain = Date
    return Optional[plain] if is_nullable else plain


def model(schema: dict, name: str | None = None) -> type[pydantic.BaseModel]:
    """A pydantic model of a schema, with its descriptions."""
    fields = {
        field: (annotation(node, field), pydantic.Field(description=node.get("description")))
        for field, node in schema["properties"].items()
    }
    return pydantic.create_model(
        name or schema.get("title", "Record"), __config__=pydantic.ConfigDict(extra="forbid"),
        **fields)


def plain(value: Any) -> Any:
    """A value that JSON can say."""
    if isinstance(value, pydantic.BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
