internal import EntangleModel
internal import EntangleVerify

extension Session {
  /// Throws where an event of that kind would come too late for the thread that its cause belongs to,
  /// whether or not its signer has cited why.
  func require(threadOf cause: JudgedEvent, allows name: EventName) throws(CommandError) {
    guard let transition = EventKind[name].transition,
      let thread = judgement.state.thread(of: cause.event.id)
    else { return }
    let phase = judgement.state.phase(of: thread)
    guard transition.from.contains(phase) else {
      throw CommandError(
        "it is not in a state for that: it is \(phase.rawValue)", code: "W115",
        hint: "entangle show \(thread.opening.event.id.short)", status: .refused)
    }
  }
}
