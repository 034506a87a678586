/// A figure of an evaluation by which versions are compared. The raw value is its name in configuration and replies.
public enum QualityFigure: String, Sendable, CaseIterable, Codable, CodingKeyRepresentable {
    /// The mean of ρ(z, E(G(z))).
    case correlation
    /// The mean |x − G(E(x))|, pixels in 0 … 1.
    case reconstructionL1 = "reconstruction_l1"
    /// Peak signal to noise of reconstructions, in dB.
    case reconstructionPSNR = "reconstruction_psnr"
    /// The multi-scale structural similarity of reconstructions.
    case reconstructionMSSSIM = "reconstruction_ms_ssim"
    /// The sliced Wasserstein distance of samples to photos, × 1,000.
    case swdSamples = "swd_samples"
    /// The sliced Wasserstein distance of reconstructions to their photos, × 1,000.
    case swdReconstructions = "swd_reconstructions"
    /// How often changed copies find their originals, the mean over the changes.
    case selfRetrieval = "self_retrieval"
    /// The mean lift of labels among neighbours.
    case labelLift = "label_lift"
    /// How often the nearest photo shows the same person.
    case identityRecall = "identity_recall_at_1"
    /// The mean cosine of pairs of samples' latents.
    case collapseSamples = "collapse_samples"
    /// The mean cosine of pairs of photos' latents.
    case collapseCorpus = "collapse_corpus"

    /// Whether more of it is better.
    public var higherIsBetter: Bool {
        switch self {
        case .reconstructionL1, .swdSamples, .swdReconstructions, .collapseSamples, .collapseCorpus: false
        default: true
        }
    }
}
