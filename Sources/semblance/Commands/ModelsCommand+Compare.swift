import ArgumentParser
import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage
import SemblanceTraining

extension ModelsCommand {
    struct Compare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Two versions side by side: what they learned, by the figures that both have.",
            discussion: """
                Losses of different objectives mean different things; the figures of the evaluation mean the same.

                Example: semblance models compare faces@1 faces@2 --curves curves.png
                """)
        @OptionGroup var common: CommonOptions
        @Argument(help: "A version.") var first: String
        @Argument(help: "Another one.") var second: String
        @Option(help: ArgumentHelp("Draw both learning curves into this picture.", valueName: "file")) var curves: String?

        func run() async throws {
            let workspace = try await Workspace(common)
            try await workspace.withCollection { context in
                var replies: [ModelReply] = []
                for reference in [first, second] {
                    let record = try await context.catalog.find(reference)
                    replies.append(ModelReply(try await context.database.models.summary(id: record.id)))
                }
                let comparison = try ModelComparison(replies[0], replies[1])
                if let curves { try draw(replies, to: curves, workspace) }
                if common.json { return try JSONOutput.write(comparison) }
                try StandardOutput.write(comparison.table.render())
            }
        }

        private func draw(_ models: [ModelReply], to file: String, _ workspace: Workspace) throws {
            let runs = try models.map { model in
                guard let folder = RegisteredRun.folder(ofModel: model.id, in: workspace.runs) else {
                    throw SemblanceError(
                        .notFound, "the run that trained \(model.name)@\(model.version) is not in '\(workspace.runs)'",
                        advice: "compare without --curves, or on the machine that trained it")
                }
                return (name: "\(model.name)@\(model.version) \(model.objective)", folder: folder)
            }
            guard let picture = RunFolder.comparison(of: runs) else {
                throw SemblanceError(.notFound, "the two runs have measured nothing alike", advice: "compare without --curves")
            }
            try PictureFile.write(picture, to: file)
        }
    }
}

/// What `models compare` answers.
struct ModelComparison: Encodable {
    /// A figure of both.
    struct Figure: Encodable {
        let first: Double
        let second: Double
        /// second − first
        let difference: Double
    }

    let first: ModelReply
    let second: ModelReply
    /// By group (`evaluation`, `training`) and name.
    let figures: [String: [String: Figure]]

    /// - Throws: `corrupt` for metrics that are no JSON object.
    init(_ first: ModelReply, _ second: ModelReply) throws {
        (self.first, self.second) = (first, second)
        let (a, b) = (try Self.groups(first.metrics), try Self.groups(second.metrics))
        figures = a.reduce(into: [:]) { groups, group in
            let common = group.value.compactMap { name, value in
                b[group.key]?[name].map { (name, Figure(first: value, second: $0, difference: $0 - value)) }
            }
            if !common.isEmpty { groups[group.key] = Dictionary(uniqueKeysWithValues: common) }
        }
    }

    private static func groups(_ metrics: JSONText) throws -> [String: [String: Double]] {
        guard let groups = try? JSONSerialization.jsonObject(with: Data(metrics.text.utf8)) as? [String: Any] else {
            throw SemblanceError(.corrupt, "a version's metrics are no JSON object")
        }
        return groups.compactMapValues { ($0 as? [String: Any])?.compactMapValues { $0 as? Double } }
    }

    /// For people.
    var table: TextTable {
        var table = TextTable([
            .text(""), .number("\(first.name)@\(first.version)"), .number("\(second.name)@\(second.version)"), .number("difference"),
        ])
        table.add(["objective", first.objective, second.objective, ""])
        table.add(["latent dimension", "\(first.latentDimension)", "\(second.latentDimension)", ""])
        for (group, members) in figures.sorted(by: { $0.key < $1.key }) {
            for (name, figure) in members.sorted(by: { $0.key < $1.key }) {
                table.add(["\(group) \(name)"] + [figure.first, figure.second, figure.difference].map(humanNumber))
            }
        }
        return table
    }
}
