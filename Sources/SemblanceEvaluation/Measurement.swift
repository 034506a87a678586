import SemblanceCore

/// One of those that are measured side by side, the model or a baseline, and what is known of it so far.
struct Measurement: Sendable {
    /// Nil for a model that cannot encode.
    let encoder: (any ImageEncoder)?
    /// Nil for a model that cannot generate.
    let generator: (any ImageGenerator)?
    /// Whether z ~ N(0, I) is what the generator expects, so that figures on samples mean something.
    let drawsSamples: Bool

    /// The photos' coordinates, by photo.
    var coordinates: [[Float]] = []
    var quality: ReconstructionQuality.Accumulator
    var samples = SampleFigures()
    /// How many changed copies found their original first, by change.
    var found: [Perturbation: Int] = [:]
    /// How many photos were asked for by their changed copies.
    var queries = 0
    var labels: [String: LabelAgreement?]?
    var identity: IdentityRetrieval?
    var identityByLabel: [String: [String: IdentityGroup]]?

    /// What fresh z tell.
    struct SampleFigures: Sendable {
        var count = 0
        var correlation: Double?
        var meanCosine: Double?
    }

    /// - Parameter side: of the pictures, in pixels
    init(encoder: (any ImageEncoder)?, generator: (any ImageGenerator)?, drawsSamples: Bool = true, side: Int) {
        (self.encoder, self.generator, self.drawsSamples) = (encoder, generator, drawsSamples)
        quality = ReconstructionQuality.Accumulator(side: side)
    }

    /// What was measured.
    var figures: QualityFigures {
        QualityFigures(
            correlation: samples.correlation, reconstruction: quality.result, selfRetrieval: SelfRetrieval(found: found, queries: queries),
            labels: labels, labelLift: labels.flatMap(QualityFigures.meanLift), identity: identity,
            identityByLabel: identityByLabel,
            collapse: LatentCollapse(
                samples: samples.meanCosine, corpus: LatentCollapse.meanPairwiseCosine(coordinates),
                dimensions: LatentDimensions(coordinates)))
    }
}
