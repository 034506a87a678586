import SemblanceCore
import SemblanceImaging

/// What an encoder says of a photo, as HTTP answers it.
public struct LatentReply: Sendable, Encodable {
    /// The version that encoded it.
    public let model: ModelReference
    /// Its coordinates, n values: what distances are computed on.
    public let latent: [Float]
    /// avg(E(x)) before normalising.
    public let average: Float
    /// std(E(x)) before normalising.
    public let deviation: Float
    /// ‖E(x)‖ before normalising.
    public let norm: Float
    /// The photo's size and scores.
    public let query: SearchReply.Query
}

extension SimilaritySearch {
    /// The latent of a photo's file, and its scores.
    public func latent(of bytes: [UInt8], decoding: BlockingQueue, _ inclusions: Set<SearchInclusion> = []) async throws -> LatentReply {
        let encoded = try await version.engine.encode(bytes, decoding: decoding, mirror: false)
        let (photo, latent) = (encoded.photo, encoded.latents[0])
        let coordinates = version.engine.coordinates(of: latent)
        let resolved = ResolvedQuery(
            queries: [coordinates], photo: photo.prepared, width: photo.info.width, height: photo.info.height, faces: photo.faces,
            realism: latent.realism)
        return LatentReply(
            model: version.reference, latent: coordinates, average: latent.average, deviation: latent.deviation, norm: latent.norm,
            query: try await query(resolved, inclusions))
    }
}
