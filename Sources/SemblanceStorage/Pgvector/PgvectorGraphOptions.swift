import SemblanceCore

/// How a graph is built.
public struct PgvectorGraphOptions: Sendable, Equatable {
    /// How many neighbours a latent has in each layer of the graph, twice as many in the lowest: pgvector's `m`, 2 to 100.
    public var neighbors: Int
    /// How many candidates are looked at for a latent's neighbours: pgvector's `ef_construction`, 4 to 1000, and twice `neighbors` at
    /// least.
    public var candidates: Int
    /// The most bytes of memory that a build takes on the server. A graph that does not fit is built all the same, slower.
    public var memoryLimit: Int

    /// What pgvector itself takes: 16 and 64; and a gibibyte, in which about 750,000 latents of 128 values fit.
    public init(neighbors: Int = 16, candidates: Int = 64, memoryLimit: Int = 1 << 30) {
        self.neighbors = neighbors
        self.candidates = candidates
        self.memoryLimit = memoryLimit
    }

    /// - Throws: `invalidArgument` for what pgvector does not take
    func validate() throws {
        guard (2...100).contains(neighbors), (max(4, 2 * neighbors)...1000).contains(candidates), memoryLimit > 0 else {
            throw SemblanceError(
                .invalidArgument, "a graph of \(neighbors) neighbours chosen from \(candidates) candidates cannot be built",
                advice: "give 2 to 100 neighbours, at least twice as many candidates, 4 to 1000, and a limit of memory above 0")
        }
    }

    /// How many kilobytes a build asks for. A little more than pgvector takes for a latent: its value as halfvec, its neighbours at 16
    /// bytes each, and what it keeps beside them.
    ///
    /// - Parameters:
    ///   - count: how many latents there are
    ///   - dimension: the length of each
    func memory(count: Int, dimension: Int) -> Int64 {
        let bytes = count * (2 * dimension + 40 * neighbors + 512)
        return Int64(min(max(Self.leastMemory, min(bytes, memoryLimit)) >> 10, Int(Int32.max)))
    }

    /// With less, PostgreSQL gives a build no worker to help it.
    private static let leastMemory = 128 << 20
}
