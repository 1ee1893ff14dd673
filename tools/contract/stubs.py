#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Processes as spp-ctl sees them, without DPDK: one of each kind, that take what fits and remember it.

usage: stubs.py SOCKET_DIRECTORY

A stub that is told to exit closes its connection, and comes back with another pid.
"""
import json
import socket
import sys
import threading
import time

KINDS = [("primary", 0), ("vf", 1), ("nfv", 2), ("mirror", 3), ("pcap", 4)]
NO_VLAN = {"operation": "none", "id": 0, "pcp": 0}


class Refused(Exception):
    pass


def attachment(port, vlan=None):
    return {"port": port, "vlan": {**NO_VLAN, **(vlan or {})}}


class Stub:
    def __init__(self, kind, client, path):
        self.kind, self.client, self.path = kind, client, path
        self.pid = 100_000 + client
        self.clear()

    def clear(self):
        self.plan = {"components": [], "classifier_table": []}
        self.patches = {"ports": [], "patches": [], "forwarding": False}
        self.pipes, self.recording, self.rules = [], False, []

    def run(self):
        while True:
            try:
                with socket.socket(socket.AF_UNIX) as link:
                    link.connect(self.path)
                    self.serve(link)
            except OSError:
                pass
            self.clear()
            self.pid += 1000
            time.sleep(0.02)

    def serve(self, link):
        buffer = b""
        while True:
            data = link.recv(65536)
            if not data:
                return
            buffer += data
            while b"\n" in buffer:
                line, buffer = buffer.split(b"\n", 1)
                message = json.loads(line)
                if "commands" not in message:
                    print(f"{self.kind} {self.client}: {line.decode()}", file=sys.stderr)
                    return
                link.sendall(json.dumps(self.reply(message)).encode() + b"\n")
                if message["commands"] and message["commands"][0]["command"] == "exit":
                    return

    def reply(self, message):
        commands = message["commands"]
        held = json.dumps([self.plan, self.patches, self.pipes, self.recording, self.rules])
        info = None
        for index, command in enumerate(commands):
            try:
                info = self.answer(command)
            except Refused as refusal:
                self.plan, self.patches, self.pipes, self.recording, self.rules = json.loads(held)
                results = [{"result": "invalid"} for _ in commands]
                results[index] = {"result": "error", "error_details": {"message": str(refusal)}}
                return {"id": message["id"], "results": results}
        reply = {"id": message["id"], "results": [{"result": "success"} for _ in commands]}
        if info is not None:
            reply["info"] = info
        return reply

    def answer(self, command):
        word = command["command"]
        if word == "hello":
            return {
                "process_type": self.kind, "client_id": self.client, "pid": self.pid,
                "empty": self.is_empty()}
        if word == "status":
            return getattr(self, f"{self.kind}_status")()
        if word == "counters":
            return {"components": []}
        if word in ("exit", "clear", "launch", "check"):
            return None
        if word == "apply":
            return self.apply(command["plan"])
        if word == "flow":
            return self.flow(command)
        if word == "pool":
            return self.pool()
        if self.kind in ("vf", "mirror"):
            return self.component_command(word, command)
        if self.kind == "pcap":
            self.recording = word == "start"
            return None
        return self.patch_command(word, command)

    def is_empty(self):
        return not (
            self.plan["components"] or self.plan["classifier_table"] or self.patches["ports"]
            or self.patches["patches"] or self.patches["forwarding"] or self.pipes
            or self.recording)

    # A vf, a mirror

    def vf_status(self):
        cores = {component["core"] for component in self.plan["components"]}
        free = [{"core": core, "type": "unuse"} for core in (2, 3) if core not in cores]
        return {
            "client-id": self.client, "phy": ["0"], "vhost": ["0"], "ring": ["0", "1"],
            "master-lcore": 1, "workers": [2, 3], "core": self.plan["components"] + free,
            "classifier_table": self.plan["classifier_table"]}

    mirror_status = vf_status

    def component(self, name):
        for component in self.plan["components"]:
            if component["name"] == name:
                return component
        raise Refused(f"component '{name}' does not exist; start it first")

    def component_command(self, word, command):
        components, action = self.plan["components"], command["action"]
        if word == "component" and action == "start":
            if command["core"] not in (2, 3):
                raise Refused(f"lcore {command['core']} is not a worker of this process")
            if any(each["name"] == command["name"] for each in components):
                raise Refused(f"component '{command['name']}' exists already")
            components.append({
                "core": command["core"], "name": command["name"], "type": command["type"],
                "rx_port": [], "tx_port": []})
        elif word == "component":
            components[:] = [each for each in components if each["name"] != command["name"]]
        elif word == "port":
            ports = self.component(command["name"])[f"{command['dir']}_port"]
            others = [each for each in ports if each["port"] != command["port"]]
            if action == "attach":
                others.append(attachment(command["port"], command.get("vlan")))
            elif len(others) == len(ports):
                raise Refused(f"{command['port']} is not a port of '{command['name']}'")
            ports[:] = others
        else:
            vlan = f"{command['vlan']}/" if command["type"] == "vlan" else ""
            row = {
                "type": command["type"], "value": vlan + command["mac_address"],
                "port": command["port"]}
            table = self.plan["classifier_table"]
            if (row in table) == (action == "add"):
                raise Refused("the entry exists already" if row in table else "there is no such entry")
            table.append(row) if action == "add" else table.remove(row)

    def apply(self, plan):
        if self.kind == "pcap":
            self.recording = plan["recording"]
        elif self.kind == "nfv":
            self.patches = plan
        else:
            if any(component["core"] not in (2, 3) for component in plan["components"]):
                raise Refused("an lcore is not a worker of this process")
            self.plan = plan

    # An nfv, the primary's own forwarder

    def patch_command(self, word, command):
        port = command.get("port")
        if word == "add" and port.startswith("pipe:"):
            if any(pipe["port"] == port for pipe in self.pipes):
                raise Refused(f"{port} exists already")
            self.pipes.append({"port": port, "rx": command["rx"], "tx": command["tx"]})
        elif word == "del" and port.startswith("pipe:"):
            self.pipes = [pipe for pipe in self.pipes if pipe["port"] != port]
        elif word == "add":
            if port in self.patches["ports"] or port.startswith("phy:"):
                raise Refused(f"{port} is added already")
            self.patches["ports"].append(port)
        elif word == "del":
            if port not in self.patches["ports"]:
                raise Refused(f"{port} is not among the ports of this process")
            self.patches["ports"].remove(port)
        elif word == "patch" and command.get("action") == "reset":
            self.patches["patches"] = []
        elif word == "patch":
            others = [each for each in self.patches["patches"] if each["src"] != command["src"]]
            self.patches["patches"] = others + [{"src": command["src"], "dst": command["dst"]}]
        else:
            self.patches["forwarding"] = word == "forward"

    def forwarder(self):
        return {
            "status": "running" if self.patches["forwarding"] else "idling",
            "ports": self.patches["ports"], "patches": self.patches["patches"]}

    def nfv_status(self):
        return {
            "client-id": self.client, "master-lcore": 1, "lcores": [1, 2], **self.forwarder()}

    def primary_status(self):
        rings = [{"id": n, "rx": 0, "rx_drop": 0, "tx": 0, "tx_drop": 0} for n in range(2)]
        phy = {
            "id": 0, "eth": "56:48:4f:53:54:00", "rx": 1, "tx": 2, "tx_drop": 0,
            "nof_queues": {"rx": 1, "tx": 1}, "flow": [], "link": "up"}
        pipes = [
            {"id": int(pipe["port"][5:]), "rx": int(pipe["rx"][5:]), "tx": int(pipe["tx"][5:])}
            for pipe in self.pipes]
        return {
            "master-lcore": 0, "lcores": [0], "forwarder": self.forwarder(), "phy_ports": [phy],
            "ring_ports": rings, "pipes": pipes,
            "ports": [port for port in self.patches["ports"] if not port.startswith("ring:")],
            "pools": [{"name": "MProc_pktmbuf_pool", "size": 100, "free": 100}]}

    def pool(self):
        return {
            "pools": [{
                "name": "MProc_pktmbuf_pool", "size": 100, "free": 100, "in_caches": 0, "caches": [], "in_rings": 0,
                "rings": [], "in_devices": 0, "devices": [], "in_hands": 0, "lost": 0}],
            "doubled": 0, "foreign": 0, "reclaimed": 0, "stopped_us": 400,
            "burials": dict.fromkeys(
                ("processes", "lcores", "claims", "freed", "magazines", "rings", "leaked", "reclaimed"), 0)}

    def flow(self, command):
        return {"result": "success", "message": f"Flow {command['action']} done", "rule_id": "0"}

    # A pcap

    def pcap_status(self):
        return {
            "client-id": self.client, "status": "running" if self.recording else "idle",
            "master-lcore": 1, "workers": [2],
            "core": [
                {"core": 2, "role": "receive", "rx_port": [{"port": "phy:0"}]},
                {"core": 2, "role": "write", "filename": "", "written": {"packets": 0, "bytes": 0},
                 "lost": 0}]}


def main():
    for kind, client in KINDS:
        name = "primary" if client == 0 else "secondary"
        stub = Stub(kind, client, f"{sys.argv[1]}/{name}.sock")
        threading.Thread(target=stub.run, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
