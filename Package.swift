// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let collections = Target.Dependency.product(
  name: "OrderedCollections", package: "swift-collections")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")

let package = Package(
  name: "prompter",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "PrompterKit", targets: ["PrompterKit"]),
    .library(name: "PrompterData", targets: ["PrompterData"]),
    .library(name: "PrompterServer", targets: ["PrompterServer"]),
    .library(name: "PrompterTesting", targets: ["PrompterTesting"]),
    .executable(name: "prompter", targets: ["PrompterCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1",
      traits: ["FullFoundation"]),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "PrompterCore",
      dependencies: [
        collections, .product(name: "DequeModule", package: "swift-collections"), logging,
        metrics, .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),
    .target(
      name: "PrompterKit",
      dependencies: [
        "PrompterCore", "CCurl", logging, metrics,
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),
    .target(
      name: "PrompterData",
      dependencies: [
        "PrompterKit", "CPQ", "CXML2", "CZlib", logging,
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .target(
      name: "PrompterServer",
      dependencies: [
        "PrompterKit", "PrompterData", logging, metrics,
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
      ],
      swiftSettings: settings),
    .target(name: "PrompterTesting", dependencies: ["PrompterCore"], swiftSettings: settings),
    .executableTarget(
      name: "PrompterCLI",
      dependencies: [
        "PrompterKit", "PrompterData", "PrompterServer", "Yams", logging,
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .testTarget(name: "ArchitectureTests", swiftSettings: settings),
    .testTarget(
      name: "PrompterCoreTests",
      dependencies: [
        "PrompterCore", "PrompterTesting", logging,
        .product(name: "InMemoryLogging", package: "swift-log"),
        .product(name: "MetricsTestKit", package: "swift-metrics"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PrompterKitTests",
      dependencies: [
        "PrompterKit", "PrompterTesting", logging,
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "InMemoryLogging", package: "swift-log"),
        .product(name: "MetricsTestKit", package: "swift-metrics"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PrompterDataTests",
      dependencies: [
        "PrompterData", "PrompterTesting", "CZlib", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PrompterServerTests",
      dependencies: [
        "PrompterServer", "PrompterKit", "PrompterTesting", logging,
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PrompterCLITests",
      dependencies: [
        "PrompterCLI", "PrompterKit", "PrompterTesting",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: settings),
    .testTarget(name: "DatasetTests", dependencies: ["PrompterKit"], swiftSettings: settings),
    .testTarget(
      name: "ReadmeTests", dependencies: ["PrompterKit", logging], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)

// Benchmarks of single parts and fuzz targets, for those who work on them: they are not built
// otherwise.
if Context.environment["PROMPTER_DEV"] == "1" {
  package.targets += [
    .executableTarget(
      name: "PrompterBenchmarks", dependencies: ["PrompterKit"], path: "benchmarks/unit",
      swiftSettings: settings),
    .executableTarget(
      name: "ConfidenceBenchmarks", dependencies: ["PrompterKit"], path: "benchmarks/confidence",
      exclude: ["README.md"], swiftSettings: settings),
    .executableTarget(
      name: "PrompterFuzz", dependencies: ["PrompterCore", "PrompterKit", "PrompterData"],
      path: "Tests/Fuzz", exclude: ["Seeds"], swiftSettings: settings),
  ]
}
