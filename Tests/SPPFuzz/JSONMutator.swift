// SPDX-License-Identifier: BSD-3-Clause
import SPPWire

/// Makes JSON values that are nearly right: the shape of a sample with other leaves and branches.
struct JSONMutator {
  let samples: [JSON]
  private let texts: [[UInt8]]
  private let mutator = Mutator()

  init(_ samples: [JSON]) {
    self.samples = samples
    texts = samples.map { $0.serialized() }
  }

  /// Text of a sample with changes in its tree, its text, or both.
  func text(_ random: inout Random) -> [UInt8] {
    let index = random.below(samples.count)
    let way = random.below(8)
    if way == 0 { return texts[index] }
    let tree = way < 6 ? value(samples[index], &random).serialized() : texts[index]
    return way < 5 ? tree : mutator.mutated(tree, &random, others: texts)
  }

  /// A sample with changes in its tree.
  func value(_ random: inout Random) -> JSON { value(random.pick(samples), &random) }

  private func value(_ sample: JSON, _ random: inout Random) -> JSON {
    var value = sample
    for _ in 0...random.few(atMost: 4) { change(&value, &random) }
    return value
  }

  private func change(_ value: inout JSON, _ random: inout Random) {
    switch value {
    case .array(var elements) where !elements.isEmpty && !random.oneIn(5):
      let index = random.below(elements.count)
      switch random.below(8) {
      case 0: elements.remove(at: index)
      case 1: elements += Array(repeating: elements[index], count: 1 + random.few(atMost: 5))
      case 2: elements.insert(leaf(&random), at: index)
      default: change(&elements[index], &random)
      }
      value = .array(elements)
    case .object(var object) where !object.members.isEmpty && !random.oneIn(6):
      let member = object.members[random.below(object.members.count)]
      switch random.below(8) {
      case 0: object[member.name] = nil
      case 1: object[random.pick(Tokens.members)] = leaf(&random)
      case 2: object[random.pick(Tokens.members)] = member.value
      default:
        var changed = member.value
        change(&changed, &random)
        object[member.name] = changed
      }
      value = .object(object)
    default: value = leaf(&random)
    }
  }

  private func leaf(_ random: inout Random) -> JSON {
    switch random.below(12) {
    case 0: return .null
    case 1: return .bool(random.oneIn(2))
    case 2: return .integer(random.pick([0, 1, -1, 127, 128, 255, 256, 1024, 4095, .max, .min]))
    case 3: return .integer(Int64(random.below(300)))
    case 4: return .real(random.pick([0.5, -1.5, 1e300, -0.0, 4_294_967_296.5]))
    case 5: return random.oneIn(2) ? .array([]) : .object(JSON.Object())
    case 6: return branch(random.pick(samples), &random)
    case 7: return .string(String(repeating: random.pick(Tokens.all), count: 1 + random.below(40)))
    case 8, 9: return .string(random.pick(Tokens.values))
    default: return .string(random.pick(Tokens.all))
    }
  }

  /// Somewhere below.
  private func branch(_ value: JSON, _ random: inout Random) -> JSON {
    guard !random.oneIn(4) else { return value }
    switch value {
    case .array(let elements) where !elements.isEmpty:
      return branch(random.pick(elements), &random)
    case .object(let object) where !object.members.isEmpty:
      return branch(random.pick(object.members).value, &random)
    default: return value
    }
  }
}
