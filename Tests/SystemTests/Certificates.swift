// SPDX-License-Identifier: BSD-3-Clause
import Foundation

/// Certificates of an authority that nobody trusts but these tests, good for 100 years, and their keys.
enum Certificates {
  /// Writes them into a directory, as `ca.pem`, `server.pem`, `server.key`, `client.pem` and `client.key`.
  static func write(into directory: String) throws {
    for (name, text) in all {
      try Data((text + "\n").utf8).write(to: URL(fileURLWithPath: "\(directory)/\(name)"))
    }
  }

  private static let all = [
    (
      "ca.pem",
      """
      -----BEGIN CERTIFICATE-----
      MIIBeDCCAR6gAwIBAgIUPex+91JifEiZD8yGFXdPmrLC9F0wCgYIKoZIzj0EAwIw
      ITEfMB0GA1UEAwwWU29mdCBQYXRjaCBQYW5lbCB0ZXN0czAgFw0yMDAxMDEwMDAw
      MDBaGA8yMTIwMDEwMTAwMDAwMFowITEfMB0GA1UEAwwWU29mdCBQYXRjaCBQYW5l
      bCB0ZXN0czBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHPOBhcjgRCJQGVusuGh
      J42TxLgd89taD3hgAXhVTKa3h396iW/8WefZt9eSqTfflJVxeRMkdkJ06bAlu6/X
      +NOjMjAwMA8GA1UdEwEB/wQFMAMBAf8wHQYDVR0OBBYEFDYQaIQApzdhGvCw5wCo
      SIlOd7CBMAoGCCqGSM49BAMCA0gAMEUCIQCl2a6kE3sK1VpcGQUJVxVRAWHEe02I
      DoNfJCpq3mha3AIgM28MuaMLoO/zP6I660b6OP7U90Iee2TsU0tWphthy6Y=
      -----END CERTIFICATE-----
      """
    ),
    (
      "server.pem",
      """
      -----BEGIN CERTIFICATE-----
      MIIBdzCCAR2gAwIBAgIUV9uoenzwpPjiXyjD8/HxkaXKijkwCgYIKoZIzj0EAwIw
      ITEfMB0GA1UEAwwWU29mdCBQYXRjaCBQYW5lbCB0ZXN0czAgFw0yMDAxMDEwMDAw
      MDBaGA8yMTIwMDEwMTAwMDAwMFowETEPMA0GA1UEAwwGc2VydmVyMFkwEwYHKoZI
      zj0CAQYIKoZIzj0DAQcDQgAESFPqGodCX0SFU11l6B7HGCC9TyM/Ez0QuZX7VLSe
      IHkN2PqUUb+52JhqCuSu07Gs7vXcmJDZdKvU2IBqYicKI6NBMD8wDAYDVR0TAQH/
      BAIwADAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwEwYDVR0lBAwwCgYIKwYB
      BQUHAwEwCgYIKoZIzj0EAwIDSAAwRQIhALjBAAJO2PzhuSdJMdzBf9AgaczbVsyA
      eIxib1EuYZPWAiAdAZDHpNKYIQ2kFWfyn4ifWRRdO1d4hxR+TAPUn0SxSw==
      -----END CERTIFICATE-----
      """
    ),
    (
      "server.key",
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgByWG/4naU+D0aIWH
      1sSWUPumA3ATKn/ZSEIdjUCRxumhRANCAARIU+oah0JfRIVTXWXoHscYIL1PIz8T
      PRC5lftUtJ4geQ3Y+pRRv7nYmGoK5K7Tsazu9dyYkNl0q9TYgGpiJwoj
      -----END PRIVATE KEY-----
      """
    ),
    (
      "client.pem",
      """
      -----BEGIN CERTIFICATE-----
      MIIBWzCCAQGgAwIBAgIUbWediMBKkGkIUUH/+BYIhC+sPX8wCgYIKoZIzj0EAwIw
      ITEfMB0GA1UEAwwWU29mdCBQYXRjaCBQYW5lbCB0ZXN0czAgFw0yMDAxMDEwMDAw
      MDBaGA8yMTIwMDEwMTAwMDAwMFowETEPMA0GA1UEAwwGY2xpZW50MFkwEwYHKoZI
      zj0CAQYIKoZIzj0DAQcDQgAENlOyrFhA4bv1Kxf0ZOEVPtbFH1YvkDmwet3AKN+Z
      2zMR/zhuxoqFbmhB43fdVC73YNnqJvp07OrEGUxb8YUjf6MlMCMwDAYDVR0TAQH/
      BAIwADATBgNVHSUEDDAKBggrBgEFBQcDAjAKBggqhkjOPQQDAgNIADBFAiEA8Sl1
      0vb3bnn+EEhtVDeKW3s0QrTzH9e9z+lubMqhzlMCIAEn2IB0Z39WngNxlzxp063j
      yP1oyUeniI2oLANdD+iF
      -----END CERTIFICATE-----
      """
    ),
    (
      "client.key",
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgltE6JvpROvlNMWuk
      OETUwjGqZUWTgujSu1QeoXaz4C2hRANCAAQ2U7KsWEDhu/UrF/Rk4RU+1sUfVi+Q
      ObB63cAo35nbMxH/OG7GioVuaEHjd91ULvdg2eom+nTs6sQZTFvxhSN/
      -----END PRIVATE KEY-----
      """
    ),
  ]
}
