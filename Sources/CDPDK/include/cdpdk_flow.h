// SPDX-License-Identifier: BSD-3-Clause
// Flow rules and devices made of rings: rte_flow's structures have unions without names, bit-fields and big-endian
// members, and rte_ring is over-aligned.
#pragma once
#include <stdint.h>

#include <rte_config.h>
#include <rte_flow.h>
#include <rte_ring.h>

// Most items, and most actions, of a rule.
#define CDPDK_FLOW_PARTS 16

enum cdpdk_flow_part { CDPDK_FLOW_SPEC, CDPDK_FLOW_LAST, CDPDK_FLOW_MASK };
enum cdpdk_flow_action {
  CDPDK_FLOW_JUMP,
  CDPDK_FLOW_QUEUE,
  CDPDK_FLOW_POP_VLAN,
  CDPDK_FLOW_PUSH_VLAN,
  CDPDK_FLOW_SET_VLAN_ID,
  CDPDK_FLOW_SET_VLAN_PRIORITY,
};

struct cdpdk_flow;

// NULL without memory. cdpdk_flow_free gives it back.
struct cdpdk_flow *cdpdk_flow_new(uint32_t group, uint32_t priority, _Bool egress, _Bool transfer);
void cdpdk_flow_free(struct cdpdk_flow *flow);

// 0, or -ENOSPC when the rule has CDPDK_FLOW_PARTS already.
int cdpdk_flow_add_ethernet(struct cdpdk_flow *flow);
int cdpdk_flow_add_vlan(struct cdpdk_flow *flow);
int cdpdk_flow_add_action(struct cdpdk_flow *flow, enum cdpdk_flow_action action, uint32_t value);

// Of the item that was added last. Addresses have the first octet in bits 40 to 47; numbers are in host order.
void cdpdk_flow_ethernet(
    struct cdpdk_flow *flow, enum cdpdk_flow_part part, uint64_t destination, uint64_t source, uint16_t type);
void cdpdk_flow_vlan(struct cdpdk_flow *flow, enum cdpdk_flow_part part, uint16_t control, uint16_t inner_type);

int cdpdk_flow_validate(uint16_t port, const struct cdpdk_flow *flow, struct rte_flow_error *error);
struct rte_flow *cdpdk_flow_create(uint16_t port, const struct cdpdk_flow *flow, struct rte_flow_error *error);

// A device that receives from one ring and sends to another; its id, or a negative errno.
int cdpdk_device_of_rings(const char *name, struct rte_ring *rx, struct rte_ring *tx);
