/// What to run in a sandbox.
public struct SandboxTask: Sendable, Hashable {
  /// The program, looked up in the sandbox's `PATH`, and its arguments; never through a shell.
  public let command: [String]

  /// The task's own variables, beside the fixed ones.
  public let variables: [String: String]

  /// Contents that appear as read-only files `/run/secrets/<name>`, held in memory only. They never
  /// stand in an argument, a variable or a file of the host.
  public let secrets: [String: [UInt8]]

  /// What the task reads on standard input.
  public let input: [UInt8]

  /// What it may consume.
  public let limits: SandboxLimits

  /// The variables that every task gets, and that it cannot set itself.
  public static let fixedVariables = [
    "HOME": "/tmp/home", "LANG": "C.UTF-8", "LOGNAME": "entangle",
    "PATH": "/usr/local/bin:/usr/bin:/bin", "SHELL": "/bin/sh", "TMPDIR": "/tmp", "TZ": "UTC",
    "USER": "entangle",
  ]

  /// Throws `RunnerError.invalid` for an empty command, a NUL byte anywhere, a variable or secret
  /// whose name is not `[A-Za-z_][A-Za-z0-9_]*` of at most 128 bytes, and a variable that is fixed
  /// or that steers the dynamic linker, the C library or the shell itself.
  public init(
    command: [String], variables: [String: String] = [:], secrets: [String: [UInt8]] = [:],
    input: [UInt8] = [], limits: SandboxLimits = .standard
  ) throws(RunnerError) {
    guard let program = command.first, !program.isEmpty else {
      throw .invalid(operation: "run", subject: "", cause: "the command is empty")
    }
    for value in command + Array(variables.values) where value.utf8.contains(0) {
      throw .invalid(operation: "pass on", subject: value, cause: "it contains a NUL byte")
    }
    for name in variables.keys.sorted() {
      try Self.checkName(name, as: "variable")
      guard !Self.isReserved(name) else {
        throw .invalid(operation: "set variable", subject: name, cause: "the name is reserved")
      }
    }
    for name in secrets.keys.sorted() { try Self.checkName(name, as: "secret") }
    guard secrets.count <= 64 else {
      throw .invalid(operation: "run", subject: program, cause: "more than 64 secrets")
    }
    self.command = command
    self.variables = variables
    self.secrets = secrets
    self.input = input
    self.limits = limits
  }

  private static func checkName(_ name: String, as kind: String) throws(RunnerError) {
    let letters = name.utf8
    let isSpelledRight = letters.allSatisfy { letter in
      switch letter {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    let startsWithDigit = letters.first.map { $0 <= UInt8(ascii: "9") } ?? true
    guard isSpelledRight, !startsWithDigit, letters.count <= 128 else {
      throw .invalid(
        operation: "set \(kind)", subject: name,
        cause: "a name is letters, digits and underscores, no digit first, at most 128")
    }
  }

  /// Variables that steer the loader, the C library or a shell would act in the steps that shed
  /// privileges, before the task itself starts (`ld.so(8)`, `bash(1)`).
  private static func isReserved(_ name: String) -> Bool {
    let steering: Set = [
      "ENV", "GCONV_PATH", "GETCONF_DIR", "GLIBC_TUNABLES", "HOSTALIASES", "IFS", "LINENO",
      "LOCALDOMAIN",
      "LOCPATH", "NLSPATH", "OPTARG", "OPTIND", "POSIXLY_CORRECT", "PPID", "PS4", "PWD",
      "RES_OPTIONS", "SHELLOPTS", "TZDIR",
    ]
    return fixedVariables[name] != nil || steering.contains(name)
      || ["BASH", "LD_", "LC_", "MALLOC_", "RESOLV_"].contains { name.hasPrefix($0) }
  }
}
