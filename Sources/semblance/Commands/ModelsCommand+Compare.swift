import ArgumentParser
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage
import SemblanceTraining

extension ModelsCommand {
    struct Compare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The drift report: whether searches find the same with another version, and whether it sees photos better.",
            discussion: """
                Asks a fixed sample of the images that both versions have encoded for their ten nearest, by the latents in the database; lists \
                the images whose neighbours changed most; reconstructs the same photos with both, read from where they were found; and says \
                in one line what became of the collection. Figures that both have measured stand beside each other.

                Losses of different objectives mean different things; the figures of the evaluation mean the same.

                Example: semblance models compare faces@1 faces@2 --sheet changed.png --curves curves.png
                """)
        @OptionGroup var common: CommonOptions
        @Argument(help: "The version to compare with.") var first: String
        @Argument(help: "The version to compare.") var second: String
        @Option(help: "Ask so many images at most for their neighbours.") var queries = 1000
        @Option(help: "List so many of the images whose neighbours changed most.") var changed = 10
        @Option(help: "Reconstruct so many photos at most with both; 0 reads none.") var photos = 256
        @Option(help: "How many random images both draw; 0 draws none.") var samples = 256
        @Option(help: "Determines which images are asked and everything random.") var seed: UInt64 = 1
        @Option(
            help: ArgumentHelp(
                "Draw the images that changed most, with their nearest in each version (at most \(ComparisonSheet.images)).",
                valueName: "file"))
        var sheet: String?
        @Option(help: ArgumentHelp("Draw both learning curves into this picture.", valueName: "file")) var curves: String?
        @Option(help: "Where to compute: auto, cpu, cuda or cuda:n.") var device: String?

        func validate() throws {
            guard queries >= 1 else { throw ValidationError("--queries is 1 or more") }
            guard changed >= 0, photos >= 0, samples >= 0 else {
                throw ValidationError("--changed, --photos and --samples are not negative")
            }
            guard sheet == nil || changed >= 1 else { throw ValidationError("--sheet needs --changed of 1 or more") }
        }

        func run() async throws {
            let workspace = try await Workspace(common, device: device)
            try await workspace.withCollection { context in
                let records = (try await find(first, context), try await find(second, context))
                let bar = ComparisonProgressBar()
                defer { bar.finish() }
                let options = ComparisonOptions(
                    queries: queries, changed: changed, photos: photos, samples: samples, seed: seed, threads: workspace.cores,
                    limits: workspace.limits)
                let comparison = try ModelComparison(
                    database: context.database, first: records.0, second: records.1, loader: workspace.loader, options: options
                ) { bar.update($0) }
                let models = (try await reply(records.0, context), try await reply(records.1, context))
                if let curves { try draw([models.0, models.1], to: curves, workspace) }
                let report = try await comparison.run()
                bar.finish()
                if let sheet { try await draw(report, records, to: sheet, context) }
                let reply = CompareReply(
                    first: models.0, second: models.1, figures: try ModelFigures(models.0, models.1), report: report)
                try common.json ? JSONOutput.write(reply) : StandardOutput.write(reply.text)
            }
        }

        /// A version of this collection, or by its id one of another, which is then refused by name.
        private func find(_ reference: String, _ context: CollectionContext) async throws -> ModelRecord {
            if let id = Int64(reference), let record = try await context.database.models.find(id: id),
                record.collectionID != context.collection.id
            {
                return record
            }
            return try await context.catalog.find(reference)
        }

        private func reply(_ record: ModelRecord, _ context: CollectionContext) async throws -> ModelReply {
            ModelReply(try await context.database.models.summary(id: record.id))
        }

        private func draw(
            _ report: ComparisonReport, _ records: (ModelRecord, ModelRecord), to file: String, _ context: CollectionContext
        ) async throws {
            guard !report.changed.isEmpty else {
                throw SemblanceError(.notFound, "no picture to draw: \(report.verdict.text)")
            }
            let sheet = ComparisonSheet(
                database: context.database, first: ModelReference(records.0), second: ModelReference(records.1))
            try PictureFile.write(try await sheet.render(report.changed), to: file)
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
