"""Somebody who uses the site's pages as a browser does: signs in, reads, and sends forms."""

import re
from typing import Any

import requests
from alliance import PASSWORD

SECONDS = 60


class Visitor:
    """A person with a browser's cookies; signed in where an address of mail is given."""

    def __init__(self, site: str, email: str = "") -> None:
        self._site, self._session = site, requests.Session()
        self._session.trust_env = False
        if email:
            page = self.send("/account/login/", login=email, password=PASSWORD)
            assert "/account/login/" not in page.url, page.text

    def page(self, path: str) -> str:
        """What a page says."""
        answer = self._session.get(self._whole(path), timeout=SECONDS)
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return answer.text

    def send(self, path: str, files: dict[str, Any] | None = None, **values: str) -> requests.Response:
        """Send the form that stands on a page."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page(path))
        assert token is not None
        values |= {"csrfmiddlewaretoken": token[1]}
        answer = self._session.post(
            self._whole(path), data=values, files=files, timeout=SECONDS,
            headers={"Referer": self._whole(path)},
        )  # fmt: skip
        assert answer.status_code == 200, (path, answer.status_code, answer.text)
        return answer

    def _whole(self, path: str) -> str:
        return path if path.startswith("http") else self._site + path
