internal import EntangleSystem
internal import Glibc

/// The program as a function.
public enum EntangleCommandLine {
  /// Runs the command line `arguments`, the program's own name first, as the system gives them, on the streams of this process
  /// and returns its exit status, 0 to 255.
  ///
  /// From here on SIGPIPE is ignored: a reader that goes away becomes an error of `write(2)`, so that
  /// what was begun is cleaned up before the process ends with 141. SIGXFSZ is, too: where a file
  /// may grow no further, that is told as a full disk is. Children get both back.
  public static func main(arguments: [[UInt8]]) -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    // (What nobody may read, not even who has made it, git cannot read either.)
    FileSystem.open(0o700)
    UntilExit.begin()
    let dispatcher = CommandDispatcher(
      table: .standard, streams: .standard(),
      makeContext: { (streams) throws(CommandError) in try .system(streams) })
    return dispatcher.run(Array(arguments.dropFirst())).code
  }
}
