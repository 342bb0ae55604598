internal import EntangleModel

/// Every file below signatures/ must be a valid signature over the statement, in its one spelling,
/// at the path of its key. Stops: forged consent, and signatures carried over from another
/// statement.
struct T111TrustSignatureInvalid: TrustRule {
  static let text = RuleText(
    "T111", "a signature over the statement is invalid",
    rule: "Every file below signatures/ must be a valid signature over the statement, in "
      + "its one spelling, at the path of its key.",
    stops: "forged consent, and signatures carried over from another statement.",
    hint: "sign the statement with ssh-keygen -Y sign -n entangle-trust@v1, or with "
      + "entangle")

  func findings(in context: TrustContext) -> [Finding] {
    guard let step = context.step else { return [] }
    return step.state.files.keys.sorted().compactMap { path in
      guard case .signature(_, let keyID) = try? TrustPath(path),
        let armour = step.state.files[path]
      else { return nil }
      guard let signature = SSHSignature(armour: armour),
        context.cryptography.keyID(signature.publicKey) == keyID,
        signature.isValid(
          over: step.state.statement.encoded, in: .trust, cryptography: context.cryptography)
      else { return Self.broken("'\(path)'") }
      return nil
    }
  }
}
