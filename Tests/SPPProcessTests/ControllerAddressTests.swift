// SPDX-License-Identifier: BSD-3-Clause
import SPPProcess
import Testing

@Suite struct ControllerAddressTests {
  @Test func `only a name that somebody must be asked for is tried for less often`() throws {
    for address in [
      "127.0.0.1:5555", "localhost:5555", "[::1]:5555", "[fe80::1]:5555", "unix:/run/spp/a.sock",
    ] {
      #expect(try ControllerAddress(parsing: address).isKnown, "\(address)")
    }
    for address in ["controller:5555", "spp.example.org:5555", "1.example.org:5555"] {
      #expect(try !ControllerAddress(parsing: address).isKnown, "\(address)")
    }
  }
}
