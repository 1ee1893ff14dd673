// SPDX-License-Identifier: BSD-3-Clause

/// What is asked of a pcap.
package enum PcapCommand: String, CaseIterable, Hashable, Sendable {
  case start, stop
}

/// The whole configuration of a pcap: what it records is said when it starts.
package struct PcapPlan: Hashable, Sendable {
  package var isRecording: Bool
  package init(isRecording: Bool = false) { self.isRecording = isRecording }
  package var isEmpty: Bool { !isRecording }
}

/// A capture file that is being written.
package struct CaptureState: Hashable, Sendable {
  /// Its path once it is whole; `.tmp` is behind it until then. Empty when there is none.
  package let file: String
  /// Packets and bytes of frames in files.
  package let written: Traffic
  /// Packets that were recorded but could not be written.
  package let lost: UInt64
  /// Why nothing is written now, such as a full disk.
  package let fault: String?

  package init(
    file: String = "", written: Traffic = Traffic(), lost: UInt64 = 0, fault: String? = nil
  ) {
    self.file = file
    self.written = written
    self.lost = lost
    self.fault = fault
  }
}

/// A pcap as it reports itself.
package struct PcapStatus: Hashable, Sendable {
  package let client: ClientID
  package let mainLcore: LcoreID
  package let workers: [LcoreID]
  /// What it records.
  package let port: ResourceUID
  package let plan: PcapPlan
  package let capture: CaptureState

  package init(
    client: ClientID, mainLcore: LcoreID, workers: [LcoreID], port: ResourceUID, plan: PcapPlan,
    capture: CaptureState
  ) {
    self.client = client
    self.mainLcore = mainLcore
    self.workers = workers
    self.port = port
    self.plan = plan
    self.capture = capture
  }
}
