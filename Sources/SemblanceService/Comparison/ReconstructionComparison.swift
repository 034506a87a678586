import SemblanceEvaluation

/// How near two versions' reconstructions come to the same photos.
public struct ReconstructionComparison: Sendable, Equatable, Encodable {
    /// How many photos could not be read or decoded any more; no figure counts them.
    public let unreadable: Int
    /// Of each version, at its own resolution; nil where no photo could be read, or a version does not encode.
    public let quality: VersionPair<ReconstructionQuality?>
}
