// SPDX-License-Identifier: BSD-3-Clause
#include "cdpdk_flow.h"

#include <errno.h>
#include <stdlib.h>

#include <rte_byteorder.h>
#include <rte_errno.h>
#include <rte_eth_ring.h>

union header {
  struct rte_flow_item_eth ethernet;
  struct rte_flow_item_vlan vlan;
};

union configuration {
  struct rte_flow_action_jump jump;
  struct rte_flow_action_queue queue;
  struct rte_flow_action_of_push_vlan push;
  struct rte_flow_action_of_set_vlan_vid id;
  struct rte_flow_action_of_set_vlan_pcp priority;
};

struct cdpdk_flow {
  struct rte_flow_attr attributes;
  // One more for the end, which is all zeroes.
  struct rte_flow_item items[CDPDK_FLOW_PARTS + 1];
  struct rte_flow_action actions[CDPDK_FLOW_PARTS + 1];
  union header headers[CDPDK_FLOW_PARTS][3];
  union configuration configurations[CDPDK_FLOW_PARTS];
  int item_count;
  int action_count;
};

struct cdpdk_flow *cdpdk_flow_new(uint32_t group, uint32_t priority, _Bool egress, _Bool transfer) {
  struct cdpdk_flow *flow = calloc(1, sizeof *flow);
  if (!flow) return NULL;
  flow->attributes = (struct rte_flow_attr){
      .group = group, .priority = priority, .ingress = !egress, .egress = egress, .transfer = transfer};
  return flow;
}

void cdpdk_flow_free(struct cdpdk_flow *flow) { free(flow); }

static int add_item(struct cdpdk_flow *flow, enum rte_flow_item_type type) {
  if (flow->item_count == CDPDK_FLOW_PARTS) return -ENOSPC;
  flow->items[flow->item_count++].type = type;
  return 0;
}

int cdpdk_flow_add_ethernet(struct cdpdk_flow *flow) { return add_item(flow, RTE_FLOW_ITEM_TYPE_ETH); }
int cdpdk_flow_add_vlan(struct cdpdk_flow *flow) { return add_item(flow, RTE_FLOW_ITEM_TYPE_VLAN); }

static union header *header(struct cdpdk_flow *flow, enum cdpdk_flow_part part) {
  int last = flow->item_count - 1;
  struct rte_flow_item *item = &flow->items[last];
  union header *header = &flow->headers[last][part];
  if (part == CDPDK_FLOW_SPEC) item->spec = header;
  if (part == CDPDK_FLOW_LAST) item->last = header;
  if (part == CDPDK_FLOW_MASK) item->mask = header;
  return header;
}

static void write_address(struct rte_ether_addr *address, uint64_t bits) {
  for (int octet = 0; octet < RTE_ETHER_ADDR_LEN; octet++)
    address->addr_bytes[octet] = (uint8_t)(bits >> (40 - 8 * octet));
}

void cdpdk_flow_ethernet(
    struct cdpdk_flow *flow, enum cdpdk_flow_part part, uint64_t destination, uint64_t source, uint16_t type) {
  struct rte_flow_item_eth *ethernet = &header(flow, part)->ethernet;
  write_address(&ethernet->dst, destination);
  write_address(&ethernet->src, source);
  ethernet->type = rte_cpu_to_be_16(type);
}

void cdpdk_flow_vlan(struct cdpdk_flow *flow, enum cdpdk_flow_part part, uint16_t control, uint16_t inner_type) {
  struct rte_flow_item_vlan *vlan = &header(flow, part)->vlan;
  vlan->tci = rte_cpu_to_be_16(control);
  vlan->inner_type = rte_cpu_to_be_16(inner_type);
}

int cdpdk_flow_add_action(struct cdpdk_flow *flow, enum cdpdk_flow_action action, uint32_t value) {
  if (flow->action_count == CDPDK_FLOW_PARTS) return -ENOSPC;
  struct rte_flow_action *added = &flow->actions[flow->action_count];
  union configuration *configuration = &flow->configurations[flow->action_count++];
  added->conf = configuration;
  switch (action) {
    case CDPDK_FLOW_JUMP:
      added->type = RTE_FLOW_ACTION_TYPE_JUMP;
      configuration->jump.group = value;
      break;
    case CDPDK_FLOW_QUEUE:
      added->type = RTE_FLOW_ACTION_TYPE_QUEUE;
      configuration->queue.index = (uint16_t)value;
      break;
    case CDPDK_FLOW_POP_VLAN:
      added->type = RTE_FLOW_ACTION_TYPE_OF_POP_VLAN;
      added->conf = NULL;
      break;
    case CDPDK_FLOW_PUSH_VLAN:
      added->type = RTE_FLOW_ACTION_TYPE_OF_PUSH_VLAN;
      configuration->push.ethertype = rte_cpu_to_be_16((uint16_t)value);
      break;
    case CDPDK_FLOW_SET_VLAN_ID:
      added->type = RTE_FLOW_ACTION_TYPE_OF_SET_VLAN_VID;
      configuration->id.vlan_vid = rte_cpu_to_be_16((uint16_t)value);
      break;
    case CDPDK_FLOW_SET_VLAN_PRIORITY:
      added->type = RTE_FLOW_ACTION_TYPE_OF_SET_VLAN_PCP;
      configuration->priority.vlan_pcp = (uint8_t)value;
      break;
  }
  return 0;
}

int cdpdk_flow_validate(uint16_t port, const struct cdpdk_flow *flow, struct rte_flow_error *error) {
  return rte_flow_validate(port, &flow->attributes, flow->items, flow->actions, error);
}

struct rte_flow *cdpdk_flow_create(uint16_t port, const struct cdpdk_flow *flow, struct rte_flow_error *error) {
  return rte_flow_create(port, &flow->attributes, flow->items, flow->actions, error);
}

int cdpdk_device_of_rings(const char *name, struct rte_ring *rx, struct rte_ring *tx) {
  int id = rte_eth_from_rings(name, &rx, 1, &tx, 1, (unsigned)SOCKET_ID_ANY);
  return id < 0 ? (rte_errno ? -rte_errno : -EIO) : id;
}
