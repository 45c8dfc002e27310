"""A client of the hub's API, and the check of a webhook's signature."""

import email.utils
import hashlib
import hmac
import http.client
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request

TOLERANCE_SECONDS = 300
TRIES = 4
WAIT_SECONDS_MAX = 60


class Refused(Exception):
    """The hub has refused a request; `code` says why: `http_` and the status when a proxy wrote the answer."""

    def __init__(self, status, body):
        super().__init__(f"HTTP {status}: {body}")
        try:
            self.code = json.loads(body)["error"]["code"]
        except (ValueError, LookupError, TypeError):
            self.code = f"http_{status}"


def seconds_until(retry_after, default):
    """How long a Retry-After header asks to wait, by seconds or by a date."""
    if re.fullmatch("[0-9]{1,9}", retry_after or ""):
        return int(retry_after)
    try:
        return max(0, email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (TypeError, ValueError):
        return default


class Hub:
    def __init__(self, url, api_key):
        self._base = url.rstrip("/") + "/api/v1"
        self._api_key = api_key

    def get(self, path, **query):
        """The JSON of an answer. Raises Refused, or ConnectionError when none came."""
        text = urllib.parse.urlencode({k: v for k, v in query.items() if v is not None})
        request = urllib.request.Request(
            f"{self._base}{path}?{text}", headers={"Authorization": f"Bearer {self._api_key}"}
        )
        for attempt in range(1, TRIES + 1):
            wait = 2**attempt
            try:
                with urllib.request.urlopen(request, timeout=30) as response:
                    return json.load(response)
            except urllib.error.HTTPError as error:
                is_passing = error.code == 429 or error.code >= 500
                wait = seconds_until(error.headers.get("Retry-After"), wait)
                if attempt == TRIES or not is_passing or wait > WAIT_SECONDS_MAX:
                    raise Refused(error.code, error.read().decode(errors="replace")) from error
            # Timed out, hung up before the answer, or in its midst.
            except (OSError, http.client.HTTPException) as error:
                if attempt == TRIES:
                    raise ConnectionError(f"no answer from {self._base}: {error}") from error
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
