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
        subcommands: [Train.self, Encode.self, Index.self, Search.self, HTTP.self])

    struct Train: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "O-GAN updates.", discussion: "Example: semblance bench train --resolution 64 --width 256 --batch 64")
        @OptionGroup var common: CommonOptions
        @OptionGroup var network: NetworkOptions
        @Option(help: "Images an update.") var batch = 64
        @Option(help: "Updates that are measured, after 5 that are not.") var steps = 40

        func validate() throws {
            guard batch >= 2, steps >= 1 else { throw ValidationError("--batch is 2 or more, --steps 1 or more") }
        }

        func run() async throws {
            let device = try await Workspace(common).device
            let precision = network.precision(on: device)
            let throughput = try await TensorBenchmark.trainingThroughput(
                network: network.configuration(), batchSize: batch, precision: precision, device: device, steps: steps, warmup: 5)
            try await Throughput(throughput, network, batch: batch, precision: precision).report(json: common.json)
        }
    }

    struct Encode: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prepared images into latents.", discussion: "Example: semblance bench encode --precision bf16")
        @OptionGroup var common: CommonOptions
        @OptionGroup var network: NetworkOptions
        @Option(help: "Images a round.") var batch = 64
        @Option(help: "Rounds that are measured, after 10 that are not.") var rounds = 100

        func validate() throws {
            guard batch >= 1, rounds >= 1 else { throw ValidationError("--batch and --rounds are 1 or more") }
        }

        func run() async throws {
            let device = try await Workspace(common).device
            let precision = network.precision(on: device)
            let throughput = try await TensorBenchmark.encodingThroughput(
                network: network.configuration(), batchSize: batch, precision: precision, device: device, rounds: rounds, warmup: 10)
            try await Throughput(throughput, network, batch: batch, precision: precision).report(json: common.json)
        }
    }

    struct Index: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Files into the database, end to end, in a home of its own that is removed again.",
            discussion: "Example: semblance bench index --corpus photos")
        @OptionGroup var common: CommonOptions
        @Option(help: "A folder of photos.") var corpus: String
        @OptionGroup var network: NetworkOptions

        func run() async throws {
            let workspace = try await Workspace(common)
            let report = try await IndexBenchmark(workspace: workspace).run(
                corpus: BytePath(corpus), network: network.configuration(), precision: network.precision(on: workspace.device))
            if common.json { return try JSONOutput.write(report) }
            try StandardOutput.write(
                "\(humanNumber(report.imagesPerSecond)) images/s, \(humanNumber(report.efficiency * 100)) % of the CPU bound\n")
            for (stage, seconds) in report.stages.sorted(by: { $0.key < $1.key }) {
                try StandardOutput.write("  \(stage): \(humanNumber(seconds * 1e6)) µs of CPU an image\n")
            }
        }
    }
}
