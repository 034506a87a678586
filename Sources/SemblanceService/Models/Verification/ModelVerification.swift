import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Encodes some images of a version again and compares with what is stored: finds a wrong file under the version's name, a library that
/// computes otherwise, and encodings that differ from run to run.
public struct ModelVerification: Sendable {
    /// The most failures that are named.
    private static let named = 10

    private let database: Database
    private let limits: ImageLimits

    /// - Parameter limits: what an image may cost
    public init(database: Database, limits: ImageLimits = .standard) {
        self.database = database
        self.limits = limits
    }

    /// Compares a sample.
    ///
    /// - Parameters:
    ///   - model: the version, loaded, which has proved its weights' checksum
    ///   - count: how many images to draw at most
    ///   - seed: which ones
    ///   - tolerance: the largest |difference| of a coordinate that is allowed
    ///   - onProgress: told after every batch how many of how many images are done
    /// - Throws: `conflict` for a version that has encoded nothing; what the model and the database throw
    public func run(
        _ record: ModelRecord, model: ImageModel, sample count: Int, seed: Int64, tolerance: Double,
        onProgress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> ModelVerificationReport {
        let sample = try await database.latents.sample(count, of: record.id, seed: seed)
        guard !sample.isEmpty else {
            throw SemblanceError(
                .conflict, "the version \(record.model.name)@\(record.model.version) has encoded nothing that could be compared",
                advice: "index a corpus with it first")
        }
        let files = try await database.artifacts.list(model: record.id)
        let preprocessor = try Preprocessor(model.preprocessing, limits: limits)
        var deviation = LatentDeviation()
        var failures: [ModelVerificationReport.Failure] = []
        var isDeterministic: Bool?
        for start in stride(from: 0, to: sample.count, by: RecordedPhotos.batchSize) {
            let ids = Array(sample[start..<min(start + RecordedPhotos.batchSize, sample.count)])
            let photos = try await prepare(ids, preprocessor, &failures)
            let latents = try await model.encode(photos.map(\.photo))
            if isDeterministic == nil, !photos.isEmpty { isDeterministic = try await model.encode(photos.map(\.photo)) == latents }
            let stored = try await database.latents.find(images: ids, model: record.id)
            for (photo, latent) in zip(photos, latents) {
                // An image that was deleted meanwhile is passed over.
                guard let known = stored[photo.id] else { continue }
                deviation.add(model.normalization.coordinates(of: latent), model.normalization.coordinates(of: known))
            }
            onProgress(start + ids.count, sample.count)
        }
        let changed = failures.count { $0.code == SemblanceError.Code.conflict.description }
        return ModelVerificationReport(
            model: ModelReference(record), weights: files.first { $0.kind == ModelCatalog.weights }?.sha256.hexadecimal ?? "",
            sampled: sample.count, compared: deviation.count, unreadable: failures.count - changed,
            changed: changed, failures: Array(failures.prefix(Self.named)), largestDifference: deviation.largest,
            meanDifference: deviation.mean, largestAngle: deviation.largestAngle, tolerance: tolerance, deterministic: isDeterministic)
    }

    /// Reads photos from where they were found, and prepares them as the index did.
    private func prepare(
        _ ids: [Int64], _ preprocessor: Preprocessor, _ failures: inout [ModelVerificationReport.Failure]
    ) async throws -> [(id: Int64, photo: RGBImage)] {
        let images = try await database.images.recorded(ids)
        let contents = try await RecordedPhotos(database: database, limits: limits).contents(of: images)
        var photos: [(id: Int64, photo: RGBImage)] = []
        for image in images {
            do {
                guard let bytes = try contents[image.id]?.get() else { continue }
                photos.append((image.id, try preprocessor.prepare(bytes)))
            } catch let error as SemblanceError {
                failures.append(.init(imageID: image.id, code: error.code.description, message: error.message))
            }
        }
        return photos
    }
}
