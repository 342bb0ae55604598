// swift-tools-version: 6.0
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "entangle",
  products: [
    .executable(name: "entangle", targets: ["entangle"]),
    .library(
      name: "EntangleLibraries",
      targets: [
        "EntangleModel", "EntangleSystem", "EntangleGit", "EntangleCrypto", "EntangleSSH",
        "EntangleRunner", "EntangleVerify", "EntangleHost",
      ]),
  ],
  targets: [
    .systemLibrary(name: "CGit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "CSystem"),
    library("EntangleModel", []),
    library("EntangleSystem", ["EntangleModel", "CSystem"]),
    library("EntangleVerify", ["EntangleModel"]),
    library("EntangleGit", ["EntangleModel", "EntangleSystem", "EntangleCrypto", "CGit2"]),
    library("EntangleCrypto", ["EntangleModel", "EntangleSystem", "CSodium", "CCrypto"]),
    library("EntangleSSH", ["EntangleModel", "EntangleSystem"]),
    library(
      "EntangleRunner", ["EntangleModel", "EntangleSystem", "EntangleGit", "EntangleCrypto"]),
    library("EntangleReport", ["EntangleModel", "EntangleVerify"]),
    library(
      "EntangleHost",
      [
        "EntangleModel", "EntangleSystem", "EntangleGit", "EntangleCrypto", "EntangleVerify",
        "CSQLite",
      ]),
    library(
      "EntangleCLI",
      [
        "EntangleModel", "EntangleSystem", "EntangleVerify", "EntangleGit", "EntangleCrypto",
        "EntangleSSH", "EntangleRunner", "EntangleReport", "EntangleHost",
      ]),
    tests("EntangleGitTests", ["EntangleGit", "EntangleModel", "EntangleSystem"]),
    .executableTarget(name: "entangle", dependencies: ["EntangleCLI"], swiftSettings: strict),
    tests("EntangleSystemTests", ["EntangleSystem", "EntangleModel"]),
    tests("EntangleCryptoTests", ["EntangleCrypto", "EntangleModel", "EntangleSystem"]),
    tests(
      "EntangleSSHTests",
      ["EntangleSSH", "EntangleModel", "EntangleSystem", "EntangleCrypto"]),
    tests("EntangleRunnerTests", ["EntangleRunner", "EntangleModel", "EntangleSystem"]),
    tests(
      "EntangleCLITests",
      ["EntangleCLI", "EntangleHost", "EntangleModel", "EntangleSystem", "EntangleCrypto"]),
    tests("EntangleModelTests", ["EntangleModel", "EntangleCrypto", "EntangleSystem"]),
    tests("EntangleArchitectureTests", []),
    tests(
      "EntangleVerifyTests",
      [
        "EntangleVerify", "EntangleReport", "EntangleModel", "EntangleCrypto", "EntangleGit",
        "EntangleSystem",
      ]),
  ]
)
