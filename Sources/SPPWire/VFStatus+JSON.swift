// SPDX-License-Identifier: BSD-3-Clause
package import SPPModel

extension VFStatus {
  /// Types that a status always lists, as SPP's do; the others only when there are some.
  private static let alwaysListed: [PortType] = [.phy, .vhost, .ring]

  /// Reads the `info` of a reply to `status`.
  ///
  /// - Throws: `WireError.parameter`
  package init(_ json: JSON) throws(WireError) {
    do throws(ParameterError) {
      let fields = try Fields(json, path: "info")
      var ports: [ResourceUID] = []
      for type in PortType.allCases {
        for number in try fields.array(type.rawValue) {
          let expected = "a port number as a string, such as '0' or '0 nq 1'"
          do throws(ValueError) {
            ports.append(try ResourceUID(parsing: "\(type.rawValue):\(number.string ?? "")"))
          } catch {
            throw fields.invalid(type.rawValue, number.quoted, expected)
          }
        }
      }
      self.init(
        client: try fields.client("client-id"), mainLcore: try fields.lcore("master-lcore"),
        workers: try fields.lcores("workers"), ports: ports,
        plan: try VFPlan(fields, components: "core"), captures: try Self.captures(fields))
    } catch {
      throw .parameter(error)
    }
  }

  /// What the components that capture say of it.
  ///
  /// - Parameter components: The member that has them.
  package static func captures(
    _ fields: Fields, components: String = "core"
  ) throws(ParameterError) -> [ComponentName: CaptureState] {
    var captures: [ComponentName: CaptureState] = [:]
    for element in try fields.objects(components, { (core) throws(ParameterError) in core })
    where element.has("capture") {
      captures[try element.componentName()] = try CaptureState(element.fields("capture"))
    }
    return captures
  }

  package var json: JSON {
    var object = JSON.Object([("client-id", JSON(Int(client.number)))])
    for type in PortType.allCases {
      let numbers = ports.filter { $0.type == type }.map { uid in
        JSON.string(String(uid.description.dropFirst(type.rawValue.count + 1)))
      }
      if !numbers.isEmpty || Self.alwaysListed.contains(type) {
        object[type.rawValue] = .array(numbers)
      }
    }
    object["master-lcore"] = JSON(Int(mainLcore.number))
    object["workers"] = .array(workers.map { JSON(Int($0.number)) })
    object["core"] = components
    object["classifier_table"] = .array(plan.entries.map(\.json))
    return .object(object)
  }

  /// The components, then the workers that run none: `{"core":3,"type":"unuse"}`. A capture says what it writes.
  package var components: JSON {
    let used = Set(plan.components.map(\.core))
    let free = workers.filter { !used.contains($0) }
    return .array(
      plan.components.map(described) + free.map { ["core": JSON(Int($0.number)), "type": "unuse"] })
  }

  private func described(_ component: ComponentPlan) -> JSON {
    guard let capture = captures[component.name], var object = component.json.object else {
      return component.json
    }
    object["capture"] = .object(JSON.Object(capture.members))
    return .object(object)
  }
}
