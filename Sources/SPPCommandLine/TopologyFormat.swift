// SPDX-License-Identifier: BSD-3-Clause

/// A kind of file that `topo` writes.
package enum TopologyFormat: String, CaseIterable, Hashable, Sendable {
  case dot, json, js, yaml, yml, svg, png, jpg, bmp
}
