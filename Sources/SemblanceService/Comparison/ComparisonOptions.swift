import SemblanceCore
import SemblanceImaging

/// How much a comparison of two model versions looks at.
public struct ComparisonOptions: Sendable, Equatable {
    /// The most images whose neighbours are compared.
    public var queries: Int
    /// How many of the images whose neighbours changed most are listed.
    public var changed: Int
    /// The most photos that both versions reconstruct; 0 for none.
    public var photos: Int
    /// How many fresh z both generators draw; 0 for none.
    public var samples: Int
    /// Determines which images are asked, which photos are reconstructed, and the fresh z.
    public var seed: UInt64
    /// How many threads may search.
    public var threads: Int
    /// What an image may cost.
    public var limits: ImageLimits

    /// How many neighbours are compared.
    public static let neighbours = 10

    /// The defaults ask 1,000 images, reconstruct 256 photos and draw 256 images.
    public init(
        queries: Int = 1000, changed: Int = 10, photos: Int = 256, samples: Int = 256, seed: UInt64 = 1, threads: Int = 1,
        limits: ImageLimits = .standard
    ) {
        self.queries = queries
        self.changed = changed
        self.photos = photos
        self.samples = samples
        self.seed = seed
        self.threads = threads
        self.limits = limits
    }

    /// - Throws: `invalidArgument` where a number is below its least value.
    func validate() throws {
        guard queries >= 1, changed >= 0, photos >= 0, samples >= 0, threads >= 1 else {
            throw SemblanceError(
                .invalidArgument, "a comparison of \(queries) queries, \(changed) changed images, \(photos) photos and \(samples) samples",
                advice: "give at least 1 query and 1 thread, and counts that are not negative")
        }
    }
}
