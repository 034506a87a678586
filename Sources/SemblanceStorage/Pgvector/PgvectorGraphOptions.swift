/// How a graph is built.
public struct PgvectorGraphOptions: Sendable, Equatable {
    /// How many neighbours a latent has in each layer of the graph, twice as many in the lowest: pgvector's `m`.
    public var neighbors: Int
    /// How many candidates are looked at for a latent's neighbours: pgvector's `ef_construction`, at least twice `neighbors`.
    public var candidates: Int
    /// The most bytes of memory that a build takes on the server. A graph that does not fit is built all the same, slower.
    public var memoryLimit: Int

    /// What pgvector itself takes: 16 and 64; and a gibibyte, in which about 750,000 latents of 128 values fit.
    public init(neighbors: Int = 16, candidates: Int = 64, memoryLimit: Int = 1 << 30) {
        self.neighbors = neighbors
        self.candidates = candidates
        self.memoryLimit = memoryLimit
    }

    /// How many kilobytes a build asks for. A little more than pgvector takes for a latent: its value as halfvec, its neighbours at 16
    /// bytes each, and what it keeps beside them.
    ///
    /// - Parameters:
    ///   - count: how many latents there are
    ///   - dimension: the length of each
    func memory(count: Int, dimension: Int) -> Int64 {
        let bytes = count * (2 * dimension + 40 * neighbors + 512)
        return Int64(max(Self.leastMemory, min(bytes, memoryLimit)) >> 10)
    }

    /// With less, PostgreSQL gives a build no worker to help it.
    private static let leastMemory = 128 << 20
}
