# SPDX-License-Identifier: BSD-3-Clause
"""Follows the controller's events, so that a process is known the moment it is started."""

import http.client
import json
import threading
import time


class Watch:
    """The latest pid of each process of the site, by name."""

    def __init__(self, port):
        self.port = port
        self.changed = threading.Condition()
        self.pids = {}
        self.starts = {}
        self.ended = False
        self.thread = threading.Thread(target=self.follow, daemon=True)
        self.thread.start()

    def follow(self):
        last = None
        while not self.ended:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
                connection.request("GET", "/v2/events", headers={"Last-Event-ID": last} if last else {})
                stream = connection.getresponse()
                while line := stream.readline():
                    name, _, value = line.decode().rstrip("\n").partition(":")
                    if name == "id":
                        last = value.strip()
                    elif name == "data":
                        self.take(json.loads(value))
            except (OSError, http.client.HTTPException, ValueError):
                # The controller is away; it is killed now and then.
                time.sleep(0.02)

    def take(self, event):
        # An event without data tells that others are forgotten.
        if not isinstance(event, dict) or event.get("what") not in ("started", "adopted") or not event.get("pid"):
            return
        with self.changed:
            self.pids[event["name"]] = event["pid"]
            self.starts[event["pid"]] = time.monotonic_ns()
            self.changed.notify_all()

    def pid(self, name, other_than=None, seconds=30):
        """The pid of a process, once it is another one than that; None when it does not come."""
        with self.changed:
            self.changed.wait_for(lambda: self.pids.get(name) not in (None, other_than), seconds)
            pid = self.pids.get(name)
            return None if pid == other_than else pid
