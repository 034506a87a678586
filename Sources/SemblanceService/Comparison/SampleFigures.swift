import SemblanceEvaluation

/// What fresh random latents tell of a model version: each z is drawn by its generator and encoded again.
public struct SampleFigures: Sendable, Equatable, Encodable {
    /// How many z were drawn.
    public let count: Int
    /// The mean of ρ(z, E(G(z))); nil for a version without an encoder.
    public let correlation: Double?
    /// The mean cosine of pairs of E(G(z)), near 1 where the generator draws ever the same; nil for a version without an encoder.
    public let meanCosine: Double?

    /// The figures of a report on samples.
    init(_ report: QualityReport) {
        (count, correlation, meanCosine) = (report.samples, report.correlation, report.collapse.samples)
    }

    /// A null stands for what was not measured.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(count, forKey: .count)
        try container.encode(correlation, forKey: .correlation)
        try container.encode(meanCosine, forKey: .meanCosine)
    }

    private enum CodingKeys: String, CodingKey {
        case count, correlation
        case meanCosine = "mean_cosine"
    }
}
