"""The API ``/api/v1``: the same looks and acts as the pages, as JSON. OpenAPI 3.1 at ``/api/v1/openapi.json``.

Every room brings its own operations; errors are ``application/problem+json`` (RFC 9457) in the caller's language.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from zhiji import __version__
from zhiji.access.api import router as house
from zhiji.access.api_auth import AUTH
from zhiji.access.breaking import GlassProblem
from zhiji.access.explain import explain
from zhiji.access.idempotency import KeyReused
from zhiji.access.refusals import NotHere, PurposeNeeded, Refused
from zhiji.customers.api import routers as customers
from zhiji.customers.problems import Conflict, Invalid

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
    auth=AUTH,
    urls_namespace="api",
    docs_url="/docs",
)
api.add_router("", house)
for prefix, router in customers:
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
        {"field": one.field, "where": getattr(one, "where", "") or one.field, "rule": one.rule,
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


@api.exception_handler(ValidationError)
def on_validation(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """422; the given values are never echoed."""
    found = [
        {"field": ".".join(str(step) for step in one["loc"][1:]), "where": str(one["loc"][0]), "rule": one["type"],
         "message": one["msg"], "mend": ""}
        for one in error.errors
    ]  # fmt: skip
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
