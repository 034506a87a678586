import SemblanceCore

/// What an index refuses to hold.
enum IndexContents {
    /// - Parameter values: how many values there are in all
    /// - Throws: `invalidArgument` where the numbers do not fit each other.
    static func validate(ids: [Int64], values: Int, dimension: Int, threads: Int) throws {
        guard dimension >= 1 else {
            throw SemblanceError(.invalidArgument, "an index cannot hold latents of \(dimension) values")
        }
        guard threads >= 0 else {
            throw SemblanceError(.invalidArgument, "an index cannot search on \(threads) threads", advice: "give 0 to use all cores")
        }
        guard values == ids.count * dimension else {
            throw SemblanceError(
                .invalidArgument, "\(ids.count) latents of \(dimension) values are \(ids.count * dimension) values, not \(values)")
        }
    }

    /// - Throws: `invalidArgument` for a latent of another length or with a value that is not finite.
    static func validate(_ insertions: [(id: Int64, vector: [Float])], dimension: Int) throws {
        for insertion in insertions {
            guard insertion.vector.count == dimension else {
                throw SemblanceError(
                    .invalidArgument,
                    "the latent of image \(insertion.id) has \(insertion.vector.count) values, and the index holds latents of \(dimension)")
            }
            guard insertion.vector.allSatisfy(\.isFinite) else { throw refusal(of: insertion.id) }
        }
    }

    /// The error for a latent that no index can hold.
    static func refusal(of id: Int64) -> SemblanceError {
        SemblanceError(
            .invalidArgument, "the latent of image \(id) holds a value that is not finite", advice: "encode the image again")
    }
}
