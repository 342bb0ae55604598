internal import Glibc

/// The bubblewrap command line for one task (`bwrap(1)`).
struct SandboxArguments {
  /// A made-up or secret file: a descriptor number is given to each when the child is started.
  private struct File {
    let path: String
    let content: [UInt8]
  }

  /// Where the workspace appears: the same for every run, so that runs can be reproduced.
  static let workspacePath = "/workspace"

  /// Whose rights the task has.
  let user: SandboxUser
  /// Folders of the host to show at the same path.
  let readOnlyPaths: [String]
  /// What to run.
  let task: SandboxTask
  /// The folder to appear at `workspacePath`; nil for an empty one in memory.
  let workspace: String?

  /// What bwrap reads on descriptors 3 and up: its options first, kept off the command line where
  /// everybody could read them, then the filter of system calls and the files. The status pipe follows.
  var inputs: [[UInt8]] {
    [options.flatMap { Array($0.utf8) + [0] }, SystemCallFilter.program] + files.map(\.content)
  }

  /// The arguments of bwrap itself: where its options are, and the steps that lead to the command.
  var arguments: [String] {
    ["--args", "3", "--"] + stepDown + limiter + task.command
  }

  private var options: [String] {
    isolation + system + madeUp + variables
      + ["--remount-ro", "/", "--chdir", Self.workspacePath]
  }

  private var isolation: [String] {
    let common = [
      "--json-status-fd", "\(3 + inputsBeforeStatus)", "--seccomp", "4", "--unshare-pid",
      "--unshare-net",
      "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--new-session",
      "--die-with-parent", "--hostname", "entangle", "--clearenv", "--cap-drop", "ALL",
    ]
    switch user {
    case .mapped:
      let inside = "\(SandboxUser.insideID)"
      return common
        + ["--unshare-user", "--disable-userns", "--uid", inside, "--gid", inside]
    case .switched:
      return common
        + ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"]
    }
  }

  private static let topFolders = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"]
  /// What is shown of `/etc`.
  private static let settings = [
    "alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "mime.types", "protocols",
    "services", "ssl/certs", "ssl/openssl.cnf",
  ]

  /// What every task sees of the machine.
  static let systemFolders =
    ["/usr"] + topFolders.map { "/\($0)" } + settings.map { "/etc/\($0)" }

  /// What the kernel tells of keys (`keyrings(7)`), of which it makes one list for all.
  private static let keyLists = ["/proc/keys", "/proc/key-users"]

  /// The read-only system, the private folders and the workspace.
  private var system: [String] {
    var options = ["--ro-bind", "/usr", "/usr"]
    for name in Self.topFolders {
      options += Self.topFolder(name)
    }
    // bwrap would make a missing parent for its owner alone, whom a task of root's is not.
    options += ["--dir", "/etc", "--dir", "/etc/ssl"]
    for name in Self.settings {
      options += ["--ro-bind-try", "/etc/\(name)", "/etc/\(name)"]
    }
    for path in readOnlyPaths {
      options += Self.parents(path).flatMap { ["--dir", $0] } + ["--ro-bind", path, path]
    }
    let space = ["--perms", "1777", "--size", "\(task.limits.temporaryBytes)", "--tmpfs"]
    options += ["--proc", "/proc", "--dev", "/dev"]
    for path in Self.keyLists where access(path, F_OK) == 0 {
      options += ["--ro-bind", "/dev/null", path]
    }
    if user == .switched {
      options += ["--bind", Self.namespaceLimits, Self.namespaceLimits]
    }
    options += space + ["/dev/shm", "--remount-ro", "/dev"]
    options += space + ["/tmp", "--perms", "0777", "--dir", "/tmp/home"]
    if let workspace {
      return options + ["--bind", workspace, Self.workspacePath]
    }
    return options + ["--perms", "0777", "--tmpfs", Self.workspacePath]
  }

  /// The folders that lead to an absolute path, outermost first.
  private static func parents(_ path: String) -> [String] {
    path.indices.dropFirst().filter { path[$0] == "/" }.map { String(path[..<$0]) }
  }

  /// `/bin` and its like: a link where the host has a link into `/usr`, else the folder itself.
  private static func topFolder(_ name: String) -> [String] {
    var target = [CChar](repeating: 0, count: 256)
    let count = readlink("/\(name)", &target, target.count)
    guard count > 0 && count < 256 else { return ["--ro-bind-try", "/\(name)", "/\(name)"] }
    let text = String(decoding: target.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    return ["--symlink", text, "/\(name)"]
  }

  private var files: [File] {
    let id = SandboxUser.insideID
    let passwd = """
      root:x:0:0:root:/:/usr/sbin/nologin
      entangle:x:\(id):\(id):entangle:/tmp/home:/bin/sh
      nobody:x:65534:65534:nobody:/:/usr/sbin/nologin

      """
    let group = "root:x:0:\nentangle:x:\(id):\nnogroup:x:65534:\n"
    let hosts = "127.0.0.1 localhost entangle\n::1 localhost\n"
    let services = "passwd: files\ngroup: files\nhosts: files\n"
    let fixed = [
      ("/etc/passwd", passwd), ("/etc/group", group), ("/etc/hosts", hosts),
      ("/etc/nsswitch.conf", services),
    ]
    return fixed.map { File(path: $0, content: Array($1.utf8)) }
      + task.secrets.sorted { $0.key < $1.key }.map {
        File(path: "/run/secrets/\($0)", content: $1)
      }
  }

  private var madeUp: [String] {
    files.enumerated().flatMap { index, file in
      ["--perms", "0444", "--ro-bind-data", "\(5 + index)", file.path]
    }
  }

  private var inputsBeforeStatus: Int { 2 + files.count }

  private var variables: [String] {
    SandboxTask.fixedVariables.merging(task.variables) { fixed, _ in fixed }
      .sorted { $0.key < $1.key }
      .flatMap { ["--setenv", $0, $1] }
  }

  /// Root's way down: another user for good, no groups, no capabilities; then a user namespace, so
  /// that the user's number inside is the same for every caller; there, as `--disable-userns` does
  /// for others, no further ones, whose capabilities would open much of the kernel to attack.
  private var stepDown: [String] {
    guard user == .switched else { return [] }
    let host = "\(SandboxUser.switchedID)"
    let inside = "\(SandboxUser.insideID)"
    let none = ["--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all"]
    return ["/usr/bin/setpriv", "--reuid", host, "--regid", host, "--clear-groups"] + none
      + ["--no-new-privs", "--", "/usr/bin/unshare", "--user", "--map-user=\(inside)"]
      + ["--map-group=\(inside)", "--keep-caps", "--", "/bin/sh", "-c"]
      + ["echo 0 >\(Self.namespaceLimits)/max_user_namespaces && exec \"$@\"", "sh"]
      + ["/usr/bin/setpriv"] + none + ["--"]
  }

  /// Settings of the reader's own user namespace, which only its owner can change
  /// (`namespaces(7)`).
  private static let namespaceLimits = "/proc/sys/user"

  /// Processes are counted in the user namespace, so that tasks do not count against each other.
  private var limiter: [String] {
    let limits = task.limits
    return [
      "/usr/bin/prlimit", "--as=\(limits.memoryBytes):\(limits.memoryBytes)",
      "--nproc=\(limits.processes):\(limits.processes)",
      "--fsize=\(limits.fileBytes):\(limits.fileBytes)",
      "--nofile=\(limits.openFiles):\(limits.openFiles)",
      "--cpu=\(limits.cpuSeconds):\(limits.cpuSeconds + 1)", "--core=0:0", "--msgqueue=0:0", "--",
    ]
  }
}
