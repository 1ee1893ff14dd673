// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

private enum OperationWord: String, CaseIterable { case none, add, del }

extension VLANOperation {
  /// Reads `{"operation":"add","id":101,"pcp":3}`; without `pcp` it is 0, an empty object is `none`.
  package init(_ fields: Fields) throws(ParameterError) {
    guard fields.has("operation") else {
      self = .none
      return
    }
    let word: OperationWord = try fields.word("operation")
    switch word {
    case .none: self = .none
    case .del: self = .delete
    case .add:
      let id = try fields.numbered("id", "a VLAN id from 1 to 4094", VLANID.init)
      let expected = "a priority from 0 to 7"
      // Without one, frames get the lowest.
      var defaulted = fields
      if !fields.has("pcp") { defaulted.object["pcp"] = 0 }
      self = .add(id, try defaulted.numbered("pcp", expected, PriorityCodePoint.init))
    }
  }

  /// With all three members, as SPP's statuses have it.
  package var json: JSON {
    switch self {
    case .none: ["operation": "none", "id": 0, "pcp": 0]
    case .delete: ["operation": "del", "id": 0, "pcp": 0]
    case .add(let id, let pcp):
      ["operation": "add", "id": JSON(Int(id.number)), "pcp": JSON(Int(pcp.number))]
    }
  }
}
