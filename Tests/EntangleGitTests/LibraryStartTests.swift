import EntangleGit
import Glibc
import Testing

@Suite("libgit2's start")
struct LibraryStartTests {
  /// libgit2 finds its TLS library's functions as any program here does: by name. The real ones fail for what is not there.
  @Test(
    "reads no certificate authority: what libgit2 calls for that reads nothing",
    arguments: ["mbedtls_x509_crt_parse_file", "mbedtls_x509_crt_parse_path"])
  func noAuthorities(name: String) {
    typealias Reader = @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>) -> Int32
    // RTLD_DEFAULT is the null handle. A libgit2 with another TLS library has no such function.
    guard let symbol = dlsym(nil, name) else { return }
    #expect(unsafeBitCast(symbol, to: Reader.self)(nil, "/nonexistent") == 0)
  }
}
