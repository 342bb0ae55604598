internal import EntangleModel
internal import EntangleVerify

/// What a server says to whoever pushes. It is told when the turn is over: whoever does not listen holds up nobody.
struct PushReply {
  /// What he should know of a push that is let in.
  var warnings: [Finding] = []
  /// Why it is refused; empty where it is taken.
  var reasons: [Finding] = []

  /// How long whoever pushes may take to listen.
  private static let patience = Duration.seconds(10)
  /// How many warnings are told: with the reasons, twenty lines are the most.
  private static let mostWarnings = 2

  /// Says it, and gives with what the hook is to end.
  func told(in context: CommandContext) -> ExitStatus {
    let reader = context.diagnostics.patient(by: .now + Self.patience)
    for finding in warnings.prefix(Self.mostWarnings) {
      reader.line("entangle: warning [\(finding.code)] \(finding.detail)")
    }
    guard !reasons.isEmpty else { return .ok }
    let roots = reasons.filter { $0.base == nil }
    ReasonsTold.tell(roots.isEmpty ? reasons : roots, to: reader)
    reader.line("entangle: nothing was changed; 'entangle rules' explains the codes")
    return .refused
  }
}
