import SemblanceCore

/// Which rows a scan may find: what the caller asks for, less what a layer above has taken out.
struct ScanScope: Sendable {
    private let scope: SearchScope
    private let removed: IDSet?
    private let after: RankedHit?
    /// Whether some images may not be found, wherever they are.
    let isChosen: Bool

    init(_ scope: SearchScope, removed: IDSet? = nil) {
        self.scope = scope
        self.removed = removed
        after = scope.after.map(RankedHit.init)
        isChosen = scope.among != nil || scope.excluding != nil || removed != nil
    }

    /// Whether the image with this id may be found.
    @inline(__always)
    func admits(_ id: Int64) -> Bool {
        !isChosen || (scope.admits(id) && !(removed?.contains(id) ?? false))
    }

    /// Whether a hit comes after those that the caller has seen.
    @inline(__always)
    func admits(_ hit: RankedHit) -> Bool {
        after.map { $0 < hit } ?? true
    }

    /// Where the caller goes on, on the scale of `DistanceBounds`: hits below it are seen, those above are not.
    func start(_ metric: Metric) -> Double {
        after.map { DistanceBounds.scaled(max(0, $0.distance), metric) } ?? -.infinity
    }
}
