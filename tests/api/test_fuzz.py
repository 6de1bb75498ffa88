"""Whatever the description of the API allows or forbids, no call ends in a failure of ours."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error

from redress.operations import tokens
from redress.queries import tokens as token_queries
from redress.wsgi import application
from tests.world import MORNING, World

EXAMPLES = int(os.environ.get("REDRESS_FUZZ_EXAMPLES") or 12)  # make test-all asks for more


# The description as the house serves it; every call goes over the whole WSGI stack with a token of every scope.
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """Keep the test's transaction open: outside Django's own client a request would close the connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)  # fmt: skip
def test_no_call_that_fits_the_description_ends_in_a_server_error(case: Any, world: World) -> None:
    token_queries.forget()
    made = tokens.add(name="fuzz", scopes=token_queries.SCOPES, at=MORNING)
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {made['token']}"}

    response = case.call()

    case.validate_response(response, checks=(not_a_server_error,))
    assert response.status_code < 500, response.text[:500]
