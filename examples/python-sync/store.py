"""The copy: listings, events and how far the sync has come, in one SQLite file."""

import json
import sqlite3

TABLES = """
create table if not exists listings (id text primary key, version integer not null, body text not null);
create table if not exists events (id text primary key, sequence integer not null, type text not null, body text not null);
create table if not exists progress (name text primary key, value text not null);
"""


class Store:
    def __init__(self, path):
        self._database = sqlite3.connect(path, timeout=30)
        self._database.executescript(TABLES)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._database.close()

    def transaction(self):
        """Everything inside is kept, or after an exception nothing."""
        return self._database

    def put_listing(self, listing):
        """False for a duplicate or one that came late: the copy has that version or a newer one."""
        row = self._database.execute(
            "insert into listings values (?, ?, ?) on conflict (id) do update"
            " set version = excluded.version, body = excluded.body where excluded.version > version",
            (listing["id"], listing["version"], json.dumps(listing)),
        )
        return row.rowcount == 1

    def put_event(self, event):
        """False when the event is here already."""
        row = self._database.execute(
            "insert into events values (?, ?, ?, ?) on conflict do nothing",
            (event["id"], event["sequence"], event["type"], json.dumps(event)),
        )
        if row.rowcount == 1 and event["data"]["object"]["object"] == "listing":
            self.put_listing(event["data"]["object"])
        return row.rowcount == 1

    def progress(self, name):
        row = self._database.execute("select value from progress where name = ?", (name,)).fetchone()
        return row and row[0]

    def set_progress(self, name, value):
        self._database.execute("insert or replace into progress values (?, ?)", (name, value))

    def forget_progress(self, name):
        self._database.execute("delete from progress where name = ?", (name,))

    def listings(self):
        rows = self._database.execute("select body from listings order by id")
        return [json.loads(body) for (body,) in rows]
