import SemblanceCore

/// Makes the batches that come next while the tensor thread is busy with this one.
actor BatchLoader {
    private let corpus: TrainingCorpus
    private let batchSize: Int
    private let depth: Int
    private var order: DataOrder
    private var position: Int
    private var pending: [Task<[RGBImage], any Error>] = []

    /// - Parameters:
    ///   - position: how many images were drawn before
    ///   - depth: batches that are made ahead, at least 1
    init(corpus: TrainingCorpus, batchSize: Int, seed: UInt64, mirrors: Bool, position: Int = 0, depth: Int = 4) {
        self.corpus = corpus
        self.batchSize = batchSize
        self.depth = max(1, depth)
        self.position = position
        order = DataOrder(count: corpus.count, seed: seed, mirrors: mirrors)
    }

    deinit { pending.forEach { $0.cancel() } }

    /// The next batch, `batchSize` prepared images.
    func next() async throws -> [RGBImage] {
        while pending.count < depth { pending.append(startBatch()) }
        return try await pending.removeFirst().value
    }

    private func startBatch() -> Task<[RGBImage], any Error> {
        let items = (position..<(position + batchSize)).map { order.item(at: $0) }
        position += batchSize
        return Task.detached { [corpus] in
            try items.map { item in
                try Task.checkCancellation()
                let image = try corpus.image(at: item.index)
                return item.mirrored ? image.mirrored() : image
            }
        }
    }
}
