"""The API ``/api/v1``: the same looks and acts as the pages, as JSON. OpenAPI 3.1 at ``/api/v1/openapi.json``.

Every room brings its own operations; errors are ``application/problem+json`` (RFC 9457) in the caller's language.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zhiji import __version__
from zhiji.access.api import router as house
from zhiji.access.api_auth import Session
from zhiji.access.breaking import GlassProblem
from zhiji.access.explain import explain
from zhiji.access.idempotency import KeyReused
from zhiji.access.refusals import NotHere, PurposeNeeded, Refused
from zhiji.custody.api import routers as custody
from zhiji.customers.api import routers as customers
from zhiji.customers.problems import Conflict, Invalid
from zhiji.desk.first_steps import Bearer
from zhiji.holdings.api import routers as holdings
from zhiji.insight.api import routers as insight
from zhiji.insight.diligence.api import routers as diligence
from zhiji.insight.principles.api import routers as principles

PROBLEMS = {
    400: "The request cannot be read",
    401: "No valid token, no session",
    403: "Refused: which rule, and the ways out",
    404: "There is no such thing, or you may not know of it",
    409: "Changed meanwhile, or an idempotency key used twice",
    422: "Invalid: every field with its rule and mend",
}


class Wrong(Schema):
    """One thing to mend. The value that was given is never repeated."""

    field: str
    where: str
    rule: str
    message: str
    mend: str


class Way(Schema):
    """One way out of a refusal."""

    kind: str
    label: str
    value: str


class Problem(Schema):
    """An error (RFC 9457). ``errors`` with 422; ``rules``, ``norms``, ``remedies`` with 403; ``version`` with 409."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong] = []
    rules: list[str] = []
    norms: list[str] = []
    remedies: list[Way] = []
    version: int | None = None


class HouseApi(NinjaAPI):
    """Says of every operation which problems it answers."""

    def get_openapi_schema(self, **given: Any) -> Any:
        schema = super().get_openapi_schema(**given)
        made = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"] |= made.pop("$defs") | {"Problem": made}
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, description in PROBLEMS.items():
                    operation["responses"].setdefault(
                        status, {"description": description, "content": content}
                    )
                if operation.get("requestBody"):
                    operation["parameters"].append(IDEMPOTENCY)
        return schema


IDEMPOTENCY = {
    "in": "header", "name": "Idempotency-Key", "required": False,
    "description": "The same key with the same request answers as the first time and changes nothing (kept for a day)",
    "schema": {"type": "string", "maxLength": 80, "pattern": "^[!-~]*$"},
}  # fmt: skip

api = HouseApi(
    title="Zhiji",
    version=__version__,
    description="Customer files under purpose, permit and proof. Wherever sealed data come out, `purpose` is required.",
    auth=[Bearer(), Session()],
    urls_namespace="api",
    docs_url="/docs",
)
api.add_router("", house)
for prefix, router in (*customers, *custody, *holdings, *insight, *diligence, *principles):
    api.add_router(prefix, router)


def problem(request: HttpRequest, status: int, title: str, detail: str = "", **more: Any) -> HttpResponse:
    """An error as RFC 9457 asks for it."""
    body = {
        "type": f"urn:zhiji:problem:{more.pop('code', status)}",
        "title": title,
        "status": status,
        "detail": detail,
    }
    return JsonResponse({**body, **more}, status=status, content_type="application/problem+json")


@api.exception_handler(Refused)
def on_refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """403 with the rule and the ways out; 404 where even existence must not show."""
    purpose = request.GET.get("purpose", "")
    hidden = isinstance(refusal, NotHere)
    told = explain(
        refusal.decision,
        by=request.user,  # type: ignore[arg-type]
        subject=None if hidden else refusal.subject,
        purpose=purpose,
    )
    code = "purpose" if isinstance(refusal, PurposeNeeded) else "unknown" if hidden else "refused"
    return problem(
        request, 404 if hidden else 403, told.title, " ".join(told.sentences), code=code, rules=list(told.rules),
        norms=list(told.norms), remedies=[{"kind": way.kind, "label": way.label, "value": way.value} for way in told.remedies],
    )  # fmt: skip


@api.exception_handler(Invalid)
@api.exception_handler(GlassProblem)
def on_invalid(request: HttpRequest, error: Invalid | GlassProblem) -> HttpResponse:
    """422 with every problem: field, rule, message, mend."""
    found = [
        {"field": named(one.field), "where": named(getattr(one, "where", "") or one.field), "rule": one.rule,
         "message": str(one.message), "mend": str(one.mend)}
        for one in error.problems
    ]  # fmt: skip
    return problem(
        request, 422, _("Please mend these fields."), str(error.problems[0]), code="invalid", errors=found
    )


@api.exception_handler(Conflict)
def on_conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    return problem(
        request, 409, _("Somebody else changed this file meanwhile."), _("Read it again, then repeat your change."),
        code="conflict", version=error.version,
    )  # fmt: skip


@api.exception_handler(KeyReused)
def on_key_reused(request: HttpRequest, error: KeyReused) -> HttpResponse:
    return problem(
        request,
        409,
        _("This idempotency key was used for another request."),
        _("Use a fresh key."),
        code="key-reused",
    )


BODIES = {"new", "change", "move", "breaking", "period", "given"}
"""What the operations call a body; its fields are named without it."""


def named(field: str) -> str:
    """A field's name for an answer; what is no name of a field may be a value somebody put in the wrong place."""
    return field if re.fullmatch(r"[a-z_][a-z0-9_.]{0,80}|[0-9]{1,3}|Idempotency-Key", field) else "?"


def _worded(one: Mapping[str, Any]) -> tuple[str, str]:
    """A finding of the description's checks in the caller's language: what is wrong, how to mend it."""
    limits, rule = one.get("ctx", {}), str(one["type"])
    if rule == "missing":
        return _("This is required."), _("Send it.")
    if rule == "string_too_long":
        return _("This is too long."), _("At most %(most)s characters.") % {"most": limits.get("max_length")}
    if rule in ("greater_than_equal", "less_than_equal"):
        return _("This is out of range."), one["msg"]
    if rule == "text.control":
        return _("There is a NUL or half a character in it."), _("Take it out.")
    if rule == "literal_error":
        return _("This is none of the choices."), _("Use one of: %(words)s.") % {
            "words": limits.get("expected")
        }
    return _("This is not of the form described."), _("Compare /api/v1/docs.")


@api.exception_handler(ValidationError)
def on_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422; the given values are never echoed."""
    found = []
    for one in error.errors:
        message, mend = _worded(one)
        field = ".".join(named(str(step)) for step in one["loc"][1:] if step not in BODIES)
        place = str(one["loc"][0])
        found.append({"field": field, "where": place, "rule": one["type"], "message": message, "mend": mend})
    return problem(request, 422, _("Please mend these fields."), code="invalid", errors=found)


@api.exception_handler(AuthenticationError)
def on_unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(
        request,
        401,
        _("Please sign in."),
        _("Send a bearer token: zhiji token --staff NAME."),
        code="sign-in",
    )
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(HttpError)
def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, error.status_code, str(error))
