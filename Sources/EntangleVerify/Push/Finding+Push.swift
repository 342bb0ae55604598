internal import EntangleModel

/// Hints that fit a push, where those of the rules fit a repository that stands so already.
extension Finding {
  /// The same with a way out for whoever pushes; `updates` is what the push moves.
  func found(inPush updates: [PushedRef]) -> Finding {
    let branch = object.hasPrefix("refs/heads/") ? object.dropFirst("refs/heads/".count) : nil
    let bringsLaw = updates.contains { $0.name == EntangleRef.trustName }
    switch (code, branch) {
    case ("R101", let branch?) where !bringsLaw:
      return hinting(
        "'entangle propose --ref \(branch)', then 'entangle approval request' and 'entangle land', which moves it"
      )
    case ("R102", _?), ("J112", _?): return hinting("only 'entangle land' moves a protected branch")
    case ("R103", _?), ("J111", _?), ("H102", _?):
      return hinting("a protected branch cannot be deleted")
    case ("H102", nil) where object.hasPrefix("refs/tags/"):
      return hinting(
        "a tag on record stays; 'entangle event withdraw' takes back an event of yours that puts it elsewhere"
      )
    case ("T123", _): return hinting("'entangle push' brings the law first")
    default: return self
    }
  }
}
