// swift-tools-version: 6.2
import PackageDescription

// `make setup` puts (or links) everything that Debian does not package below this ignored folder, so that a plain
// `swift build` needs no exported variable and the binaries run from any current folder.
let libtorch = Context.packageDirectory + "/.dependencies/libtorch"

let swift: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let nio = ["NIOCore", "NIOHTTP1", "NIOPosix"].map { Target.Dependency.product(name: $0, package: "swift-nio") }
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swift)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies + ["SemblanceTestSupport"], resources: resources, swiftSettings: swift)
}

let package = Package(
    name: "semblance",
    products: [
        .executable(name: "semblance", targets: ["semblance"]),
        .library(name: "SemblanceCore", targets: ["SemblanceCore"]),
        .library(name: "SemblanceImaging", targets: ["SemblanceImaging"]),
        .library(name: "SemblanceFaces", targets: ["SemblanceFaces"]),
        .library(name: "SemblanceModels", targets: ["SemblanceModels"]),
        .library(name: "SemblanceTraining", targets: ["SemblanceTraining"]),
        .library(name: "SemblanceIndex", targets: ["SemblanceIndex"]),
        .library(name: "SemblanceEvaluation", targets: ["SemblanceEvaluation"]),
        .library(name: "SemblanceStorage", targets: ["SemblanceStorage"]),
        .library(name: "SemblanceService", targets: ["SemblanceService"]),
        .library(name: "SemblanceServer", targets: ["SemblanceServer"]),
        .library(name: "SemblanceTestSupport", targets: ["SemblanceTestSupport"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", .upToNextMinor(from: "1.8.2")),
        .package(url: "https://github.com/apple/swift-crypto", .upToNextMinor(from: "4.5.2")),
        .package(url: "https://github.com/apple/swift-http-types", .upToNextMinor(from: "1.8.0")),
        .package(url: "https://github.com/apple/swift-log", .upToNextMinor(from: "1.16.2")),
        .package(url: "https://github.com/apple/swift-metrics", .upToNextMinor(from: "2.13.0")),
        .package(url: "https://github.com/apple/swift-nio", .upToNextMinor(from: "2.101.2")),
        .package(url: "https://github.com/hummingbird-project/hummingbird", .upToNextMinor(from: "2.28.1"), traits: []),
        .package(url: "https://github.com/jpsim/Yams", .upToNextMinor(from: "6.2.2")),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", .upToNextMinor(from: "2.13.0")),
    ],
    targets: [
        // C and C++: the only code that sees a foreign library's headers.
        .target(
            name: "CTorch",
            cSettings: [.treatAllWarnings(as: .error)],
            cxxSettings: [
                .treatAllWarnings(as: .error),
                .unsafeFlags([
                    "-isystem", libtorch + "/include", "-isystem", libtorch + "/include/torch/csrc/api/include",
                ]),
            ],
            linkerSettings: [
                .unsafeFlags(["-L" + libtorch + "/lib", "-Xlinker", "-rpath", "-Xlinker", libtorch + "/lib"]),
                .linkedLibrary("c10"), .linkedLibrary("torch_cpu"), .linkedLibrary("torch"),
            ]),
        .target(
            name: "CCodecs",
            cSettings: [.treatAllWarnings(as: .error)],
            linkerSettings: [
                .linkedLibrary("jpeg"), .linkedLibrary("png"), .linkedLibrary("webp"), .linkedLibrary("webpdemux"),
                .linkedLibrary("webpmux"),
            ]),
        .target(
            name: "CScan",
            cSettings: [.treatAllWarnings(as: .error)],
            linkerSettings: [.linkedLibrary("m")]),
        // Static, so that nothing of it is loaded with the program; and always optimised, for it is slow by tens otherwise.
        .target(
            name: "CFaces",
            cxxSettings: [.treatAllWarnings(as: .error), .unsafeFlags(["-O2"])],
            linkerSettings: [.linkedLibrary(":libdlib.a"), .linkedLibrary("openblas")]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "COpenBLAS", providers: [.apt(["libopenblas-dev"])]),

        // The library, lowest module first; every arrow points up this list.
        module("SemblanceCore", []),
        module("SemblanceTensor", ["CTorch", "SemblanceCore"]),
        module("SemblanceImaging", ["CCodecs", "CArchive", "SemblanceCore", crypto]),
        module("SemblanceFaces", ["CFaces", "SemblanceImaging", "SemblanceCore"]),
        module("SemblanceModels", ["SemblanceTensor", "SemblanceCore"]),
        module(
            "SemblanceTraining", ["SemblanceModels", "SemblanceTensor", "SemblanceEvaluation", "SemblanceImaging", "SemblanceCore", crypto]),
        module("SemblanceIndex", ["CScan", "COpenBLAS", "SemblanceCore"]),
        module("SemblanceEvaluation", ["SemblanceIndex", "SemblanceImaging", "COpenBLAS", "SemblanceCore"]),
        module("SemblanceStorage", ["CPostgres", "SemblanceCore", crypto, logging]),
        module(
            "SemblanceService", ["SemblanceEvaluation", "SemblanceIndex", "SemblanceStorage", "SemblanceImaging", "SemblanceCore", crypto]),

        .target(
            name: "SemblanceServer",
            dependencies: [
                "SemblanceService", "SemblanceStorage", "SemblanceImaging", "SemblanceCore", crypto, httpTypes, hummingbird,
                hummingbirdCore, lifecycle,
                logging,
                metrics, unixSignals,
            ] + nio,
            resources: [.embedInCode("OpenAPI/openapi.yaml"), .embedInCode("Web")],
            swiftSettings: swift),

        // The composition root: the only place that knows every module.
        .executableTarget(
            name: "semblance",
            dependencies: [
                "SemblanceServer", "SemblanceService", "SemblanceEvaluation", "SemblanceStorage", "SemblanceIndex", "SemblanceTraining",
                "SemblanceModels",
                "SemblanceTensor", "SemblanceFaces", "SemblanceImaging", "SemblanceCore", argumentParser, crypto, lifecycle, logging, yams,
            ] + nio,
            swiftSettings: swift),

        .target(
            name: "SemblanceTestSupport",
            dependencies: ["SemblanceService", "SemblanceCore", "SemblanceImaging", "SemblanceStorage"],
            swiftSettings: swift),
        tests("SemblanceCoreTests", ["SemblanceCore"]),
        tests("SemblanceImagingTests", ["SemblanceImaging", "SemblanceCore", crypto]),
        tests("SemblanceFacesTests", ["SemblanceFaces", "SemblanceImaging", "SemblanceCore"]),
        tests("SemblanceTensorTests", ["SemblanceTensor", "SemblanceCore"]),
        tests("SemblanceModelsTests", ["SemblanceModels", "SemblanceTensor", "SemblanceCore"], resources: [.copy("Golden")]),
        tests(
            "SemblanceTrainingTests",
            ["SemblanceTraining", "SemblanceModels", "SemblanceTensor", "SemblanceImaging", "SemblanceCore", crypto]),
        tests("SemblanceIndexTests", ["SemblanceIndex", "CScan", "SemblanceCore"]),
        tests(
            "SemblanceEvaluationTests", ["SemblanceEvaluation", "SemblanceIndex", "SemblanceImaging", "SemblanceCore"],
            resources: [.copy("Golden")]),
        tests("SemblanceStorageTests", ["SemblanceStorage", "SemblanceCore"]),
        tests(
            "SemblanceServiceTests",
            [
                "SemblanceService", "SemblanceStorage", "SemblanceTraining", "SemblanceModels", "SemblanceTensor", "SemblanceEvaluation",
                "SemblanceIndex", "SemblanceImaging", "SemblanceCore",
            ]),
        tests(
            "SemblanceServerTests",
            [
                "SemblanceServer", "SemblanceService", "SemblanceStorage", "SemblanceIndex", "SemblanceImaging", "SemblanceCore", httpTypes,
                hummingbird, lifecycle, logging, metrics, nioEmbedded, yams,
            ] + nio),
        tests(
            "SemblanceCommandTests",
            [
                "semblance", "SemblanceService", "SemblanceModels", "SemblanceStorage", "SemblanceImaging", "SemblanceCore", logging,
                crypto,
            ] + nio, resources: [.copy("Golden")]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
