/// The figures of a baseline, and what it was fitted on.
public struct BaselineReport: Sendable, Equatable, Encodable {
    /// What applies to it.
    public let figures: QualityFigures
    /// `training` where it was fitted on photos that the evaluation does not look at, `corpus` where it was on those that it does.
    public let fittedOn: String
    /// How many photos it was fitted on: components are computed from them, and an untrained model's statistics calibrated.
    public let fittedImages: Int
    /// How many principal components there are; nil for the untrained model.
    public let components: Int?
    /// The share of the photos' variance that the components hold; nil for the untrained model.
    public let explainedVariance: Double?

    /// The figures' members beside its own; nulls where something does not apply.
    public func encode(to encoder: any Encoder) throws {
        try figures.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(fittedOn, forKey: .fittedOn)
        try container.encode(fittedImages, forKey: .fittedImages)
        try container.encode(components, forKey: .components)
        try container.encode(explainedVariance, forKey: .explainedVariance)
    }

    private enum CodingKeys: String, CodingKey { case fittedOn, fittedImages, components, explainedVariance }
}

/// What stands beside a model in the same run.
public struct BaselineReports: Sendable, Equatable, Encodable {
    /// The coordinates of prepared pixels along as many principal components as a latent has values.
    public let pca: BaselineReport
    /// The same, each divided by its deviation.
    public let pcaWhitened: BaselineReport
    /// A model of the same shape with fresh weights; nil where none could be made.
    public let untrained: BaselineReport?

    /// A null stands for a baseline that was not measured.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(pca, forKey: .pca)
        try container.encode(pcaWhitened, forKey: .pcaWhitened)
        try container.encode(untrained, forKey: .untrained)
    }

    private enum CodingKeys: String, CodingKey { case pca, pcaWhitened, untrained }
}
