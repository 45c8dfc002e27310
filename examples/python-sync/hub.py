"""A client of the hub's API, and the check of a webhook's signature."""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.parse
import urllib.request

TOLERANCE_SECONDS = 300
TRIES = 4


class Refused(Exception):
    """The hub has refused a request; `code` says why."""

    def __init__(self, body):
        super().__init__(body)
        self.code = json.loads(body)["error"]["code"]


class Hub:
    def __init__(self, url, api_key):
        self._base = url.rstrip("/") + "/api/v1"
        self._api_key = api_key

    def get(self, path, **query):
        """The JSON of an answer. Raises Refused, or urllib.error.URLError when the hub can't be reached."""
        text = urllib.parse.urlencode({k: v for k, v in query.items() if v is not None})
        request = urllib.request.Request(
            f"{self._base}{path}?{text}", headers={"Authorization": f"Bearer {self._api_key}"}
        )
        for attempt in range(1, TRIES + 1):
            try:
                with urllib.request.urlopen(request, timeout=30) as response:
                    return json.load(response)
            except urllib.error.HTTPError as error:
                if attempt == TRIES or not (error.code == 429 or error.code >= 500):
                    raise Refused(error.read().decode()) from error
                wait = int(error.headers.get("Retry-After", 2**attempt))
            except urllib.error.URLError:
                if attempt == TRIES:
                    raise
                wait = 2**attempt
            time.sleep(wait)


def verify(body, header, secrets, now=None):
    """Whether the hub signed these bytes, with one of the secrets and not long ago."""
    fields = [part.strip().split("=", 1) for part in (header or "").split(",") if "=" in part]
    timestamp = next((value for name, value in fields if name == "t" and value.isdecimal()), None)
    if timestamp is None or abs((now or time.time()) - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    signed = timestamp.encode() + b"." + body
    expected = [hmac.new(it.encode(), signed, hashlib.sha256).hexdigest().encode() for it in secrets]
    given = [value.encode() for name, value in fields if name == "v1"]
    return any(hmac.compare_digest(left, right) for left in expected for right in given)
