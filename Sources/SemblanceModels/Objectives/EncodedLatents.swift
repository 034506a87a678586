import SemblanceCore
import SemblanceTensor

/// Latents of photos among those that a batch draws.
///
/// Photos' N(E(x)) are no sample of N(0, I): trained on that alone, G makes nonsense of many of them. Here it is asked for them as well, and
/// the critic and ρ judge what it makes like any other fake. The idea is that of α-GAN (Rosca et al., arXiv 1706.04987) and of VAE/GAN
/// (Larsen et al., arXiv 1512.09300), whose generators see encoded latents beside drawn ones.
@TensorActor
struct EncodedLatents {
    /// [N(E(x))] of the batch's last photos, then the batch's own z: [batch, n].
    let latents: Tensor
    /// The photos that the first latents are of: [count, 3, resolution, resolution].
    private let photos: Tensor

    /// The last photos' latents take the place of the first drawn ones: a critic that compares the batch's pairs then compares different
    /// pictures.
    ///
    /// - Parameters:
    ///   - share: how many of the batch, rounded down; nil is returned where that is none
    ///   - photos: as they are, whatever a critic sees of them
    ///   - codes: E(photos): [batch, n]
    init?(share: Double, of drawn: Tensor, photos: Tensor, codes: () throws -> Tensor) throws {
        let size = drawn.shape[0]
        let count = Self.count(share, of: size)
        guard count > 0 else { return nil }
        let encoded = try codes().detached().narrowed(0, from: size - count, length: count).standardizedLatents()
        latents = try .concatenated([encoded, drawn.narrowed(0, from: count, length: size - count)], along: 0)
        self.photos = try photos.narrowed(0, from: size - count, length: count)
    }

    /// How many latents of a batch are photos'.
    nonisolated static func count(_ share: Double, of batch: Int) -> Int { Int(share * Double(batch)) }

    /// mean (x − G([N(E(x))]))² of the photos.
    ///
    /// - Parameter fake: G of all latents: [batch, 3, resolution, resolution]
    func imageError(_ fake: Tensor) throws -> Tensor {
        try (photos - fake.narrowed(0, from: 0, length: photos.shape[0])).squared().mean()
    }
}

extension ModelNetworks {
    /// Latents as training gives them to G: z, or z with photos' among them.
    ///
    /// - Parameters:
    ///   - z: drawn: [batch, n]
    ///   - photos: as many: [batch, 3, resolution, resolution]
    ///   - codes: E(photos), where there is an encoder: [batch, n]
    public func latentsOfTraining(_ z: Tensor, photos: Tensor, codes: Tensor?) throws -> Tensor {
        guard let codes else { return z }
        let share = configuration.objective.encodedShare
        return try EncodedLatents(share: share, of: z, photos: photos) { codes }?.latents ?? z
    }
}

extension ObjectiveConfiguration {
    /// Throws `invalidArgument` for a share of photos' latents that comes to none in a batch.
    public func validateShare(ofBatch size: Int) throws {
        guard encodedShare == 0 || EncodedLatents.count(encodedShare, of: size) > 0 else {
            throw SemblanceError(
                .invalidArgument, "\(encodedShare) of a batch of \(size) latents is none: use a greater share or a larger batch")
        }
    }
}
