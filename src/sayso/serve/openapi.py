"""The OpenAPI document of the service, its schemas written from the types."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from sayso import __version__
from sayso.model import Prediction
from sayso.serve.articles import Document


class Problem(msgspec.Struct):
    """Why there is no answer."""

    error: Annotated[str, Meta(description="One sentence: what is wrong, and what to do.")]


_PROBLEMS = {
    "400": "The body is not JSON.",
    "401": "The token is missing or wrong.",
    "403": "Sent by a page in a browser.",
    "413": "The request is too large.",
    "415": "The body is of another type than JSON or plain text.",
    "422": "The body is JSON, and no article; or no text that can be extracted from.",
    "500": "The extractor failed.",
    "504": "The extractor did not answer in time.",
}


def document(name: str, version: str, *, token: bool) -> dict[str, Any]:
    """The document; `name` and `version` are those of the extractor."""
    (prediction, given, problem), schemas = msgspec.json.schema_components(
        (Prediction, Document, Problem), ref_template="#/components/schemas/{name}"
    )
    problems = {
        code: {"description": told, "content": {"application/json": {"schema": problem}}}
        for code, told in _PROBLEMS.items()
    }
    found = {"description": "The prediction.", "content": {"application/json": {"schema": prediction}}}
    made: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": f"sayso: {name}",
            "version": __version__,
            "summary": f"Speakers, quotes and claims, as {version} finds them.",
        },
        "paths": {
            "/extract": {
                "post": {
                    "operationId": "extract",
                    "summary": "Extract speakers, quotes and claims from a text.",
                    "description": "Offsets are Unicode code points into the text as it was sent.",
                    "requestBody": {
                        "required": True,
                        "content": {
                            "application/json": {"schema": given},
                            "text/plain": {"schema": {"type": "string", "minLength": 1}},
                        },
                    },
                    "responses": {"200": found, **problems},
                }
            }
        },
        "components": {"schemas": schemas},
    }
    if token:
        schemes = {"bearer": {"type": "http", "scheme": "bearer"}, "basic": {"type": "http", "scheme": "basic"}}
        made["components"]["securitySchemes"] = schemes
        made["security"] = [{"bearer": []}, {"basic": []}]
    return made
