import SemblanceTensor

/// Tells each photo of a batch from the others by an altered copy of it: InfoNCE (van den Oord et al., arXiv 1807.03748) as SimCLR has it
/// (Chen et al., arXiv 2002.05709), on ρ, by which search compares latents:
///
///     L_C = −½ mean_i ( log softmax_j(ρ(u_i, v_j) / τ)_i + log softmax_j(ρ(u_j, v_i) / τ)_i )
///
/// with u the codes of photos and v those of their altered copies. A discriminator that learns so has features that a GAN alone does not need
/// (ContraD, Jeong & Shin, arXiv 2103.09742).
@TensorActor
struct ContrastiveLoss {
    /// τ
    static let temperature = 0.1

    /// - Parameters: u and v, [batch, n]
    /// - Returns: a scalar; ln(batch) where codes say nothing of whose copy is whose
    func callAsFunction(_ photos: Tensor, _ copies: Tensor) throws -> Tensor {
        let agreements = try photos.correlations(with: copies) * (1 / Self.temperature)
        // ρ / τ lies in ±10, so that no exponential overflows.
        let odds = try agreements.exponential()
        let own = try photos.correlation(with: copies) * (1 / Self.temperature)
        let others = try odds.sum([1]).logarithm() + odds.sum([0]).logarithm()
        return try (0.5 * others - own).mean()
    }
}
