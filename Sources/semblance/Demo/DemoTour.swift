import Crypto
import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceService
import SemblanceStorage
import SemblanceTensor
import SemblanceTraining

/// Train, index, search, reconstruct, interpolate: every part once, with pictures.
struct DemoTour {
    let workspace: Workspace
    let minutes: Double
    let retrain: Bool

    private static let drawnFaces = 6000
    private static let queries = 3
    private static let batchSize = 64
    private static let modelName = "demo"

    private var folder: String { workspace.home + "/demo" }

    func run(corpus given: String?) async throws -> DemoSummary {
        let clock = ContinuousClock()
        let start = clock.now
        let corpus = try BytePath(given ?? drawnCorpus()).absolute()
        let (heldOut, share) = try chooseHeldOut(corpus)
        let isIndexed: @Sendable (CorpusEntry) -> Bool = { !heldOut.contains($0.name) }
        return try await workspace.withDatabase { database in
            let context = workspace.context(database, try await collection(for: corpus, in: database))
            say("1/4  a model of \(corpus)")
            let (record, training) = try await model(context, corpus, share)
            let model = try await context.catalog.load(record)
            say("2/4  every photo into the database")
            let index = try await Indexing(workspace: workspace, context: context)
                .run(CorpusSource([corpus]), record, IndexOptions(includes: isIndexed), encoder: model)
            say("3/4  photos that are not in the database, and what looks like them")
            let search = try await SimilaritySearch(
                database: database, record: record, model: model, limits: workspace.limits, indexes: workspace.indexes)
            let photos = try heldOut.map { try search.photo(file: corpus.appending($0)) }
            var rows: [NeighbourSheet.Row] = []
            for photo in photos {
                for metric in Metric.allCases {
                    rows.append(.init(photo: photo.prepared, reply: try await search.search(.photo(photo), .init(metric: metric))))
                }
            }
            say("4/4  pictures")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let pictures = try await draw(rows, photos.map(\.prepared), database, model)
            let summary = DemoSummary(
                corpus: corpus.description, model: ModelReference(record), training: training, index: index, searches: rows.map(\.reply),
                pictures: pictures, seconds: start.duration(to: clock.now) / .seconds(1))
            try FileWriter.replace(BytePath(folder + "/summary.md"), with: Array(summary.text.utf8))
            try FileWriter.replace(BytePath(folder + "/summary.json"), with: Array(JSONOutput.document(summary).utf8))
            return summary
        }
    }

    private func say(_ text: String) { TerminalOutput.standardError().write(text + "\n") }

    // MARK: Corpus

    /// Faces for a machine that has no photos; drawn once.
    private func drawnCorpus() throws -> String {
        let place = workspace.home + "/demo/drawn-faces"
        let corpus = try DrawnFaceCorpus(count: Self.drawnFaces)
        if FileManager.default.fileExists(atPath: place + "/labels.csv") { return place + "/images" }
        say("no --corpus: drawing \(Self.drawnFaces) faces into \(place)")
        let bar = ProgressBar("drawing", total: Self.drawnFaces)
        defer { bar.finish() }
        return try corpus.write(to: place) { bar.update(done: $0) }.images
    }

    /// Three photos that are neither learned from nor indexed: the first that a run holds out, so that every run has the same.
    private func chooseHeldOut(_ corpus: BytePath) throws -> (photos: [BytePath], share: HeldOutShare) {
        let photos = try FolderPhotos(corpus, preprocessing: Preprocessing(resolution: 64), limits: workspace.limits)
        let positions = photos.heldOutPositions()
        let ordered = HeldOutSlice.order(positions)
        let chosen = ordered.enumerated().lazy.filter { (try? photos.prepared(at: $0.element)) != nil }.prefix(Self.queries)
        guard chosen.count == Self.queries, let last = chosen.last else {
            throw SemblanceError(
                .notFound, "'\(corpus)' holds too few photos for a tour", advice: "name a folder with a few thousand photos")
        }
        let usual = HeldOutShare.automatic.split(positions, batchSize: Self.batchSize).heldOut.count
        return (chosen.map { photos.path(at: $0.element) }, .count(max(usual, last.offset + 1)))
    }

    /// Every corpus has a collection of its own, so that tours of several do not mix.
    private func collection(for corpus: BytePath, in database: Database) async throws -> ImageCollection {
        let digits = SHA256.hash(data: corpus.bytes).prefix(5).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
        let name = "demo-" + digits.joined()
        if let known = try await database.collections.find(name: name) { return known }
        return try await database.collections.create(name: name)
    }

    // MARK: Model

    private func model(
        _ context: CollectionContext, _ corpus: BytePath, _ heldOut: HeldOutShare
    ) async throws -> (ModelRecord, DemoSummary.Training?) {
        if !retrain, let known = try await context.database.models.newest(in: context.collection.id) { return (known, nil) }
        let configuration = TrainingConfiguration(
            model: ModelConfiguration(network: NetworkConfiguration(resolution: 64, width: 256)), length: .minutes(minutes),
            batchSize: Self.batchSize, precision: .fastest(on: workspace.device), heldOut: heldOut)
        let outcome = try await ModelTraining(workspace: workspace, context: context).run(
            configuration, name: Self.modelName, corpus: corpus)
        let reply = TrainReply(outcome)
        return (
            outcome.model,
            DemoSummary.Training(
                steps: reply.steps, seconds: reply.seconds, imagesPerSecond: reply.imagesPerSecond, losses: reply.losses,
                runFolder: reply.runFolder)
        )
    }

    // MARK: Pictures

    private func draw(
        _ rows: [NeighbourSheet.Row], _ photos: [RGBImage], _ database: Database, _ model: ImageModel
    ) async throws -> [String: String] {
        let pictures = Pictures(model: model)
        let reconstructions = try await pictures.reconstructions(of: photos)
        let frames = try await pictures.interpolation(from: photos[0], to: photos[1], steps: 9, mode: model.interpolation)
        let images = [
            "neighbours": try await NeighbourSheet(database: database, model: model).render(rows),
            "reconstructions": try ImageGrid(zip(photos, reconstructions).flatMap { [$0, $1] }, columns: 2).render(),
            "interpolation": try InterpolationStrip(from: photos[0], frames: frames, to: photos[1]).render(),
            "samples": try ImageGrid(try await model.sample(count: 64, seed: 1, truncation: model.truncation), columns: 8).render(),
        ]
        var files: [String: String] = [:]
        for (name, image) in images {
            files[name] = "\(folder)/\(name).png"
            try PictureFile.write(image, to: "\(folder)/\(name).png")
        }
        return files
    }
}
