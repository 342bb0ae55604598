// swift-tools-version: 6.0
import PackageDescription

// A package of its own: who builds or tests entangle builds nothing of this (see Docs/fuzzing.md).
let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "entangle", path: "../..")],
  targets: [
    .target(name: "FuzzDriver"),
    .executableTarget(
      name: "fuzz",
      dependencies: ["FuzzDriver", .product(name: "EntangleLibraries", package: "entangle")],
      swiftSettings: [.swiftLanguageMode(.v6)]),
  ]
)
