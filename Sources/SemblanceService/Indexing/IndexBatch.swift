import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// What happens to a few dozen files at a time.
struct IndexBatch: Sendable {
    let reader: ImageReader
    let encoder: any ImageEncoder
    let database: Database
    let collection: Int64
    let model: Int64

    /// What became of a batch.
    struct Outcome: Sendable {
        var encoded = 0
        var duplicates = 0
        var failures: [JobFailure] = []
    }

    /// Reads, encodes and stores; a file that cannot be used is a failure of its own, and the others go on.
    func run(_ files: ArraySlice<CorpusFile>) async throws -> Outcome {
        var outcome = Outcome()
        var images: [ReadImage] = []
        for file in files {
            try Task.checkCancellation()
            do {
                images.append(try reader.read(file))
            } catch let error as SemblanceError {
                outcome.failures.append(JobFailure(error, source: reader.folder.path(of: file)))
            }
        }
        guard !images.isEmpty else { return outcome }
        let latents = try await encoder.encode(images.map(\.prepared))
        guard latents.count == images.count else {
            throw SemblanceError(.engine, "the encoder gave \(latents.count) latents for \(images.count) images")
        }
        let stored = try await database.images.store(
            batch: zip(images, latents).map { $0.stored(with: $1) }, collection: collection, model: model)
        for image in stored {
            if image.isDuplicate { outcome.duplicates += 1 } else { outcome.encoded += 1 }
        }
        return outcome
    }
}
