import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceModels
import SemblanceService
import SemblanceStorage
import SemblanceTensor

extension ModelsCommand {
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Encode a sample again and compare with what is stored.",
            discussion: """
                Finds a wrong file under a version's name, a library or a machine that computes otherwise, and encodings that differ from run
                to run. Photos are read from where they were found; those that cannot be, or hold other bytes now, are named. Exits with 1
                where a coordinate differs by more than the tolerance.

                Example: semblance models verify faces@2 --sample 1000
                """)
        @OptionGroup var common: CommonOptions
        @Argument(help: "The version.") var model: String
        @Option(help: "How many images to encode again, at most.") var sample = 256
        @Option(help: "Determines which images.") var seed: Int64 = 1
        @Option(help: "The largest difference of a coordinate that is allowed (default: 0.0001, and 0.02 for a model in bf16).")
        var tolerance: Double?
        @Option(help: "Where to compute: auto, cpu, cuda or cuda:n.") var device: String?

        func validate() throws {
            guard sample >= 1 else { throw ValidationError("--sample is 1 or more") }
            guard tolerance.map({ $0 >= 0 && $0.isFinite }) ?? true else { throw ValidationError("--tolerance is not negative") }
        }

        private struct Reply: Encodable {
            let report: ModelVerificationReport
            let precision: String?

            private enum CodingKeys: String, CodingKey { case holds, verdict, precision }

            func encode(to encoder: any Encoder) throws {
                try report.encode(to: encoder)
                var members = encoder.container(keyedBy: CodingKeys.self)
                try members.encode(report.holds, forKey: .holds)
                try members.encode(report.verdict, forKey: .verdict)
                try members.encodeIfPresent(precision, forKey: .precision)
            }
        }

        func run() async throws {
            let workspace = try await Workspace(common, device: device)
            let reply = try await workspace.withCollection { context in
                let (record, model) = try await context.model(model)
                try model.requireEncoder()
                let precision = (model as? GANImageModel)?.configuration.inferencePrecision
                let bar = ProgressBar("verifying", total: nil)
                defer { bar.finish() }
                let report = try await ModelVerification(database: context.database, limits: workspace.limits).run(
                    record, model: model, sample: sample, seed: seed, tolerance: tolerance ?? (precision == .bf16 ? 0.02 : 0.0001)
                ) { bar.update(done: $0, total: $1) }
                return Reply(report: report, precision: precision?.rawValue)
            }
            try common.json ? JSONOutput.write(reply) : StandardOutput.write(reply.report.text)
            if !reply.report.holds { throw ExitCode.failure }
        }
    }
}

extension ModelVerificationReport {
    /// One line.
    fileprivate var verdict: String {
        let name = "\(model.name)@\(model.version)"
        guard compared > 0 else { return "nothing was proved of \(name): none of \(sampled) photos could be read as it was indexed" }
        let difference = "the largest difference is \(Self.short(largestDifference)), and \(Self.short(tolerance)) is allowed"
        return holds
            ? "\(name) encodes \(compared) of \(sampled) photos as they are stored: \(difference)"
            : "\(name) does not encode its photos as they are stored: \(difference)"
    }

    /// For people.
    fileprivate var text: String {
        var table = TextTable([.text("model"), .text("\(model.name)@\(model.version)")])
        table.add(["weights", "as they were stored, SHA-256 \(weights)"])
        table.add(["compared", "\(compared) of \(sampled) photos"])
        table.add(["unreadable", "\(unreadable)"])
        table.add(["changed", "\(changed)"])
        table.add(["largest difference", Self.short(largestDifference)])
        table.add(["mean difference", Self.short(meanDifference)])
        table.add(["largest angle", Self.short(largestAngle) + "°"])
        table.add(["twice the same bits", deterministic.map { $0 ? "yes" : "no" } ?? "not tried"])
        return table.render() + failures.map { "\($0.code): \($0.message.printable)\n" }.joined() + verdict + "\n"
    }

    private static func short(_ value: Double) -> String { String(format: "%.3g", value) }
}
