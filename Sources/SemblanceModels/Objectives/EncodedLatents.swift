import SemblanceTensor

/// Latents of photos among those that a batch draws.
///
/// Photos' N(E(x)) are no sample of N(0, I): trained on that alone, G makes nonsense of many of them. Here it is asked for them as well, and the critic
/// and ρ judge what it makes like any other fake. The idea is that of α-GAN (Rosca et al., arXiv 1706.04987) and of VAE/GAN (Larsen et al.,
/// arXiv 1512.09300), whose generators see encoded latents beside drawn ones.
@TensorActor
struct EncodedLatents {
    /// [N(E(x))] of the batch's last photos, then the batch's own z: [batch, n].
    let latents: Tensor
    /// The photos that the first latents are of: [count, 3, resolution, resolution].
    private let photos: Tensor

    /// The last photos' latents take the place of the first drawn ones: a critic that compares the batch's pairs then compares different pictures.
    ///
    /// - Parameters:
    ///   - share: how many of the batch, 0 … 1/2; nil is returned where that is less than one
    ///   - codes: E(photos): [batch, n]
    init?(share: Double, of batch: TrainingBatch, photos: Tensor, codes: Tensor) throws {
        let size = batch.latents.shape[0]
        let count = Int((share * Double(size)).rounded())
        guard count > 0 else { return nil }
        let encoded = try codes.detached().narrowed(0, from: size - count, length: count).standardizedLatents()
        let drawn = try batch.latents.narrowed(0, from: count, length: size - count)
        latents = try .concatenated([encoded, drawn], along: 0)
        self.photos = try photos.detached().narrowed(0, from: size - count, length: count)
    }

    /// mean (x − G([N(E(x))]))² of the photos.
    ///
    /// - Parameter fake: G of all latents: [batch, 3, resolution, resolution]
    func imageError(_ fake: Tensor) throws -> Tensor {
        try (photos - fake.narrowed(0, from: 0, length: photos.shape[0])).squared().mean()
    }
}
