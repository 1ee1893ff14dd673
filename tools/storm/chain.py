# SPDX-License-Identifier: BSD-3-Clause
"""The site of the storm: two guests, and four vfs that hand their frames on."""

# What a worker of its own carries, so that its counters move whatever the others do: from nothing over a ring into nothing.
PULSE = 10

# (name, client id, components, classifier table); phy:N is the vf's own null device.
#
#            vhost:0   ring:0            ring:1-3            ring:4           vhost:1
#   guest 0 --------- west ----- sort (classifier) ===== join (merger) ----- east ------- guest 1
#                        \________________________ ring:5 ____________________/
CHAIN = (
    ("west", 1, [("out", "forward", ["vhost:0"], ["ring:0"]), ("in", "forward", ["ring:5"], ["vhost:0"])], ()),
    ("sort", 2, [("cls", "classifier", ["ring:0"], ["ring:1", "ring:2", "ring:3"])],
     [(f"02:00:00:00:01:0{index}", f"ring:{index + 1}") for index in range(3)]),
    ("join", 3, [("mgr", "merge", ["ring:1", "ring:2", "ring:3"], ["ring:4"])], ()),
    ("east", 4, [("in", "forward", ["ring:4"], ["vhost:1"]), ("out", "forward", ["vhost:1"], ["ring:5"])], ()),
)
NAMES = [name for name, *_ in CHAIN]
# Those that serve a guest.
EDGES = ("west", "east")
MBUFS = 16384
# Frames on their way between the guests, and what sources bring in.
PATH_RINGS = range(6)


def client_of(name):
    return next(client for one, client, *_ in CHAIN if one == name)


def worker_of(client):
    """The lcore of a vf's components; its lower one takes commands."""
    return 2 * client


def pulse_ring(client):
    return PULSE + client


def source_of(client):
    """The component that brings load of its own, and its port."""
    return f"source{client}", f"phy:{client - 1}"


def attached(ports):
    return [{"port": port} for port in ports]


def plan(client, components, table):
    source, device = source_of(client)
    ring = f"ring:{pulse_ring(client)}"
    components = [*components, (source, "forward", [device], [ring]), (f"sink{client}", "forward", [ring], [device])]
    return {
        "components": [
            {"name": name, "core": worker_of(client), "type": kind, "rx_port": attached(rx), "tx_port": attached(tx)}
            for name, kind, rx, tx in components],
        "classifier_table": [{"type": "mac", "value": mac, "port": port} for mac, port in table]}


def site(prefix, cpus, sockets):
    def lcores(*ids):
        return ",".join(f"{lcore}@({cpus})" for lcore in ids)

    vdevs = [word for index in range(len(CHAIN)) for word in ("--vdev", f"net_null{index},size=64")]
    return {
        "version": 1, "file_prefix": prefix, "eal": ["--no-pci", "--no-telemetry"],
        # As often as it takes, and always at once.
        "restart": {"times": 1_000_000, "within": 1, "delay": 0, "longest_delay": 0},
        "primary": {
            "lcores": lcores(0), "eal": ["-m", "96", *vdevs], "ports": hex((1 << len(CHAIN)) - 1),
            "rings": PULSE + len(CHAIN) + 1, "options": ["--mbufs", str(MBUFS)]},
        "secondaries": [
            {"name": name, "client_id": client, "lcores": lcores(2 * client - 1, 2 * client),
             "guests": {"directory": sockets, "client": True}, "plan": plan(client, components, table)}
            for name, client, components, table in CHAIN]}
