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
    /// Makes its indexes.
    let indexes: IndexFactory
    /// Which index serves it, and why.
    public let choice: IndexChoice
    /// The latents.
    var index: any LatentIndex
    /// Tells apart the states of the index.
    var generation = 0
    /// The critic's scores of the corpus's images; nil where the database has to be asked.
    let realism: RealismTable?
    /// How far the database has been followed.
    var marker: LatentMarker
    /// Looks again for what an index that the database searches knows of it, and when that was done last; nil for one in memory.
    var refresh: (look: @Sendable () async throws -> Void, last: ContinuousClock.Instant)?
    /// What measures the recall of the index; nil for one that is exact, and where nobody wants to know.
    var recall: RecallWatch?

    /// How it is named in replies.
    public var reference: ModelReference { ModelReference(record) }
    /// How many latents can be found.
    public var count: Int { index.count }
    /// What its index is made of.
    public var indexKind: IndexKind { index.kind }
    /// What was measured lately of its index's recall; nil where nothing was.
    public var recallFigures: RecallFigures? { recall?.figures }
    /// Whether searches are exhaustive because the index misses too much.
    public var isFallenBack: Bool { recall?.isFallenBack == true }
    /// The most hits that there can be. The database may hold more by now than it was known to.
    var most: Int { index is any MemoryIndex ? count : Int(Int32.max) }

    /// Whether a search goes through and through: because it wants to, or because the index misses too much.
    func isExhaustive(exact: Bool) -> Bool { exact || isFallenBack }

    /// What a search goes through.
    func searched(exhaustively: Bool) -> any LatentIndex { exhaustively ? index.exhaustive : index }

    /// What a search goes through at this moment.
    func searched(exactly exact: Bool) -> any LatentIndex { searched(exhaustively: isExhaustive(exact: exact)) }

    /// The critic's score of an image of the corpus; nil where it has none.
    func realism(of id: Int64, _ database: Database) async throws -> Float? {
        if let realism { return realism[id] }
        return try await database.latents.find(image: id, model: record.id)?.realism
    }
}
