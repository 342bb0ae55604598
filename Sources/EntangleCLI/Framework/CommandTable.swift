/// All commands there are, and how their names are found.
struct CommandTable: Sendable {
  /// The commands of this program.
  static let standard = CommandTable([
    Answer.self,
    ApprovalRequest.self,
    Approve.self,
    ArtifactList.self,
    ArtifactShow.self,
    ArtifactVerify.self,
    Ask.self,
    Cancel.self,
    Clone.self,
    Close.self,
    Completion.self,
    Connect.self,
    ConnectionVerdict.self,
    DenyAdd.self,
    DenyImport.self,
    DenyLift.self,
    DenyList.self,
    DenyVerify.self,
    EdgeAdd.self,
    EdgeRemove.self,
    EventLog.self,
    EventShow.self,
    EventWithdraw.self,
    EvidenceCommand.self,
    Fetch.self,
    GraphApply.self,
    GraphCheck.self,
    GraphDiff.self,
    GraphShow.self,
    GraphTemplatePrint.self,
    Handoff.self,
    Help.self,
    HookCommitMessage.self,
    HookInstall.self,
    HookPostReceive.self,
    HookPrePush.self,
    HookPreReceive.self,
    HookReferenceTransaction.self,
    HostAuthorizedKeys.self,
    HostDoctor.self,
    HostEpoch.self,
    HostPeer.self,
    HostInit.self,
    HostPublishNotes.self,
    HostReceiptsPrune.self,
    HostShell.self,
    HostStatus.self,
    HostSweep.self,
    HostTokenAdd.self,
    HostTokenList.self,
    HostTokenRevoke.self,
    Init.self,
    Introduce.self,
    KeyAgent.self,
    KeyAllowedSigners.self,
    KeyExport.self,
    KeyImport.self,
    KeyList.self,
    KeyNew.self,
    KeyRevoke.self,
    KeyRotate.self,
    KeyShow.self,
    Kinds.self,
    Land.self,
    Manual.self,
    PolicyCheck.self,
    PolicySet.self,
    PolicyShow.self,
    PrincipalAccess.self,
    PrincipalAdd.self,
    PrincipalGrant.self,
    PrincipalList.self,
    PrincipalResume.self,
    PrincipalRetire.self,
    PrincipalShow.self,
    PrincipalSuspend.self,
    Propose.self,
    Push.self,
    ReceiptsLog.self,
    ReceiptsShow.self,
    RedactAdd.self,
    RedactClean.self,
    RedactList.self,
    Reject.self,
    Review.self,
    Renew.self,
    Requests.self,
    Rules.self,
    Run.self,
    Status.self,
    Tag.self,
    Taint.self,
    TaskAccept.self,
    TaskList.self,
    TaskReject.self,
    TaskRequest.self,
    TaskResult.self,
    TaskShow.self,
    TaskUpdate.self,
    TenantBridge.self,
    TrustLog.self,
    TrustPin.self,
    TrustPublish.self,
    TrustResolve.self,
    TrustSign.self,
    TrustWithdraw.self,
    Prove.self,
    Verify.self,
    WhatIf.self,
    Why.self,
    Withdraw.self,
  ])

  private let commands: [any Command.Type]

  /// Takes commands; of two of the same name the first counts.
  init(_ commands: [any Command.Type]) {
    self.commands = commands
  }

  /// What is said about each command, in the order of the table.
  var specs: [CommandSpec] { commands.map { $0.spec } }

  /// The command whose name is the longest beginning of `words`, and what follows it; nil where
  /// there is none.
  func command(_ words: [String]) -> (command: any Command.Type, rest: ArraySlice<String>)? {
    var best: (command: any Command.Type, count: Int)?
    for command in commands {
      let name = command.spec.name
      if words.starts(with: name) && name.count > (best?.count ?? 0) {
        best = (command, name.count)
      }
    }
    return best.map { ($0.command, words[$0.count...]) }
  }

  /// Whether the words are the beginning of a longer name, as `key` is of `key new`.
  func isGroup(_ words: [String]) -> Bool {
    !words.isEmpty
      && commands.contains {
        $0.spec.name.count > words.count && $0.spec.name.starts(with: words)
      }
  }

  /// The words that name something that is not there: the beginning of `words` up to the first
  /// that leads nowhere.
  func unknownName(_ words: [String]) -> [String] {
    var count = 1
    while count < words.count && isGroup(Array(words[..<count])) { count += 1 }
    return Array(words[..<min(count, words.count)])
  }

  /// The name most like the given one; nil where none is close.
  func suggestion(for name: [String]) -> String? {
    let typed = name.joined(separator: " ")
    let names = Set(commands.map { $0.spec.name.joined(separator: " ") })
      .union(commands.compactMap { $0.spec.name.count > 1 ? $0.spec.name.first : nil })
    let ranked = names.map { (name: $0, distance: editDistance(typed, $0)) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    guard let best = ranked.first, best.distance <= max(1, typed.count / 3) else { return nil }
    return best.name
  }
}

/// How many letters must be added, removed or replaced to make one text of the other (Levenshtein).
private func editDistance(_ left: String, _ right: String) -> Int {
  let (left, right) = (Array(left.utf8.prefix(64)), Array(right.utf8.prefix(64)))
  var previous = Array(0...right.count)
  for (row, letter) in left.enumerated() {
    var current = [row + 1]
    for (column, other) in right.enumerated() {
      let replaced = previous[column] + (letter == other ? 0 : 1)
      current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
    }
    previous = current
  }
  return previous[right.count]
}
