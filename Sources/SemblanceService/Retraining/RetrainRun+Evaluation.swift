import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceStorage

// The third stage: the new version and the one that serves, on photos that neither has learned from.
extension RetrainRun {
    /// Measures both versions on the same held-out photos.
    func evaluate(_ candidate: ModelRecord, _ outcome: inout RetrainOutcome) async throws {
        try await note(.evaluate, 0, of: nil)
        let place = BytePath(folder + "/held-out")
        let table = BytePath(folder + "/held-out.csv")
        func remove() { for path in [place, table] { try? FileManager.default.removeItem(atPath: path.string ?? "") } }
        remove()
        defer { remove() }
        let exported = try await exportHeldOut(to: place, table: table)
        let serving = try await database.activations.current(in: claim.job.collectionID)
            .flatMap { $0.modelID == candidate.id ? nil : $0.modelID }
        let versions = [candidate.id] + (serving.map { [$0] } ?? [])
        var figures: [[QualityFigure: Double]] = []
        for (number, id) in versions.enumerated() {
            guard let record = try await database.models.find(id: id) else {
                throw SemblanceError(.notFound, "the model \(id) was deleted while it was measured")
            }
            let model = try await ModelCatalog.load(record, from: database, loader: retraining.loader)
            let found = try await reporting(.evaluate) { report in
                try await retraining.examiner.examine(model, folder: exported.count > 0 ? place : nil, labels: exported.labels) {
                    done, total in report(number * total + done, versions.count * total)
                }
            }
            figures.append(found)
        }
        outcome.evaluation = RetrainOutcome.Evaluation(
            serving: serving, photos: exported.count, candidateFigures: figures[0], servingFigures: serving == nil ? nil : figures[1])
        try await keep(outcome, model: candidate.id)
    }

    /// Writes the held-out photos of the collection into a folder, with a table of what is known of them.
    ///
    /// - Returns: how many there are, and the table where it has columns
    private func exportHeldOut(to place: BytePath, table: BytePath) async throws -> (count: Int, labels: BytePath?) {
        let slice = try HeldOutSlice(fraction: request.heldOut)
        let images = try await database.images.recorded(in: claim.job.collectionID).filter { slice.contains(sha256: $0.sha256) }
            .sorted { $0.sha256.lexicographicallyPrecedes($1.sha256) }.prefix(options.evaluationPhotos)
        try FileManager.default.createDirectory(atPath: place.string ?? "", withIntermediateDirectories: true)
        let photos = RecordedPhotos(database: database, limits: options.limits)
        var written: [Int64] = []
        for start in stride(from: 0, to: images.count, by: RecordedPhotos.batchSize) {
            try Task.checkCancellation()
            let part = Array(images[start..<min(start + RecordedPhotos.batchSize, images.count)])
            for (id, content) in try await photos.contents(of: part) {
                guard let bytes = try? content.get() else { continue }
                try FileWriter.replace(place.appending(BytePath("\(id)")), with: bytes)
                written.append(id)
            }
        }
        guard let csv = MetadataLabels(try await database.images.details(of: written).mapValues(\.metadata)).csv else {
            return (written.count, nil)
        }
        try FileWriter.replace(table, with: csv)
        return (written.count, table)
    }
}
