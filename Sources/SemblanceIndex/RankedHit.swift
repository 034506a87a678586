/// A hit in the order of replies: by distance, then by id.
struct RankedHit: Comparable {
    let distance: Float
    let id: Int64

    static func < (a: RankedHit, b: RankedHit) -> Bool {
        a.distance != b.distance ? a.distance < b.distance : a.id < b.id
    }
}
