// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import SPPModel
import Testing

@Suite struct ControllerAddressTests {
  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1:7777"), ("10.0.0.1:80", "10.0.0.1:80"),
    ("host.name", "host.name:7777"), ("http://a:80", "a:80"), ("https://a", "https://a:7777"),
    ("https://[::1]:99/", "https://[::1]:99"),
    ("[::1]", "[::1]:7777"), ("[::1]:99", "[::1]:99"), ("unix:/run/spp.sock", "unix:/run/spp.sock"),
  ]) func `an address is read`(text: String, canonical: String) throws {
    #expect(try ControllerAddress(parsing: text).description == canonical)
  }

  @Test(arguments: [
    "", ":7777", "a:0", "a:65536", "a:x", "a:", "::1", "[::1", "[::1]x", "unix:", "a b", "ftp://a",
    "https://",
    "a:+1", "unix", "http://unix",
  ]) func `anything else is refused`(text: String) {
    #expect(throws: ValueError.self) { try ControllerAddress(parsing: text) }
  }
}
