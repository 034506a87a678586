import SemblanceCore
import Synchronization

/// Makes the batches that come next while the tensor thread is busy with this one.
actor BatchLoader {
    private let corpus: TrainingCorpus
    private let batchSize: Int
    private let depth: Int
    private var order: DataOrder
    private var begun: Int
    private let waiting = Mutex(Duration.zero)
    private var pending: [Task<[RGBImage], any Error>] = []

    /// - Parameters:
    ///   - position: how many images were drawn before
    ///   - depth: batches that are made ahead, at least 1
    init(corpus: TrainingCorpus, batchSize: Int, seed: UInt64, mirrors: Bool, position: Int = 0, depth: Int = 4) {
        self.corpus = corpus
        self.batchSize = batchSize
        self.depth = max(1, depth)
        begun = position
        order = DataOrder(count: corpus.count, seed: seed, mirrors: mirrors)
    }

    deinit { pending.forEach { $0.cancel() } }

    /// How many images were drawn by those who asked, from the beginning of the order: where another loader would go on.
    var position: Int { begun - pending.count * batchSize }

    /// How long callers have waited for their batches, altogether.
    nonisolated var waited: Duration { waiting.withLock { $0 } }

    /// The next batch, `batchSize` prepared images.
    nonisolated(nonsending) func next() async throws -> [RGBImage] {
        // Measured where the caller runs, so that the way to this actor and back counts.
        let start = ContinuousClock.now
        defer { waiting.withLock { $0 += start.duration(to: .now) } }
        return try await take()
    }

    private func take() async throws -> [RGBImage] {
        while pending.count < depth { pending.append(startBatch()) }
        return try await pending.removeFirst().value
    }

    private func startBatch() -> Task<[RGBImage], any Error> {
        let items = (begun..<(begun + batchSize)).map { order.item(at: $0) }
        begun += batchSize
        return Task.detached { [corpus] in
            try items.map { item in
                try Task.checkCancellation()
                let image = try corpus.image(at: item.index)
                return item.mirrored ? image.mirrored() : image
            }
        }
    }
}
