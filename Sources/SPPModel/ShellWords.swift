// SPDX-License-Identifier: BSD-3-Clause

// Commands as the shell takes them, without the process and `;` before them.

extension VFCommand {
  package var words: String {
    switch self {
    case .startComponent(let name, let core, let kind):
      "component start \(name) \(core) \(kind.rawValue)"
    case .stopComponent(let name): "component stop \(name)"
    case .attach(let port, let direction, let name, let vlan):
      "port add \(port) \(direction.rawValue) \(name)" + vlan.words
    case .detach(let port, let direction, let name):
      "port del \(port) \(direction.rawValue) \(name)"
    case .addEntry(let entry): "classifier_table add \(entry.words)"
    case .deleteEntry(let entry): "classifier_table del \(entry.words)"
    }
  }
}

extension VLANOperation {
  fileprivate var words: String {
    switch self {
    case .none: ""
    case .add(let id, let priority): " add_vlantag \(id) \(priority)"
    case .delete: " del_vlantag"
    }
  }
}

extension ClassifierEntry {
  fileprivate var words: String {
    let address = ClassifierKey(vlan: nil, address: key.address).description
    return (key.vlan.map { "vlan \($0) " } ?? "mac ") + "\(address) \(port)"
  }
}

extension PatchCommand {
  package var words: String {
    switch self {
    case .add(let port): "add \(port)"
    case .delete(let port): "del \(port)"
    case .patch(let patch): patch.words
    case .reset: "patch reset"
    case .forward: "forward"
    case .stop: "stop"
    }
  }
}

extension Patch {
  fileprivate var words: String { "patch \(source) \(destination)" }
}

extension PrimaryCommand {
  /// nil for what is no change of its configuration.
  package var words: String? {
    switch self {
    case .add(let port): "add \(port)"
    case .delete(let port): "del \(port)"
    case .addPipe(let pipe): "add \(Pipe.name(pipe.index)) \(pipe.rx) \(pipe.tx)"
    case .deletePipe(let index): "del \(Pipe.name(index))"
    case .patch(let patch): patch.words
    case .resetPatches: "patch reset"
    case .forward: "forward"
    case .stop: "stop"
    case .hello, .status, .pool, .news, .clear, .flow, .launch, .exit: nil
    }
  }
}
