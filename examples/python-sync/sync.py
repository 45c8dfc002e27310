"""Copies a dealer's stock and events into SQLite: see README.md."""

import argparse
import http.server
import json
import os
import re
import sys

from hub import Hub, Refused, verify
from store import Store

DATABASE = os.environ.get("DATABASE", "stock.sqlite")
# Above every event of the hub.
BODY_BYTES_MAX = 4 * 1024 * 1024


def setting(name):
    return os.environ.get(name) or sys.exit(f"{name} is not set; see README.md")


def connect():
    return Hub(os.environ.get("WTH_URL", "http://localhost:4000"), setting("WTH_API_KEY"))


def pull_listings(hub, store):
    """Takes every listing that changed since the last run; returns how many were news."""
    since, after, newest, changed = store.progress("updated_after"), None, None, 0
    while True:
        page = hub.get("/listings", limit=250, updated_after=since, after=after)
        # The newest comes first; what changes while we read comes with the next run.
        newest = newest or next((it["updated_at"] for it in page["data"]), None)
        with store.transaction():
            changed += sum(store.put_listing(it) for it in page["data"])
        after = page["next_cursor"]
        if after is None:
            break
    if newest:
        with store.transaction():
            store.set_progress("updated_after", newest)
    return changed


def pull_events(hub, store):
    """Reads the feed from where the last run ended; returns how many events were news."""
    news = 0
    while True:
        sequence = store.progress("sequence")
        try:
            page = hub.get("/events", limit=250, after_sequence=sequence)
        except Refused as refusal:
            if refusal.code != "invalid_cursor" or sequence is None:
                raise
            # No run for longer than the feed is kept: it goes on with the oldest there is.
            with store.transaction():
                store.forget_progress("sequence")
            continue
        with store.transaction():
            news += sum(store.put_event(it) for it in page["data"])
            store.set_progress("sequence", str(page["last_sequence"]))
        if not page["has_more"]:
            return news


def pull(_arguments):
    hub = connect()
    with Store(DATABASE) as store:
        listings, events = pull_listings(hub, store), pull_events(hub, store)
        print(json.dumps({"listings": listings, "events": events}))


def show(_arguments):
    with Store(DATABASE) as store:
        for listing in store.listings():
            print(json.dumps(listing))


class Receiver(http.server.BaseHTTPRequestHandler):
    livemode = False
    secrets = []
    # Seconds of silence; then the connection is closed.
    timeout = 30

    def do_POST(self):
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch("[0-9]{1,9}", length):
            return self.answer(400)
        if int(length) > BODY_BYTES_MAX:
            return self.answer(413)
        body = self.rfile.read(int(length))
        if not verify(body, self.headers.get("WTH-Signature"), self.secrets):
            return self.answer(400)
        event = json.loads(body)
        # An endpoint of mode `all` hears of both worlds; this copy has that of its key.
        if event["livemode"] == self.livemode:
            with Store(DATABASE) as store, store.transaction():
                is_news = store.put_event(event)
            print(f"{'received' if is_news else 'known'} {event['type']} {event['id']}", flush=True)
        self.answer(200)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Each event is a line of its own already."""


def listen(arguments):
    # While a secret is being rotated, both: separated by a comma.
    Receiver.secrets = setting("WTH_SIGNING_SECRET").split(",")
    Receiver.livemode = connect().get("/me")["livemode"]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", arguments.port), Receiver)
    print(f"listening on http://127.0.0.1:{server.server_port}/webhooks", flush=True)
    server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    commands.add_parser("pull").set_defaults(run=pull)
    commands.add_parser("show").set_defaults(run=show)
    listening = commands.add_parser("listen")
    listening.add_argument("--port", type=int, default=8000)
    listening.set_defaults(run=listen)
    arguments = parser.parse_args()
    arguments.run(arguments)


main()
