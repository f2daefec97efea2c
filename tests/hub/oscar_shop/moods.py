"""What a shop may be like on a bad day: a test writes into its folder how it is, and reads how often it was told."""

import json
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

WRITING = ("PATCH", "POST")


class Moods:
    """As the file `mood` says: {"lies": true}, {"breaks": [17]}, {"seconds": 3}. Notes each change in `told`."""

    def __init__(self, answer: Callable[[HttpRequest], Any]) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = settings.FOLDER / "mood"
        mood = json.loads(path.read_text()) if path.exists() else {}
        if request.method not in WRITING or not request.path.startswith("/api/admin/"):
            return self._answer(request)
        with (settings.FOLDER / "told").open("a") as told:
            told.write(f"{request.method} {request.path}\n")
        if any(request.path.endswith(f"/{number}/") for number in mood.get("breaks", ())):
            return JsonResponse({"detail": "this one breaks me"}, status=500)
        if mood.get("lies"):
            return JsonResponse({})
        answer = self._answer(request)
        time.sleep(mood.get("seconds", 0))  # it is done, and nobody hears of it for a while
        return answer
