// SPDX-License-Identifier: BSD-3-Clause

internal import DPDK

/// A component on its lcore: the closed list of component types.
///
/// An enum of pointers, because a class or an existential would cost reference counting in the loop.
@safe
enum Stage {
  case forward(UnsafeMutablePointer<Forwarder>)
  case merge(UnsafeMutablePointer<Merger>)
  case classify(UnsafeMutablePointer<Classifier>)
  case mirror(UnsafeMutablePointer<Mirror>)
  case capture(UnsafeMutablePointer<Capture>)

  /// One turn of the component; whether it received anything. Both hands are empty before and after.
  ///
  /// The components' `poll` are `mutating` so that they work where they lie instead of on a copy.
  @inline(__always) @_noLocks
  func poll(_ left: inout Hand, _ right: inout Hand) -> Bool {
    switch self {
    case .forward(let forwarder): unsafe forwarder.pointee.poll(&left)
    case .merge(let merger): unsafe merger.pointee.poll(&left)
    case .classify(let classifier): unsafe classifier.pointee.poll(&left, copies: &right)
    case .mirror(let mirror): unsafe mirror.pointee.poll(&left, copies: &right)
    case .capture(let capture): unsafe capture.pointee.poll(&left)
    }
  }

  /// Frees the component; control, when no lcore walks it.
  func destroy() {
    switch self {
    case .forward(let forwarder): unsafe Self.destroy(forwarder)
    case .merge(let merger): unsafe Self.destroy(merger)
    case .classify(let classifier): unsafe Self.destroy(classifier)
    case .mirror(let mirror): unsafe Self.destroy(mirror)
    case .capture(let capture): unsafe Self.destroy(capture)
    }
  }

  private static func destroy<T: ~Copyable>(_ pointer: UnsafeMutablePointer<T>) {
    unsafe pointer.deinitialize(count: 1)
    unsafe pointer.deallocate()
  }
}

/// The inlets of a component, in the order in which they are polled.
@safe
struct InletList {
  private let base: UnsafeMutablePointer<Inlet>
  let count: Int

  init(_ inlets: [Inlet]) {
    unsafe base = .allocate(capacity: max(1, inlets.count))
    unsafe base.initialize(from: inlets, count: inlets.count)
    count = inlets.count
  }

  subscript(index: Int) -> Inlet {
    @inline(__always) @_noLocks _read { yield unsafe base[index] }
  }

  func destroy() { unsafe base.deallocate() }
}

/// The outlets of a component; the classifier's table counts them from 0.
@safe
struct OutletList {
  private let base: UnsafeMutablePointer<Outlet>
  let count: Int

  init(_ outlets: [Outlet]) {
    unsafe base = .allocate(capacity: max(1, outlets.count))
    unsafe base.initialize(from: outlets, count: outlets.count)
    count = outlets.count
  }

  /// In place: an outlet is not copied for its use.
  subscript(index: Int) -> Outlet {
    @inline(__always) @_noLocks _read { yield unsafe base[index] }
    @inline(__always) @_noLocks nonmutating _modify { yield unsafe &base[index] }
  }

  func destroy() { unsafe base.deallocate() }
}
