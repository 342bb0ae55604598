internal import EntangleCLI
internal import Glibc

@main
struct Entangle {
  static func main() {
    let words = (0..<Int(CommandLine.argc)).compactMap { CommandLine.unsafeArgv[$0] }
    exit(
      EntangleCommandLine.main(
        arguments: words.map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }))
  }
}
