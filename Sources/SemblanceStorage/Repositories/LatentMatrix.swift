/// Latents as a search index wants them: ids, and their coordinates (see `LatentNormalization.coordinates(of:)`) one after the other.
public struct LatentMatrix: Sendable, Equatable {
    /// n, the length of each vector; 0 where there is none.
    public internal(set) var dimension: Int
    /// The images' ids.
    public internal(set) var ids: [Int64]
    /// `ids.count · dimension` values, row by row.
    public internal(set) var vectors: [Float]

    /// How many latents there are.
    public var count: Int { ids.count }

    init(capacity: Int = 0, dimension: Int = 0) {
        self.dimension = dimension
        ids = []
        vectors = []
        ids.reserveCapacity(capacity)
        vectors.reserveCapacity(capacity * dimension)
    }

    mutating func append(_ row: inout PostgresCopyRow) throws {
        ids.append(try row.next())
        dimension = try row.nextVector(appendingTo: &vectors)
        let length: Float = try row.next()
        guard length != 1 else { return }
        for index in (vectors.count - dimension)..<vectors.count { vectors[index] *= length }
    }
}
