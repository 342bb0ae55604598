import EntangleSystem
import Glibc
import Testing

@Suite struct EnvironmentTests {
  @Test func `holds what getenv says`() {
    let path = getenv("PATH").map { String(cString: $0) }
    #expect(Environment.current()["PATH"] == path)
    #expect(Environment.current()["ENTANGLE_NO_SUCH_VARIABLE"] == nil)
  }

  @Test(
    arguments: [
      (["XDG_DATA_HOME": "/data", "HOME": "/home/a"], "/data"),
      (["HOME": "/home/a"], "/home/a/.local/share"),
      (["XDG_DATA_HOME": "data", "HOME": "/home/a"], "/home/a/.local/share"),
      (["XDG_DATA_HOME": "", "HOME": "/home/a"], "/home/a/.local/share"),
      (["HOME": "a"], nil),
      ([:], nil),
    ] as [([String: String], FilePath?)])
  func `finds the directory of the user's data`(
    variables: [String: String], expected: FilePath?
  ) {
    #expect(Environment(variables).dataDirectory == expected)
  }

  @Test func `a fixed clock stands still and the machine's is past 2024`() {
    #expect(FixedClock(7).now() == 7)
    #expect(SystemClock().now() > 1_704_067_200)
  }
}
