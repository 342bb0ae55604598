internal import EntangleModel
internal import EntangleVerify

extension JudgedEvent {
  /// What a file of the event holds; empty where it has no such file.
  func content(_ name: String, in objects: some ObjectSource) -> [UInt8] {
    let limits = ReadLimits()
    guard event.body.files.contains(where: { $0.name == name }),
      let tree = try? objects.read(event.commit.tree, limit: limits.treeBytes),
      let entries = TreeObject(content: tree.content, format: objects.format)?.entries,
      let entry = entries.first(where: { $0.name.elementsEqual(name.utf8) }),
      let blob = try? objects.read(entry.id, limit: limits.eventFileBytes)
    else { return [] }
    return blob.content
  }
}

extension Judgement {
  /// What is wrong where a name is that of an event of another kind than is asked for, and which one may be meant; nil
  /// where it is no event's.
  func otherKind(_ text: String, than kinds: [EventName]) -> CommandError? {
    let found = Array(events.values(named: text))
    guard text.utf8.count >= 4, let other = found.first, found.count == 1 else { return nil }
    let asked = kinds.map(\.rawValue).joined(separator: " or ")
    let about = other.event.body.causes.compactMap { events[$0.id] }.filter {
      kinds.contains($0.event.body.kind.name)
    }
    let answers = kinds.flatMap { state.answers(to: other.event.id, $0) }
    func named(_ events: [JudgedEvent]) -> String {
      events.prefix(3).map { "the \($0.event.body.kind.name.rawValue) \($0.event.id.short)" }
        .joined(separator: ", ")
    }
    let hint: String? =
      !about.isEmpty
      ? "it is about \(named(about))"
      : !answers.isEmpty ? "\(named(answers)) \(answers.count == 1 ? "is" : "are") about it" : nil
    return CommandError(
      "'\(other.event.id.short)' is \(other.event.body.kind.name.withArticle), and no \(asked)",
      hint: hint ?? "'entangle log' lists the events")
  }
}

extension EventName {
  /// The name behind its article.
  fileprivate var withArticle: String {
    ("aeiou".contains(rawValue.prefix(1)) ? "an " : "a ") + rawValue
  }
}
