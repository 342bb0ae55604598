import EntangleCLI

@main
struct Entangle {
  static func main() {
  }
}
