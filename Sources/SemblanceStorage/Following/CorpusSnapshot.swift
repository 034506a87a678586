/// What a search in memory needs of a model version, as one moment of the database has it.
public struct CorpusSnapshot: Sendable {
    /// The coordinates of all latents, in no particular order.
    public let latents: LatentMatrix
    /// The critic's scores, one for each row of `latents`; nil where there is none.
    public let realism: [Float?]
    /// That moment: `ChangeRepository.changes` tells what came after it.
    public let marker: LatentMarker
}
