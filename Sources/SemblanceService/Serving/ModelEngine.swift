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
    ///   - observers: are told what happens in them
    public init(_ model: ImageModel, limits: ImageLimits, queues: QueueLimits = QueueLimits(), observers: EngineObservers = .init()) throws
    {
        self.model = model
        preprocessor = try Preprocessor(model.preprocessing, limits: limits)
        encoding = BatchQueue(limits: queues, observer: observers.encoding) { try await model.encode($0) }
        var patient = queues
        patient.window = .zero
        generation = BatchQueue(limits: patient, observer: observers.generation) {
            try await model.generate($0, truncation: model.truncation)
        }
        patient.maximumWaiting *= 16
        searches = BatchQueue(limits: patient, observer: observers.search) { try await IndexQuery.answer($0) }
    }

    /// The vector that distances are computed on and that the generator understands.
    func coordinates(of latent: Latent) -> [Float] { model.normalization.coordinates(of: latent) }

    /// Computes something once, so that the first request need not wait for what engines set up on their first use.
    public func warmUp() async throws {
        let side = model.preprocessing.resolution
        if (try? model.requireEncoder()) != nil { _ = try await model.encode([RGBImage(width: side, height: side)]) }
        _ = try await model.sample(count: 1, seed: 1, truncation: model.truncation)
    }
}

/// Are told what happens in the queues of an engine.
public struct EngineObservers: Sendable {
    /// Of prepared photos.
    public var encoding: QueueObserver
    /// Of pictures to draw.
    public var generation: QueueObserver
    /// Of searches.
    public var search: QueueObserver

    /// Tells nobody, unless told otherwise.
    public init(encoding: QueueObserver = .init(), generation: QueueObserver = .init(), search: QueueObserver = .init()) {
        self.encoding = encoding
        self.generation = generation
        self.search = search
    }
}
