import Synchronization

/// All series of one name.
final class MetricFamily: Sendable {
    /// Bounds in seconds, from a millisecond to ten seconds.
    static let durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private struct State {
        var kind: MetricKind?
        var help: String?
        var buckets = MetricFamily.durationBuckets
        var values: [MetricLabels: MetricValue] = [:]
        var computed: (@Sendable () -> [(MetricLabels, Double)])?
    }

    /// The name of the family.
    let name: String
    private let state = Mutex(State())

    init(name: String) {
        self.name = name
    }

    /// Fixes what kind the family is.
    func become(_ kind: MetricKind) {
        state.withLock { state in
            precondition(state.kind == nil || state.kind == kind, "\(name) is measured as two kinds of metric")
            state.kind = kind
        }
    }

    /// Says what the name means, and where the bounds of its buckets lie.
    func describe(help: String, buckets: [Double]?) {
        state.withLock { state in
            state.help = help
            if let buckets { state.buckets = buckets }
        }
    }

    /// Asks a closure for the series whenever they are shown.
    func compute(_ read: @escaping @Sendable () -> [(MetricLabels, Double)]) {
        state.withLock { $0.computed = read }
    }

    /// One series, which shows from now on.
    func series(_ labels: MetricLabels) -> MetricSeries {
        change(labels) { _ in }
        return MetricSeries(family: self, labels: labels)
    }

    /// Changes the value of one series.
    func change(_ labels: MetricLabels, _ body: (inout MetricValue) -> Void) {
        state.withLock { state in
            body(&state.values[labels, default: MetricValue(bounds: state.kind == .histogram ? state.buckets : [])])
        }
    }

    /// Takes a series away.
    func remove(_ labels: MetricLabels) {
        state.withLock { _ = $0.values.removeValue(forKey: labels) }
    }

    /// The family in the text format; nothing where it has no series.
    func render() -> String {
        let state = state.withLock { $0 }
        guard let kind = state.kind else { return "" }
        var values = state.values
        for (labels, value) in state.computed?() ?? [] { values[labels] = MetricValue(value: value) }
        guard !values.isEmpty else { return "" }
        let help = state.help.map { "# HELP \(name) \($0)\n" } ?? ""
        let lines = values.sorted { $0.key < $1.key }.map {
            kind == .histogram ? $0.value.histogram(name, $0.key) : $0.value.plain(name, $0.key)
        }
        return help + "# TYPE \(name) \(kind.rawValue)\n" + lines.joined()
    }
}
