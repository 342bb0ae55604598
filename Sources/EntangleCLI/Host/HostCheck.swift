internal import EntangleModel

/// One thing about a repository under guard that was looked at.
struct HostCheck {
  let name: String
  /// What is wrong; nil where nothing is.
  let problem: String?
  let hint: String

  var json: JSONValue {
    var members: [String: JSONValue] = ["check": .string(name), "isWell": .bool(problem == nil)]
    if let problem {
      members["problem"] = .string(problem)
      members["hint"] = .string(hint)
    }
    return .object(members)
  }
}

extension HostCheck {
  /// Well where nothing is thrown; `hint` is for errors that have none.
  init(_ name: String, hint: String, _ look: () throws(CommandError) -> Void) {
    do throws(CommandError) {
      try look()
      self.init(name: name, problem: nil, hint: hint)
    } catch {
      self.init(name: name, problem: error.message, hint: error.hint ?? hint)
    }
  }
}
