import SemblanceCore
import SemblanceImaging

/// How much an evaluation looks at.
public struct QualityOptions: Sendable, Equatable {
    /// The most photos that are taken, persons whole; nil for all.
    public var limit: Int?
    /// The slice that training held out; nil to take photos from the whole corpus.
    public var heldOut: HeldOutSlice?
    /// Determines everything random: the fresh z, and which photos are taken.
    public var seed: UInt64
    /// How many fresh z are drawn.
    public var samples: Int
    /// The most photos that are reconstructed.
    public var reconstructions: Int
    /// The most photos whose changed copies are searched with.
    public var retrievalQueries: Int
    /// k of label agreement.
    public var neighbours: Int
    /// How many threads may decode and search.
    public var threads: Int
    /// What an image may cost.
    public var limits: ImageLimits

    /// The defaults look at all photos, 1,024 samples and 1,000 queries.
    public init(
        limit: Int? = nil, heldOut: HeldOutSlice? = nil, seed: UInt64 = 1, samples: Int = 1024, reconstructions: Int = 1000,
        retrievalQueries: Int = 1000, neighbours: Int = 10, threads: Int = 1, limits: ImageLimits = .standard
    ) {
        self.limit = limit
        self.heldOut = heldOut
        self.seed = seed
        self.samples = samples
        self.reconstructions = reconstructions
        self.retrievalQueries = retrievalQueries
        self.neighbours = neighbours
        self.threads = threads
        self.limits = limits
    }

    /// - Throws: `invalidArgument` where a number is below its least value.
    func validate() throws {
        guard samples >= 0, reconstructions >= 0, retrievalQueries >= 0, neighbours >= 1, threads >= 1 else {
            throw SemblanceError(
                .invalidArgument, "an evaluation with \(samples) samples, \(retrievalQueries) queries and \(neighbours) neighbours",
                advice: "give counts that are not negative, and at least 1 neighbour and 1 thread")
        }
    }
}
