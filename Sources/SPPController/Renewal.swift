// SPDX-License-Identifier: BSD-3-Clause
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads certificates, key and token anew when SIGHUP says so.
struct Renewal: Service {
  let entrance: Entrance
  let options: ExposureOptions
  let log: Logger

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      do {
        let exposure = try options.exposure()
        try entrance.change(exposure.rules, tls: exposure.tls)
        log.info("certificates and token are read anew")
      } catch {
        log.error("certificates and token stay as they were", metadata: ["reason": "\(error)"])
      }
    }
  }
}
