internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// The denylist of a repository, as commands read it.
enum DenylistAccess {
  /// What it says, whatever its signatures are worth; empty where there is none. Throws where it cannot be read.
  static func denylist(
    in governed: GovernedRepository, _ context: CommandContext
  ) throws(CommandError) -> Denylist {
    guard let tip = governed.entangleRefs.first(where: { $0.name == DenylistEntry.ref })?.id else {
      return Denylist()
    }
    let reader = DenylistReader(objects: governed.objects, cryptography: context.cryptography)
    guard let denylist = reader.denylist(at: tip) else {
      throw CommandError(
        "the denylist cannot be read", code: "D101", hint: "entangle deny verify", status: .refused)
    }
    return denylist
  }

  /// What the documents of the commands have in common: schema, repository, verdict and time.
  static func members(
    _ schema: String, _ verdict: Verdict, of law: Report
  ) -> [String: JSONValue] {
    [
      "schema": .string(schema), "repository": .string(law.repository?.hex ?? "unknown"),
      "verdict": .string(verdict.rawValue), "asOf": .string(law.asOf.description),
    ]
  }

  /// What the verifier finds wrong with the denylist, or with the law by which it is judged.
  static func findings(_ input: VerificationInput) -> [Finding] {
    Verifier(input).report().findings.filter { finding in
      finding.object == DenylistEntry.ref.description || finding.code.hasPrefix("T")
    }
  }

  /// The same for a repository as it stands, judged by a trust root.
  static func findings(
    in governed: GovernedRepository, trustRoot: SHA256Digest?, _ context: CommandContext
  ) throws(CommandError) -> [Finding] {
    findings(
      governed.input(
        refs: governed.entangleRefs.filter {
          [EntangleRef.trustName, DenylistEntry.ref].contains($0.name)
        }, branches: [:], trustRoot: trustRoot, now: try context.now(), in: context))
  }
}
