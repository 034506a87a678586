import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceIndex
import SemblanceModels
import SemblanceService
import SemblanceTensor

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure this machine's speed at each kind of work.",
        discussion: """
            `make bench` runs these beside their rivals.

            Example: semblance bench search --count 25000 --dimension 128
            """,
        subcommands: [Train.self, Encode.self, Index.self, Search.self])

    /// What `bench train` and `bench encode` answer.
    struct Throughput: Encodable {
        let imagesPerSecond: Double
        let resolution: Int
        let width: Int
        let batch: Int
        let precision: String
        let threads: Int

        func report(json: Bool) throws {
            if json { return try JSONOutput.write(self) }
            try StandardOutput.write(
                "\(humanNumber(imagesPerSecond)) images/s (\(resolution) px, width \(width), batch \(batch), \(precision), \(threads) threads)\n")
        }
    }

    struct Train: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "O-GAN updates.", discussion: "Example: semblance bench train --resolution 64 --width 256 --batch 64")
        @OptionGroup var common: CommonOptions
        @Option var resolution = 64
        @Option var width = 256
        @Option var batch = 64
        @Option var steps = 40
        @Option var precision: Precision?

        func run() async throws {
            let device = try await Workspace(common).device
            let precision = precision ?? .fastest(on: device)
            let network = NetworkConfiguration(resolution: resolution, width: width)
            let throughput = try await TensorBenchmark.trainingThroughput(
                network: network, batchSize: batch, precision: precision, device: device, steps: steps, warmup: 5)
            try Throughput(
                imagesPerSecond: throughput, resolution: resolution, width: width, batch: batch, precision: precision.rawValue,
                threads: await TensorActor.run { Torch.threads }
            ).report(json: common.json)
        }
    }

    struct Encode: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prepared images into latents.", discussion: "Example: semblance bench encode --precision bf16")
        @OptionGroup var common: CommonOptions
        @Option var resolution = 64
        @Option var width = 256
        @Option var batch = 64
        @Option var rounds = 100
        @Option var precision: Precision?

        func run() async throws {
            let device = try await Workspace(common).device
            let precision = precision ?? .fastest(on: device)
            let network = NetworkConfiguration(resolution: resolution, width: width)
            let throughput = try await TensorBenchmark.encodingThroughput(
                network: network, batchSize: batch, precision: precision, device: device, rounds: rounds, warmup: 10)
            try Throughput(
                imagesPerSecond: throughput, resolution: resolution, width: width, batch: batch, precision: precision.rawValue,
                threads: await TensorActor.run { Torch.threads }
            ).report(json: common.json)
        }
    }

    struct Index: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Files into the database, end to end, in a home of its own that is removed again.",
            discussion: "Example: semblance bench index --corpus photos")
        @OptionGroup var common: CommonOptions
        @Option(help: "A folder of photos.") var corpus: String
        @Option var resolution = 64
        @Option var width = 256
        @Option var precision: Precision?

        func run() async throws {
            let workspace = try await Workspace(common)
            let network = NetworkConfiguration(resolution: resolution, width: width)
            let report = try await IndexBenchmark(workspace: workspace).run(
                corpus: BytePath(corpus), network: network, precision: precision ?? .fastest(on: workspace.device))
            if common.json { return try JSONOutput.write(report) }
            try StandardOutput.write("\(humanNumber(report.imagesPerSecond)) images/s, \(humanNumber(report.efficiency * 100)) % of the CPU bound\n")
            for (stage, seconds) in report.stages.sorted(by: { $0.key < $1.key }) {
                try StandardOutput.write("  \(stage): \(humanNumber(seconds * 1e6)) µs of CPU an image\n")
            }
        }
    }

    struct Search: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Exact search over random latents.", discussion: "Example: semblance bench search --count 25000 --dimension 128")
        @OptionGroup var common: CommonOptions
        @Option(help: "How many latents.") var count = 25_000
        @Option(help: "The length of a latent.") var dimension = 128

        func run() async throws {
            let report = try await SearchBenchmark(count: count, dimension: dimension).run()
            if common.json { return try JSONOutput.write(report) }
            try StandardOutput.write(
                """
                p50 \(humanNumber(report.p50Milliseconds)) ms, p99 \(humanNumber(report.p99Milliseconds)) ms a query on one thread
                in batches: \(humanNumber(report.queriesPerSecondOneThread)) queries/s on one thread, \
                \(humanNumber(report.queriesPerSecondAllThreads)) on all
                recall@10 \(humanNumber(report.recallAt10)), \(report.bytesPerVector) bytes a latent, built in \
                \(humanNumber(report.buildSeconds)) s

                """)
        }
    }
}
