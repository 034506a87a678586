import SemblanceCore
import SemblanceImaging

extension QualityEvaluation {
    /// Baselines that are fitted, and what they were fitted on.
    struct FittedBaselines {
        let measurements: [Measurement]
        let origin: FittingPhotos.Origin
        let images: Int
        let analysis: PrincipalComponentAnalysis

        /// The reports, once the measurements, in their order, are whole.
        func reports(of measured: [Measurement]) -> BaselineReports {
            func report(_ measurement: Measurement, hasComponents: Bool) -> BaselineReport {
                BaselineReport(
                    figures: measurement.figures, fittedOn: origin.rawValue, fittedImages: images,
                    components: hasComponents ? analysis.variances.count : nil,
                    explainedVariance: hasComponents ? analysis.explained : nil)
            }
            return BaselineReports(
                pca: report(measured[0], hasComponents: true), pcaWhitened: report(measured[1], hasComponents: true),
                untrained: measured.count > 2 ? report(measured[2], hasComponents: false) : nil)
        }
    }

    /// Fits what was asked for: principal components to as many dimensions as a latent has, and an untrained model.
    ///
    /// - Returns: nil where no baselines are wanted, without a corpus, and without a model whose shape they could have.
    func fitBaselines(_ folder: BytePath?, _ corpus: EvaluationCorpus?) async throws -> FittedBaselines? {
        guard let baselines, let folder, let corpus, let preprocessing,
            let dimension = encoder?.latentDimension ?? generator?.latentDimension
        else { return nil }
        let photos = try await FittingPhotos(
            folder: folder, corpus: corpus, baselines: baselines, options: options, preprocessing: preprocessing
        ) { report(.baselinePhotos, $0, of: $1) }
        let analysis = try await PrincipalComponentAnalysis(
            photos.images, count: dimension, seed: options.seed, threads: options.threads
        ) { report(.components, $0, of: $1) }
        let side = preprocessing.resolution
        var measurements = [false, true].map { isWhitened in
            let model = PrincipalComponentModel(
                analysis: analysis, preprocessing: preprocessing, latentDimension: dimension, isWhitened: isWhitened)
            return Measurement(encoder: model, generator: model, drawsSamples: false, side: side)
        }
        if let untrained = try await baselines.untrained?(photos.images) {
            let encodes = (try? untrained.requireEncoder()) != nil
            measurements.append(Measurement(encoder: encodes ? untrained : nil, generator: untrained, side: side))
        }
        return FittedBaselines(
            measurements: measurements, origin: photos.origin, images: photos.images.count, analysis: analysis)
    }
}
