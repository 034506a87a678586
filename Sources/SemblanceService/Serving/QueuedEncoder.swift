import SemblanceCore

/// An encoder whose work goes through the queue of an engine, beside that of searches.
struct QueuedEncoder: ImageEncoder {
    let engine: ModelEngine

    var preprocessing: Preprocessing { engine.model.preprocessing }
    var latentDimension: Int { engine.model.latentDimension }
    var normalization: LatentNormalization { engine.model.normalization }

    func requireEncoder() throws { try engine.model.requireEncoder() }

    func encode(_ images: [RGBImage]) async throws -> [Latent] {
        var latents: [Latent] = []
        for image in images { latents.append(try await engine.encoding.submit(image)) }
        return latents
    }
}
