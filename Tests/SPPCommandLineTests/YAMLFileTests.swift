// SPDX-License-Identifier: BSD-3-Clause
import SPPCommandLine
import SPPWire
import Testing

struct YAMLFileTests {
  /// Each anchor has nine of the one before: all of them together would be more than anybody can compare.
  private static let bomb =
    "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    + (1..<30).map { level in
      let alias = "*a\(level - 1)"
      return
        "a\(level): &a\(level) [\(Array(repeating: alias, count: 9).joined(separator: ", "))]\n"
    }.joined()

  @Test(arguments: [
    ("? *a29\n: 1\n? *a29\n: 2\n", "no YAML: '*a29' is there twice"),
    ("*a29 : 1\n", "the key *a29 is an alias, not a word"),
    ("? [*a29]\n: 1\n", "a key is no word"),
    ("x: {[*a29]: 1}\n", "a key is no word"),
    ("- *a29\n", "no YAML: did not find expected key, line 31, column 1"),
    ("x: *a29\n", "it has more than 1048576 values"),
    ("x: *nothing\n", "no YAML: found undefined alias, line 31, column 4"),
  ])
  func `aliases of more than a life takes to compare are refused at once`(
    line: String, reason: String
  ) {
    let time = ContinuousClock().measure {
      #expect {
        try YAMLFile.parse(Self.bomb + line)
      } throws: { error in
        #expect("\(error)" == reason)
        return true
      }
    }
    #expect(time < .seconds(60))
  }

  @Test func `what an alias names stands in its place, and other asterisks are themselves`() throws
  {
    let text = """
      eal: &eal [--no-pci, '*']
      primary: {options: *eal}
      '*quoted': "*" # *comment
      "*other": 2 * 3
      """
    #expect(
      try YAMLFile.parse(text) == [
        "eal": ["--no-pci", "*"], "primary": ["options": ["--no-pci", "*"]], "*quoted": "*",
        "*other": "2 * 3",
      ])
  }
}
