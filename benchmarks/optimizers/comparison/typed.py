"""A JSON Schema as Python types, which is how the peers are told what to extract."""

from typing import Annotated, Any, Literal, Optional

import pydantic


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
        plain = list[item]
        if "maxItems" in node:
            plain = Annotated[plain, pydantic.Field(max_length=node["maxItems"])]
    elif "properties" in node:
        plain = model(node, name.title().replace("_", ""))
    else:
        kinds = {"string": str, "number": float, "integer": int, "boolean": bool}
        plain = kinds[next(kind for kind in types if kind != "null")]
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
