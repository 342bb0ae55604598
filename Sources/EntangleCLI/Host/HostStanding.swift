internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// How far a repository's host has come with its log, as the newest receipt says.
struct HostStanding {
  /// The newest receipt, with its commit; nil where there is none.
  let newest: ReceiptReading?

  init(_ hosted: HostedRepository, in context: CommandContext) throws(CommandError) {
    let limits = ReadLimits()
    let tips = hosted.governed.entangleRefs.compactMap { name, id -> (Int64, ObjectID)? in
      guard case .receipts(let number) = EntangleRef(name, format: id.format) else { return nil }
      return (number, id)
    }
    guard let tip = tips.max(by: { $0.0 < $1.0 })?.1 else {
      newest = nil
      return
    }
    guard
      let object = try attempt({
        try hosted.governed.objects.read(tip, limit: limits.receiptBytes)
      }), let reading = try? ReceiptReading(object, format: tip.format, limits: limits)
    else {
      throw CommandError("the newest receipt cannot be read", hint: "entangle verify")
    }
    newest = reading
  }
}
