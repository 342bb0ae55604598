import EntangleSystem
import Glibc

/// An ssh-agent of its own for one test, which ends with it, or with the test's process.
///
/// What is started reads from a pipe that has this process at its other end, and leaves when that
/// end is closed; so it stays behind nowhere, not even after a crash.
final class AgentProcess {
  private let directory: TemporaryDirectory
  private let output: UnsafeMutablePointer<FILE>
  private let lifeline: Int32

  /// The first line that it printed.
  let firstLine: String

  /// OpenSSH's own agent.
  convenience init() throws {
    // The agent belongs to the command, which ends with its input.
    try self.init { socket in
      "env -i PATH=/usr/bin:/bin ssh-agent -a '\(socket)' sh -c 'echo $SSH_AGENT_PID; cat; kill $SSH_AGENT_PID'"
    }
  }

  /// Starts a server at the socket of that path, which prints a line when it is ready, and ends when
  /// its standard input does.
  init(_ command: (FilePath) -> String) throws {
    directory = try TemporaryDirectory(prefix: "entangle-agent")
    let pipe = directory.path.appending("lifeline").description
    guard mkfifo(pipe, 0o600) == 0,
      let output = popen("\(command(directory.path.appending("socket"))) <'\(pipe)'", "r")
    else { throw SystemError.invalidPath(FilePath(pipe)) }
    self.output = output
    lifeline = open(pipe, O_WRONLY | O_CLOEXEC)
    var line: [UInt8] = []
    while true {
      let byte = fgetc(output)
      guard byte != EOF, byte != 10 else { break }
      line.append(UInt8(truncatingIfNeeded: byte))
    }
    firstLine = String(decoding: line, as: UTF8.self)
  }

  deinit { stop() }

  /// Where it listens.
  var socketPath: FilePath { directory.path.appending("socket") }

  /// What a command needs to find it, and the programs of the system.
  var environment: [String: String] {
    ["SSH_AUTH_SOCK": socketPath.description, "PATH": "/usr/bin:/bin", "LC_ALL": "C"]
  }

  /// Runs a program that talks to the agent; gives what it printed.
  @discardableResult
  func run(_ program: String, _ arguments: String...) throws -> String {
    let result = try ChildProcess(program, arguments, environment: environment).run()
    guard result.isSuccess else {
      throw CommandFailure(text: "\(program): \(result.standardError.text)")
    }
    return result.standardOutput.text
  }

  private func stop() {
    close(lifeline)
    pclose(output)
  }
}

/// A program that a test needs did not do what it was to do.
struct CommandFailure: Error {
  let text: String
}
