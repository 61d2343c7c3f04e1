"""Writes ``docs/reference/api.md`` from the API's own description (OpenAPI), so that the page cannot say another thing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zhiji.access import policy

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"
HEAD = """# API

Generated from the OpenAPI description of `/api/v1` by `make docs`; change the operation, not this page.
The description itself is at `/api/v1/openapi.json`, a page to try it at `/api/v1/docs`. How to begin: `docs/how-to/api.md`.
"""


def page() -> str:
    """The whole page as Markdown."""
    from zhiji.desk.api import api

    schema = api.get_openapi_schema()
    parts = [HEAD, "## Operations\n"]
    for path, operations in schema["paths"].items():
        for verb, operation in operations.items():
            parts.append(_operation(verb.upper(), path, operation, _phrases(api, path, verb)))
    parts.append(
        "## Errors\n\nEvery error is `application/problem+json` (RFC 9457), in the language of `Accept-Language`:\n"
    )
    from zhiji.desk.api import PROBLEMS

    parts += [f"- `{status}` {words}" for status, words in PROBLEMS.items()]
    parts.append("\n## Shapes\n")
    parts += [_shape(name, shape) for name, shape in sorted(schema["components"]["schemas"].items())]
    return "\n".join(parts).rstrip() + "\n"


def _phrases(api: Any, path: str, verb: str) -> tuple[str, ...]:
    """The looks and acts behind an operation."""
    for prefix, router in api._routers:
        for route, view in router.path_operations.items():
            if f"/api/v1{prefix}{route}" == path:
                for operation in view.operations:
                    if verb.upper() in operation.methods:
                        return tuple(operation.view_func.phrases)
    return ()


def _operation(verb: str, path: str, operation: Mapping[str, Any], phrases: tuple[str, ...]) -> str:
    lines = [f"### `{verb} {path}`\n", f"{operation['summary']}.\n"]
    for phrase in phrases:
        lines.append(f"- {policy.phrases()[phrase].verb} `{phrase}`: {policy.phrases()[phrase].names['en']}")
    for given in operation["parameters"]:
        needed = "required" if given.get("required") else "optional"
        told = given.get("description") or given["schema"].get("description", "")
        lines.append(
            f"- `{given['name']}` ({given['in']}, {needed}, {_type(given['schema'])}){': ' + told if told else ''}"
        )
    if body := operation.get("requestBody"):
        lines.append(f"- body: {_type(body['content']['application/json']['schema'])}")
    for status, answer in operation["responses"].items():
        if int(status) < 300:
            content = answer.get("content", {}).get("application/json")
            lines.append(
                f"- answers {status}: {_type(content['schema']) if content else answer['description']}"
            )
    return "\n".join(lines) + "\n"


def _shape(name: str, shape: Mapping[str, Any]) -> str:
    needed = shape.get("required", ())
    lines = [f"### {name}\n", f"{' '.join(shape.get('description', '').split())}\n"]
    for field, given in shape.get("properties", {}).items():
        lines.append(f"- `{field}` {_type(given)}{'' if field in needed else ', optional'}")
    return "\n".join(lines) + "\n"


def _type(schema: Mapping[str, Any]) -> str:
    """A JSON schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f"`{one}`" for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if schema.get("type") == "object":
        inner = schema.get("additionalProperties")
        return f"table of {_type(inner)}" if isinstance(inner, Mapping) else "object"
    limits = [f"at most {schema['maxLength']} characters"] if "maxLength" in schema else []
    return ", ".join([str(schema.get("format") or schema.get("type", "any value")), *limits])
