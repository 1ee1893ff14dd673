// SPDX-License-Identifier: BSD-3-Clause

package import DPDK
package import SPPModel

/// What one component needs to run: control decides all of it once, the loop only does.
package struct StageSpecification {
  package let kind: ComponentKind
  package let book: ComponentBook
  package let inlets: [Inlet]
  package let outlets: [Outlet]
  /// Keys and the position in `outlets` that each leads to; a classifier's only.
  package let entries: [(key: ClassifierKey, outlet: Int)]
  /// Where a capture's frames go.
  package let recorder: CaptureRing?

  package init(
    kind: ComponentKind, book: ComponentBook, inlets: [Inlet], outlets: [Outlet],
    entries: [(key: ClassifierKey, outlet: Int)] = [], recorder: CaptureRing? = nil
  ) {
    self.kind = kind
    self.book = book
    self.inlets = inlets
    self.outlets = outlets
    self.entries = entries
    self.recorder = recorder
  }
}

/// The components of one lcore, in order. Immutable; owned by control, which frees it when no lcore walks it.
@safe
package final class Pipeline {
  /// What the lcore walks.
  @safe
  struct Body {
    let stages: UnsafeMutablePointer<Stage>
    let count: Int
  }

  let body: UnsafeMutablePointer<Body>
  /// Keeps the counters alive while the lcore writes them.
  private let books: [ComponentBook]
  /// And the memory of recorders.
  private let recorders: [CaptureRing]

  /// Components that lack a port they need to run are left out.
  package init(_ specifications: [StageSpecification]) {
    let stages = specifications.compactMap { Self.stage($0) }
    let memory = UnsafeMutablePointer<Stage>.allocate(capacity: max(1, stages.count))
    unsafe memory.initialize(from: stages, count: stages.count)
    unsafe body = .allocate(capacity: 1)
    unsafe body.initialize(to: Body(stages: memory, count: stages.count))
    books = specifications.map(\.book)
    recorders = specifications.compactMap(\.recorder)
  }

  deinit {
    for index in 0..<(unsafe body.pointee.count) { unsafe body.pointee.stages[index].destroy() }
    unsafe body.pointee.stages.deallocate()
    unsafe body.deallocate()
  }

  private static func stage(_ specification: StageSpecification) -> Stage? {
    if specification.kind == .capture { return capture(specification) }
    guard let inlet = specification.inlets.first, let outlet = specification.outlets.first else {
      return nil
    }
    let page = specification.book.page
    let inlets = specification.inlets
    let isPlain = specification.outlets.allSatisfy { $0.depth(from: inlets) == .bytes }
    let depth: Survey.Depth = isPlain ? .bytes : .whole
    switch specification.kind {
    case .forward:
      let pointer = UnsafeMutablePointer<Forwarder>.allocate(capacity: 1)
      unsafe pointer.initialize(
        to: Forwarder(inlet: inlet, outlet: outlet, page: page, depth: depth))
      return unsafe .forward(pointer)
    case .merge:
      let pointer = UnsafeMutablePointer<Merger>.allocate(capacity: 1)
      unsafe pointer.initialize(
        to: Merger(
          inlets: InletList(inlets), outlet: outlet, page: page, depth: depth))
      return unsafe .merge(pointer)
    case .classifier, .formerClassifier:
      // Without an entry there is nothing to send to; frames stay in the port until there is one.
      guard !specification.entries.isEmpty else { return nil }
      let pointer = UnsafeMutablePointer<Classifier>.allocate(capacity: 1)
      unsafe pointer.initialize(
        to: Classifier(
          inlet: inlet, outlets: specification.outlets, entries: specification.entries, page: page,
          depth: depth))
      return unsafe .classify(pointer)
    case .mirror:
      guard specification.outlets.count == 2 else { return nil }
      let pointer = UnsafeMutablePointer<Mirror>.allocate(capacity: 1)
      unsafe pointer.initialize(
        to: Mirror(inlet: inlet, outlet: outlet, witness: specification.outlets[1], page: page))
      return unsafe .mirror(pointer)
    case .capture: return nil
    }
  }

  /// The only kind that runs without an outlet.
  private static func capture(_ specification: StageSpecification) -> Stage? {
    guard let inlet = specification.inlets.first, let recorder = specification.recorder else {
      return nil
    }
    let pointer = UnsafeMutablePointer<Capture>.allocate(capacity: 1)
    unsafe pointer.initialize(
      to: Capture(
        inlet: inlet, outlet: specification.outlets.first, sink: recorder.sink,
        page: specification.book.page))
    return unsafe .capture(pointer)
  }
}
