import FuzzDriver

/// One reader of bytes that somebody else wrote, and what must hold of it for all bytes.
struct Target: Sendable {
  /// The name on the command line, and of its folder in `corpus`.
  let name: String
  /// The longest input that is tried, in bytes.
  let maximumByteCount: Int
  /// Reads the input and checks what it made of it.
  let check: @Sendable ([UInt8]) -> Void

  init(
    _ name: String, maximumByteCount: Int = 4_096, _ check: @escaping @Sendable ([UInt8]) -> Void
  ) {
    self.name = name
    self.maximumByteCount = maximumByteCount
    self.check = check
  }

  /// All of them, in the order in which they are run.
  static let all =
    [
      code, tag, tree, event, message, neighbour, names, json, trust, statement, places, work,
      manifest, proof, record,
      signature, codesignature, wire, agent, keyfile, privatekey, bundle, loose, index, pack, delta,
      refs, looseref, alternates, output,
      receipt, denial, evidence, certificate, spool, intent, request, secrets, pushed,
    ]
}

/// Ends the process, as a crash does, where a property does not hold.
func require(_ holds: Bool, _ property: @autoclosure () -> String) {
  guard !holds else { return }
  fuzz_fail("does not hold: \(property())")
}
