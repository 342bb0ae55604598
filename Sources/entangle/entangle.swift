internal import EntangleCLI
internal import Glibc

@main
struct Entangle {
  static func main() {
    exit(EntangleCommandLine.main(arguments: CommandLine.arguments))
  }
}
