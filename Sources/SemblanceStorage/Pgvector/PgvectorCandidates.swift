import SemblanceCore

/// What some rows that the database names as the nearest come to.
struct PgvectorCandidates {
    /// The nearest of them, nearest first, ties by id.
    let hits: [IndexHit]
    /// The greatest key among the hits.
    let greatestKeyOfHits: Double
    /// The greatest key of all rows.
    let greatestKey: Double
    /// How many rows there are.
    let count: Int
    /// Whether there are as many hits as were asked for.
    let isFull: Bool
}
