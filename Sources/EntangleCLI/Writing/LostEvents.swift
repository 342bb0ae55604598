internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// Events of a lane of which the object of one is lost, as after a power cut: git reaches nothing before it.
struct LostEvents {
  /// The lane's ref.
  let ref: RefName
  /// Where it stands.
  let tip: ObjectID
  /// What cannot be read.
  let lost: ObjectID
  /// What is after that and can be read, oldest first.
  let after: [JudgedEvent]

  private let session: Session

  /// Those of which one is named by an id or a beginning of one; nil where none is. Throws where several are.
  static func named(
    _ text: String, in session: Session
  ) throws(CommandError) -> LostEvents? {
    guard text.utf8.count >= 4 else { return nil }
    let lanes = Dictionary(session.judgement.lanes.map { ($0.ref, $0) }) { first, _ in first }
    let found = session.governed.entangleRefs.compactMap {
      LostEvents(at: $0.name, standing: $0.id, on: lanes[$0.name], in: session)
    }.filter { $0.ids.contains { $0.hex.hasPrefix(text) } }
    guard found.count < 2 else {
      throw CommandError("'\(displayText(text.utf8))' is ambiguous", hint: "give more digits")
    }
    try found.first?.requireLoss()
    return found.first
  }

  /// Throws where objects are elsewhere, and are not lost: in what git borrows from, or at a remote of which a clone leaves
  /// some out.
  private func requireLoss() throws(CommandError) {
    let repository = session.repository
    for remote in try GitProgram.run(["remote"], in: session).text.split(separator: "\n") {
      let partial = try PartialClone(of: String(remote), repository)?.error
      let shallow = try ShallowClone.error(of: String(remote), repository)
      if let error = partial ?? shallow { throw error }
    }
    guard try !GitProgram.run(["cat-file", "commit", lost.hex], in: session).isSuccess else {
      throw CommandError(
        "'\(lost)' is not lost: git has it in another repository (alternates)", code: "O101",
        hint: "git repack -a", status: .undecided)
    }
  }

  /// The file that is damaged, where there is one; git takes no object of its name from a remote meanwhile.
  var damaged: FilePath? {
    let folder = FilePath(session.repository.commonPath).appending("objects")
    let file = folder.appending(String(lost.hex.prefix(2))).appending(String(lost.hex.dropFirst(2)))
    return (try? FileSystem.status(file)) ?? nil == nil ? nil : file
  }

  private init?(
    at ref: RefName, standing tip: ObjectID, on lane: JudgedLane?, in session: Session
  ) {
    guard case .lane? = EntangleRef(ref, format: tip.format) else { return nil }
    let judgement = session.judgement
    var lost = tip
    var after: [JudgedEvent] = []
    if let lane, let first = judgement.events(of: lane).first, judgement.events[tip] != nil {
      guard first.event.body.sequence > 1 else { return nil }
      lost = first.event.commit.parent
      after = Array(judgement.events(of: lane))
    }
    guard session.governed.objects.isLost(lost) else { return nil }
    (self.ref, self.tip, self.lost, self.after) = (ref, tip, lost, after)
    self.session = session
  }

  /// All that is known to go, the newest first.
  var ids: [ObjectID] { after.reversed().map(\.event.id) + [lost] }

  /// The newest event of the lane that is here with all before it, and was not taken back; nil where there is none. Throws where
  /// there are several ends.
  func newest() throws(CommandError) -> ParsedEvent? {
    let found = try candidates()
    let kept = try attempt {
      Set(try session.repository.references(prefix: TrustRef.keptPrefix).map(\.1))
    }
    var ends: Set<ObjectID> = []
    var left: Set<ObjectID> = []
    for event in found.values.sorted(by: { $0.body.sequence < $1.body.sequence })
    where event.body.sequence == 1 || left.contains(event.commit.parent) {
      guard !kept.contains(event.id) else { continue }
      left.insert(event.id)
      ends.insert(event.id)
      ends.remove(event.commit.parent)
    }
    let shown = Set(try Withdrawal(session: session).remembered(ref).map(\.tip))
    let known = ends.count > 1 ? ends.intersection(shown) : ends
    guard ends.count > 1, known.count != 1 else { return known.first.flatMap { found[$0] } }
    let list = ends.map(\.hex).sorted().joined(separator: "', '")
    throw CommandError(
      "nothing says which of these was the newest on '\(ref)' before: '\(list)'",
      hint: "git update-ref \(ref) <one of them>", status: .undecided)
  }

  /// All commits of the repository that are events of the lane, whatever reaches them, but those that go.
  private func candidates() throws(CommandError) -> [ObjectID: ParsedEvent] {
    let listed = try GitProgram.run(
      [
        "cat-file", "--batch-all-objects", "--unordered",
        "--batch-check=%(objecttype) %(objectname)",
      ],
      in: session)
    guard listed.isSuccess else {
      throw CommandError(
        "cannot list the objects here: \(displayText(listed.reason.utf8))", hint: "git fsck",
        status: .undecided)
    }
    let (limits, cryptography) = (ReadLimits(), session.context.cryptography)
    let gone = Set(ids)
    var found: [ObjectID: ParsedEvent] = [:]
    for line in listed.text.split(separator: "\n") where line.hasPrefix("commit ") {
      guard let id = ObjectID(hex: line.dropFirst("commit ".count).utf8), !gone.contains(id),
        let object = try? session.governed.objects.read(id, limit: limits.eventBytes),
        let event = try? ParsedEvent(
          object, reference: ObjectReference(id: id, digest: cryptography.digest(object)),
          limits: limits, cryptography: cryptography),
        event.body.lane.ref == ref, cryptography.keyID(event.publicKey) == event.body.lane.key,
        event.isSignatureValid(cryptography)
      else { continue }
      found[id] = event
    }
    return found
  }
}

extension ObjectSource {
  /// Whether an object is not there, or not what its name says. (What merely cannot be read now, as without permission, is not
  /// lost.)
  func isLost(_ id: ObjectID) -> Bool {
    do throws(ObjectReadError) {
      return try read(id, limit: ReadLimits().commitBytes) == nil
    } catch {
      if case .corrupt = error { return true }
      return false
    }
  }
}
