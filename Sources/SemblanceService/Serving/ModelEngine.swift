import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// The model of a version with its queues: what is asked at the same time shares passes.
public final class ModelEngine: Sendable {
    /// The model itself.
    public let model: ImageModel
    /// How photos are prepared for it.
    public let preprocessor: Preprocessor
    /// Prepared photos to latents.
    let encoding: BatchQueue<RGBImage, Latent>
    /// Coordinates to pictures.
    let generation: BatchQueue<[Float], RGBImage>
    /// Queries to neighbours.
    let searches: BatchQueue<IndexQuery, [IndexHit]>

    /// - Parameters:
    ///   - limits: what an image may cost
    ///   - queues: how much the queues take
    ///   - observer: is told what happens to prepared photos
    public init(_ model: ImageModel, limits: ImageLimits, queues: QueueLimits = QueueLimits(), observer: QueueObserver = QueueObserver())
        throws
    {
        self.model = model
        preprocessor = try Preprocessor(model.preprocessing, limits: limits)
        encoding = BatchQueue(limits: queues, observer: observer) { try await model.encode($0) }
        var patient = queues
        patient.window = .zero
        generation = BatchQueue(limits: patient) {
            try await model.generate($0, truncation: model.truncation)
        }
        patient.maximumWaiting *= 16
        searches = BatchQueue(limits: patient) { try await IndexQuery.answer($0) }
    }

    /// Returns when no photo is encoded and nothing is searched.
    @Sendable func idle() async {
        repeat {
            await encoding.idle()
            await searches.idle()
        } while await !encoding.isIdle
    }

    /// The vector that distances are computed on and that the generator understands.
    func coordinates(of latent: Latent) -> [Float] { model.normalization.coordinates(of: latent) }

    /// Computes something once, so that the first request need not wait for what engines set up on their first use.
    public func warmUp() async throws {
        let side = model.preprocessing.resolution
        _ = try preprocessor.prepare(RGBImage(width: side, height: side))
        if (try? model.requireEncoder()) != nil { _ = try await model.encode([RGBImage(width: side, height: side)]) }
        _ = try await model.sample(count: 1, seed: 1, truncation: model.truncation)
    }
}
