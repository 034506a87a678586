import SemblanceCore

/// Whether a search walks through the graph or scans, by what each costs.
struct PgvectorPlan: Sendable {
    /// How many latents a scan measures in the time in which a walk meets one candidate: about 70 at 60,000 and at 200,000 latents of 128
    /// values.
    static let walkPrice = 64.0

    /// How many latents there are.
    let count: Int
    /// How many of them a search may find.
    let admitted: Int
    let walkPrice: Double

    init(count: Int, scope: SearchScope, walkPrice: Double) {
        self.count = count
        admitted = min(count, scope.among?.count ?? max(0, count - (scope.excluding?.count ?? 0)))
        self.walkPrice = walkPrice
    }

    /// Whether a walk that meets so many candidates which pass is cheaper than a scan. Where one in five passes, a walk is five times as
    /// long; and a scan of few ids is one of those ids, by the table's key.
    func prefersWalk(candidates: Int) -> Bool {
        guard admitted > 0 else { return false }
        let walk = Double(candidates) * Double(count) / Double(admitted) * walkPrice
        return walk < Double(min(count, 4 * admitted))
    }

    /// Whether a walk found what passes about as soon as it comes among all others. Where it had to go much further, what passes lies far
    /// from the query, and the walk may have been cut short: pgvector ends it then with whatever it has seen.
    func trusts(met: Int, candidates: Int) -> Bool {
        Double(met) <= 8 * Double(candidates) * Double(count) / Double(max(admitted, 1))
    }

    /// How many latents a walk may touch before it has cost about as much as a scan. What passes may lie far from the query.
    var longestWalk: Int { walkPrice > 0 ? max(1000, min(count / 2, Int(Int32.max))) : Int(Int32.max) }
}
