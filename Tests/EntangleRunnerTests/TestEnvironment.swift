import EntangleModel
import EntangleRunner
import EntangleSystem
import Glibc
import Testing

/// What stops a test before it can test anything.
struct TestSetupFailure: Error, CustomStringConvertible {
  let description: String
}

/// A temporary folder, removed with its last owner, and programs with a pinned environment.
final class TestEnvironment {
  let path: String

  init() throws {
    var template = Array("/tmp/entangle-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw TestSetupFailure(description: "cannot make a folder in /tmp")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    _ = try? ChildProcess("rm", ["-rf", "--", path], environment: Self.variables(path)).run()
  }

  /// A sandbox; where the machine cannot do one, a failure that says so.
  func sandbox() throws -> Sandbox {
    do {
      return try Sandbox.probe()
    } catch {
      throw TestSetupFailure(
        description: "these tests need bubblewrap: \(error.message); \(error.hint ?? "")")
    }
  }

  /// Runs a shell script in a folder of this environment and gives what it printed, less the last
  /// line's end.
  @discardableResult
  func shell(_ script: String, in folder: String = ".") throws -> String {
    let child = ChildProcess(
      "sh", ["-e", "-c", script], environment: Self.variables(path),
      directory: path + "/" + folder)
    let result = try child.run()
    guard result.isSuccess else {
      throw TestSetupFailure(description: "'\(script)' fails: \(result.standardError.text)")
    }
    let text = result.standardOutput.text
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// A repository `source` with one commit made of what `script` leaves in it.
  func commit(_ script: String, options: String = "") throws -> ObjectID {
    let hex = try shell(
      """
      git init -q \(options) source; cd source
      \(script)
      git add -A >/dev/null 2>&1; git commit -q --allow-empty -m one; git rev-parse HEAD
      """)
    return try #require(ObjectID(hex: hex))
  }

  /// The path of that repository.
  var source: String { path + "/source" }

  /// A workspace of an otherwise empty commit.
  func workspace() throws -> Workspace {
    try Workspace(of: commit("echo hello >file"), from: source, in: path)
  }

  private static func variables(_ home: String) -> [String: String] {
    [
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home, "LC_ALL": "C", "TZ": "UTC",
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
      "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
      "GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000",
    ]
  }
}

/// A sandboxed shell script's outcome in a fresh workspace.
func sandboxed(
  _ script: String, variables: [String: String] = [:], secrets: [String: [UInt8]] = [:],
  input: [UInt8] = [], limits: SandboxLimits = .standard
) throws -> SandboxOutcome {
  let environment = try TestEnvironment()
  let workspace = try environment.workspace()
  let task = try SandboxTask(
    command: ["sh", "-c", script], variables: variables, secrets: secrets, input: input,
    limits: limits)
  return try environment.sandbox().run(task, in: workspace)
}
