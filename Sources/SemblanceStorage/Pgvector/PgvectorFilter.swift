import SemblanceCore

/// What a scope asks of ids, made ready for any number of statements. Where to go on after a hit is not part of it.
struct PgvectorFilter {
    /// How many ids a walk through the graph takes one by one; it does not look them up by key.
    static let keysOfWalk = 1000

    let among: PgvectorIDs?
    let excluding: PgvectorIDs?

    /// - Parameter most: how many ids are worth looking up by the table's key
    init(_ scope: SearchScope, keysUpTo most: Int) {
        among = scope.among.map { PgvectorIDs($0, keysUpTo: most) }
        excluding = scope.excluding.flatMap { $0.count > 0 ? PgvectorIDs($0, keysUpTo: Self.keysOfWalk) : nil }
    }

    /// For a scan of so many latents: a look-up costs about as much as measuring eight of them in their order.
    init(_ scope: SearchScope, scanning count: Int) {
        self.init(scope, keysUpTo: max(Self.keysOfWalk, count / 8))
    }

    /// How statements are planned: with the ids in sight, where there are some, because a plan for any ids takes them for few and goes
    /// through all of them for each row.
    var planning: String { among == nil && excluding == nil ? "auto" : "force_custom_plan" }
}
