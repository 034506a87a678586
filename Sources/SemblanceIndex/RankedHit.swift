import SemblanceCore

/// A hit in the order of replies: by distance, then by id.
struct RankedHit: Comparable {
    let distance: Float
    let id: Int64

    init(distance: Float, id: Int64) {
        self.distance = distance
        self.id = id
    }

    init(_ hit: IndexHit) {
        self.init(distance: hit.distance, id: hit.id)
    }

    var hit: IndexHit { IndexHit(id: id, distance: distance) }

    static func < (a: RankedHit, b: RankedHit) -> Bool {
        a.distance != b.distance ? a.distance < b.distance : a.id < b.id
    }
}
