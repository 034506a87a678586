import SemblanceCore
import SemblanceTensor

/// A trained model at work: photos to latents, latents to photos. Evaluation mode, in the model's own precision.
public final class GANImageModel: ImageEncoder, ImageGenerator {
    /// What the model is.
    public let configuration: ModelConfiguration
    /// n, the length of a latent.
    public var latentDimension: Int { configuration.network.latentDimension }
    /// The side of an image in pixels.
    public var resolution: Int { configuration.network.resolution }
    /// How images must be prepared.
    public var preprocessing: Preprocessing { configuration.preprocessing }
    /// What its latents are.
    public var normalization: LatentNormalization { configuration.objective.kind.normalization }

    /// What its paper multiplies latents with before they are drawn.
    public var truncation: Float { configuration.objective.kind.truncation }

    /// The way between two latents that its paper shows.
    public var interpolation: LatentInterpolation { configuration.objective.kind.interpolation }

    /// Throws `incompatible` where the objective has no encoder.
    public func requireEncoder() throws {
        try configuration.objective.kind.requireEncoder()
    }

    /// Images a forward pass takes. oneDNN picks other kernels for tiny batches, so passes are filled up to at least `minimumBatch`:
    /// the same pixels then give the same latent, alone or in company.
    static let (minimumBatch, maximumBatch) = (8, 64)
    /// From this size on, a batch is encoded on one core, and others beside it; a smaller one is done sooner on all of them.
    static let laneBatch = 32

    /// Where checkpoints are read.
    private static let loading = InferenceLanes(count: 1)

    @TensorActor private let networks: ModelNetworks
    /// Where large batches are encoded, several at a time; nil on other devices than the CPU, and where there is one core.
    private let lanes: InferenceLanes?

    /// A model of these networks, which nobody else changes.
    @TensorActor
    public init(_ networks: ModelNetworks) {
        self.networks = networks
        configuration = networks.configuration
        lanes = networks.device == .cpu && Torch.threads > 1 ? InferenceLanes(count: Torch.threads) : nil
    }

    /// Reads a checkpoint, on a thread of its own: models at work go on meanwhile.
    public convenience init(checkpoint bytes: [UInt8], source: String, device: Device = .cpu) async throws {
        await self.init(try await Self.loading.run { try Checkpoint.load(bytes, source: source, device: device) })
    }

    /// The normalised E(x) of each image, with what normalising took away.
    ///
    /// - Throws: `invalidArgument` for an image of another size; `incompatible` for an objective without an encoder; `engine` when an
    ///   encoding is not finite.
    public func encode(_ images: [RGBImage]) async throws -> [Latent] {
        if let lanes, images.count >= Self.laneBatch { return try await lanes.run { try self.latents(of: images) } }
        return try await TensorActor.run { try self.latents(of: images) }
    }

    /// `encode`, on the calling thread.
    @TensorActor
    func latents(of images: [RGBImage]) throws -> [Latent] {
        guard images.allSatisfy({ $0.width == resolution && $0.height == resolution }) else {
            throw SemblanceError(.invalidArgument, "this model encodes images of \(resolution)×\(resolution) px")
        }
        return try passes(images) { chunk in
            let x = try Tensor(images: chunk).moved(to: networks.device)
            let code = try networks.encode(x, .running)
            guard let realism = try networks.realism(of: x, code: code, .running) else { return code }
            return try Tensor.concatenated([code, realism.reshaped([-1, 1])], along: 1)
        }.map { row in
            guard row.allSatisfy(\.isFinite) else {
                throw SemblanceError(
                    .engine, "the encoder gave values that are not finite", advice: "the model is damaged: take another version")
            }
            return Latent(
                encoding: Array(row.prefix(latentDimension)), normalization: normalization,
                realism: row.count > latentDimension ? row[latentDimension] : nil)
        }
    }

    /// G(truncation · v) of each vector.
    ///
    /// - Throws: `invalidArgument` for a vector of another length.
    @TensorActor
    public func generate(_ latents: [[Float]], truncation: Float) async throws -> [RGBImage] {
        guard latents.allSatisfy({ $0.count == latentDimension }) else {
            throw SemblanceError(.invalidArgument, "this model's latents have \(latentDimension) values")
        }
        let side = resolution
        return try passes(latents) { chunk in
            let z = try Tensor(chunk.flatMap { $0 }, shape: [chunk.count, latentDimension]) * Double(truncation)
            return try networks.generator(z.moved(to: networks.device), .running)
        }.map { RGBImage(planar: $0, side: side) }
    }

    /// Images of G(truncation · z), z ~ N(0, I) drawn from `seed`.
    @TensorActor
    public func sample(count: Int, seed: UInt64, truncation: Float) async throws -> [RGBImage] {
        let generator = try RandomGenerator(seed: seed)
        let z = try Tensor.randomNormal(shape: [count, latentDimension], generator: generator).floats()
        return try await generate(z.rows(of: latentDimension), truncation: truncation)
    }

    /// Runs `forward` over chunks, the last one filled up with copies of its last item, and splits the results into rows.
    @TensorActor
    private func passes<Item>(_ items: [Item], _ forward: ([Item]) throws -> Tensor) throws -> [[Float]] {
        var rows: [[Float]] = []
        rows.reserveCapacity(items.count)
        for start in stride(from: 0, to: items.count, by: Self.maximumBatch) {
            var chunk = Array(items[start..<min(start + Self.maximumBatch, items.count)])
            let wanted = chunk.count
            while chunk.count < Self.minimumBatch, let last = chunk.last { chunk.append(last) }
            let output = try withoutGradients {
                try configuration.inferencePrecision.autocast(on: networks.device) { try forward(chunk) }.floats()
            }
            rows += output.rows(of: output.count / chunk.count).prefix(wanted)
        }
        return rows
    }
}

extension [Float] {
    /// Cuts a matrix into its rows.
    func rows(of length: Int) -> [[Float]] {
        stride(from: 0, to: count, by: length).map { Array(self[$0..<($0 + length)]) }
    }
}
