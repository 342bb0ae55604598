internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleVerify

/// Whether a push is let in at all, before the gate is asked whether it is valid; cheapest first.
///
/// Nothing of it keeps out a push that moves the trust chain alone, which its signatures judge.
struct Admission {
  /// What is found: reasons to refuse, and warnings.
  let findings: [Finding]

  /// Whether the push is let in.
  var isAdmitted: Bool { findings.allSatisfy { $0.severity == .warning } }

  init(
    of updates: [PushedRef], to hosted: HostedRepository, in context: CommandContext
  ) throws(CommandError) {
    var facts = AdmissionFacts(updates: updates)
    if !facts.isTrustAlone {
      facts.secrets = try Self.secrets(updates, hosted, in: context)
    }
    findings = facts.findings
  }

  /// Searches what git keeps apart as the push's own.
  private static func secrets(
    _ updates: [PushedRef], _ hosted: HostedRepository, in context: CommandContext
  ) throws(CommandError) -> SecretFacts {
    let folder = hosted.folder
    var search = PushedSecrets(
      allowed: try attempt { try AllowedSecrets(in: folder) }, cryptography: context.cryptography)
    search.search(names: updates.filter { $0.new != nil }.map(\.name))
    if let (sent, before) = hosted.repository.quarantine {
      do throws(ObjectReadError) {
        try search.search(
          from: updates.compactMap(\.new), in: hosted.governed.objects.unproven
        ) { id throws(ObjectReadError) in
          guard try sent.contains(id) else { return false }
          return try !before.contains(id)
        }
      } catch {
        throw CommandError(GitError.unreadableObject(error))
      }
    }
    return search.facts
  }
}
