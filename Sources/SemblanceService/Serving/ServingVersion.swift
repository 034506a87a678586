import SemblanceCore
import SemblanceIndex
import SemblanceStorage

/// A model version at work with the corpus as it is at one moment. A request finishes on the one that it began with, whatever happens
/// to the corpus or to the choice of versions meanwhile.
public struct ServingVersion: Sendable {
    /// The version.
    public let record: ModelRecord
    /// What computes for it.
    public let engine: ModelEngine
    /// How usual photos are among the corpus.
    public let familiarity: FamiliarityGauge
    /// The latents.
    let index: LayeredIndex
    /// Tells apart the states of the index.
    let generation: Int
    /// The critic's scores of the corpus's images.
    let realism: RealismTable
    /// How far the database has been followed.
    let marker: LatentMarker

    /// How it is named in replies.
    public var reference: ModelReference { ModelReference(record) }
    /// How many latents can be found.
    public var count: Int { index.count }
}
