import ArgumentParser
import SemblanceCore
import SemblanceImaging
import SemblanceIndex

extension BenchCommand {
    struct Search: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Search in memory, over random latents or those of a file.",
            discussion: """
                Files are NumPy matrices: latents and queries of 32-bit floats, a row each, and for each query the row numbers of its true \
                nearest by cosine, 32-bit integers, nearest first. semblance latents export writes latents in that form.

                Example: semblance bench search --count 25000 --dimension 128
                Example: semblance bench search --latents corpus.npy --queries queries.npy --truth truth.npy
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "How many random latents.") var count = 25_000
        @Option(help: "The length of a random latent.") var dimension = 128
        @Option(help: ArgumentHelp("The latents to search instead.", valueName: "file")) var latents: String?
        @Option(help: ArgumentHelp("What to ask for among them.", valueName: "file")) var queries: String?
        @Option(help: ArgumentHelp("Their true nearest (default: searched, for a few queries).", valueName: "file")) var truth: String?
        @Option(help: "The index to measure: exact or quantized.") var kind = IndexKind.exact
        @Option(help: "How many threads all threads are; 0 for every core.") var threads = 0
        @Option(name: .short, help: "How many neighbours a query asks for.") var k = 10

        func validate() throws {
            guard count >= 1, dimension >= 3 else { throw ValidationError("--count is 1 or more, --dimension 3 or more") }
            guard threads >= 0, k >= 1 else { throw ValidationError("--threads is 0 or more, -k 1 or more") }
            guard (latents == nil) == (queries == nil) else { throw ValidationError("--latents and --queries go together") }
            guard truth == nil || latents != nil else { throw ValidationError("--truth needs --latents and --queries") }
            guard kind != .pgvector else { throw ValidationError("--kind is exact or quantized, which are searched in memory") }
        }

        func run() async throws {
            let report = try await SearchBenchmark(kind: kind, k: k, threads: threads).run(on: searched)
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

        private func searched() throws -> SearchBenchmarkLatents {
            guard let latents, let queries else { return try .random(count: count, dimension: dimension) }
            return try SearchBenchmarkLatents(
                latents: BytePath(latents), queries: BytePath(queries), truth: truth.map { BytePath($0) })
        }
    }
}

extension IndexKind: ExpressibleByArgument {}
