internal import Glibc

/// Becomes another program (`execve(2)`).
public enum ProcessImage {
  /// Runs the program at a path in place of this one, which has the same number and streams then. Comes back
  /// only where that fails: throws `SystemError`.
  ///
  /// `arguments` are those after the name.
  public static func become(
    _ path: String, _ arguments: [String], environment: [String: String]
  ) throws(SystemError) -> Never {
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let variables =
      environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    execve(path, words, variables)
    throw .callFailed(operation: "run", path: FilePath(path), cause: .current)
  }
}
