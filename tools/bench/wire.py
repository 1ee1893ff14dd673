# SPDX-License-Identifier: BSD-3-Clause
"""The controller's end of the wire protocol: one JSON object a line, on a Unix socket."""

import json
import socket


class Refused(Exception):
    """A command that a process did not do, with its sentence."""


class Door:
    """Listens for one process, where no other comes by."""

    def __init__(self, path):
        self.socket = socket.create_server(path, family=socket.AF_UNIX)
        self.address = f"unix:{path}"

    def accept(self, seconds):
        self.socket.settimeout(seconds)
        connection, _ = self.socket.accept()
        self.socket.close()
        return Link(connection)


class Link:
    """A connected process."""

    def __init__(self, connection):
        connection.settimeout(60)
        self.file = connection.makefile("rwb")
        self.last = 0
        self.ask({"command": "hello"})

    def ask(self, *commands):
        """Sends the commands as one message; returns the reply's `info`."""
        self.last += 1
        self.file.write(json.dumps({"id": self.last, "commands": commands}).encode() + b"\n")
        self.file.flush()
        reply = json.loads(self.file.readline() or b"null")
        if reply is None:
            raise Refused("the process has closed its connection")
        for result in reply["results"]:
            if result["result"] == "error":
                raise Refused(result["error_details"]["message"])
        return reply.get("info")
