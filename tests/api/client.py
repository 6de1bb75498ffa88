"""A machine that calls the API in tests, over the whole stack of middleware."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from redress.operations import tokens
from redress.queries import tokens as token_queries
from tests.world import MORNING


class Machine:
    """Calls with one token."""

    def __init__(self, *scopes: str, office: str | None = None, language: str = "zh") -> None:
        token_queries.forget()
        self.client = Client(raise_request_exception=False)
        self.headers = {"Accept-Language": language}
        if scopes:
            made = tokens.add(name="machine", scopes=scopes, office=office, at=MORNING)
            self.headers["Authorization"] = f"Bearer {made['token']}"

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        """GET a path below /api/v1."""
        return self._answer(self.client.get(f"/api/v1{path}", query, headers=self.headers))

    def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        """POST JSON to a path below /api/v1."""
        data = body if isinstance(body, (str, bytes)) else json.dumps(body)
        headers = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self._answer(
            self.client.post(f"/api/v1{path}", data, content_type="application/json", headers=headers)
        )

    def upload(self, name: str, data: bytes) -> tuple[int, Any]:
        """Hand in a file."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        body = {"file": SimpleUploadedFile(name, data)}
        return self._answer(self.client.post("/api/v1/uploads", body, headers=self.headers))

    def move(self, number: str, move: str, **fields: Any) -> Any:
        """Look at a case and make a move on what was seen; the answer must be a success."""
        _, seen = self.get(f"/cases/{number}")
        status, answer = self.post(f"/cases/{number}/moves/{move}", {"version": seen["version"], "fields": fields})
        assert status == 200, (move, status, answer)
        return answer

    @staticmethod
    def _answer(response: Any) -> tuple[int, Any]:
        kind = response.headers.get("Content-Type", "")
        content = b"".join(response.streaming_content) if response.streaming else response.content
        return response.status_code, json.loads(content) if kind.startswith("application/json") else content


def appeal(**changes: Any) -> dict[str, Any]:
    """Return an appeal as a partner sends it."""
    body = {
        "channel": "C08",
        "narrative": "在城东的悦动健身办了年卡3800元，现在关门了，要求退款。",
        "appellant": {"name": "何小雨", "phone": "13900001234"},
        "respondent": {"name": "悦动健身（城东店）"},
        "remedy_sought": ["R01"],
        "amount": "3800.00",
    }
    body.update(changes)
    return body
