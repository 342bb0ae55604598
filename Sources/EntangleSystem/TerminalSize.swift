internal import CSystem

/// How large a terminal is.
public enum TerminalSize {
  /// How many columns the terminal has that is open as a descriptor; nil where it is no terminal, or does
  /// not know.
  public static func columns(of descriptor: Int32) -> Int? {
    let columns = csystem_terminal_columns(descriptor)
    return columns > 0 ? Int(columns) : nil
  }
}
