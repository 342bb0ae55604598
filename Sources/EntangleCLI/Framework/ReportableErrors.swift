internal import EntangleCrypto
internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleRunner
internal import EntangleSSH
internal import EntangleSystem

extension SystemError: ReportableError {
  var reportedMessage: String { description }
  var reportedHint: String? { hint }
}

extension ChildProcessError: ReportableError {
  var reportedMessage: String { message }
  var reportedHint: String? { hint }
}

extension CryptoError: ReportableError {
  var reportedMessage: String { description }

  /// As `hint`, with the commands that only this module knows.
  var reportedHint: String? {
    switch self {
    case .keyNotFound: "'entangle key list' shows the keys there are, 'entangle key new' makes one"
    default: hint
    }
  }
}

extension HostError: ReportableError {
  var reportedMessage: String { description }
  var reportedHint: String? { hint }
}

extension AgentError: ReportableError {
  var reportedMessage: String { description }
  var reportedHint: String? { hint }
}

extension GitError: ReportableError {
  var reportedMessage: String { description }

  /// As `hint`, with the commands that only this module knows.
  var reportedHint: String? {
    switch self {
    case .missingObject, .unreadableObject(.corrupt):
      hint ?? "'entangle verify' says what needs it, and the way out"
    case .referenceMoved: "something else has moved it at the same time: run the command again"
    default: hint
    }
  }
}

extension RunnerError: ReportableError {
  var reportedMessage: String { message }
  var reportedHint: String? { hint }
}

extension ObjectReadError: ReportableError {
  var reportedMessage: String { GitError.unreadableObject(self).description }
  var reportedHint: String? { nil }
}
