import Crypto
import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage

/// A model, a corpus, index, search, reconstruct, interpolate: every part once, with pictures.
struct DemoTour {
    let workspace: Workspace
    let crop: PhotoCrop
    /// How long a model of these photos is trained; nil for the shipped one.
    let minutes: Double?
    let retrain: Bool
    /// The port at which a server will show it all, where somebody starts one.
    let port: Int?

    private var folder: String { workspace.home + "/demo" }

    /// - Parameter corpus: a folder of photos; nil for faces that the shipped model draws
    func run(corpus given: String?) async throws -> DemoSummary {
        let clock = ContinuousClock()
        let start = clock.now
        let photos = if let given { BytePath(given) } else { try await drawnFaces() }
        let place = try photos.absolute()
        let corpus = try DemoCorpus(place, preprocessing: Preprocessing(resolution: 64, crop: crop), limits: workspace.limits)
        return try await workspace.withDatabase { database in
            let context = workspace.context(database, try await collection(for: place, in: database))
            say("1/4  a model")
            let (record, training) = try await model(context, corpus)
            let model = try await context.catalog.load(record)
            say("2/4  the photos of \(place) into the database")
            let index = try await Indexing(workspace: workspace, context: context)
                .run(
                    CorpusSource([place]), record, IndexOptions(includes: { !corpus.heldOut.contains($0.name) }), encoder: model)
            say("3/4  photos that are not in the database, and what looks like them")
            let search = try await SimilaritySearch(
                database: database, record: record, model: model, limits: workspace.limits, indexes: workspace.indexes)
            let queries = try corpus.heldOut.map { try search.photo(file: place.appending($0)) }
            var rows: [NeighbourSheet.Row] = []
            for photo in queries {
                for metric in Metric.allCases {
                    rows.append(.init(photo: photo.prepared, reply: try await search.search(.photo(photo), .init(metric: metric))))
                }
            }
            say("4/4  pictures")
            let pictures = try await DemoPictures(folder: folder, database: database, model: model).write(rows, queries.map(\.prepared))
            let summary = DemoSummary(
                corpus: place.description, collection: context.collection.name, model: ModelReference(record),
                isShipped: minutes == nil, training: training, index: index, searches: rows.map(\.reply),
                unlike: given == nil ? nil : index.unlikeAdvice(for: record, in: context.collection), pictures: pictures,
                page: port.map { "http://127.0.0.1:\($0)/?collection=\(context.collection.name)" },
                seconds: start.duration(to: clock.now) / .seconds(1))
            try FileWriter.replace(BytePath(folder + "/summary.md"), with: Array(summary.text.utf8))
            try FileWriter.replace(BytePath(folder + "/summary.json"), with: Array(JSONOutput.document(summary).utf8))
            return summary
        }
    }

    private func say(_ text: String) { TerminalOutput.standardError().write(text + "\n") }

    private func drawnFaces() async throws -> BytePath {
        let path = try ShippedModels.standard()
        let file = try FileReader.read(path, maximumBytes: .max)
        return try await DemoCorpus.draw(in: folder, file: file) { try await workspace.loader(file, path.description) }
    }

    private func model(_ context: CollectionContext, _ corpus: DemoCorpus) async throws -> (ModelRecord, DemoSummary.Training?) {
        let model = DemoModel(workspace: workspace, context: context, crop: crop)
        guard let minutes else { return (try await model.shipped(), nil) }
        return try await model.trained(on: corpus, minutes: minutes, again: retrain)
    }

    /// Every corpus, and every way to look at it, has a collection of its own, so that tours of several do not mix and each has what serves.
    private func collection(for corpus: BytePath, in database: Database) async throws -> ImageCollection {
        let way = (minutes == nil ? "shipped" : "") + (crop == .center ? "" : crop.rawValue)
        let name = "demo-" + SHA256.hash(data: corpus.bytes + way.utf8).hexadecimal.prefix(10)
        if let known = try await database.collections.find(name: name) { return known }
        return try await database.collections.create(name: name)
    }
}
