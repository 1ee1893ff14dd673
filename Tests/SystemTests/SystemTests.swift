// SPDX-License-Identifier: BSD-3-Clause
import Testing

/// The real programs against each other, as a user has them. One test after another: a host has few cores, and each
/// group of processes takes hugepages.
@Suite(.serialized) struct SystemTests {}
