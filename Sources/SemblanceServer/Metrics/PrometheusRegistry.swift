import Metrics
import Synchronization

/// Holds what is measured and writes it in the text format of Prometheus (0.0.4). It is handed to whoever measures; nothing is global.
///
/// One name is one family: a counter, a gauge or a histogram, with one series a set of labels. Timers are histograms of seconds.
public final class PrometheusRegistry: Sendable {
    private let families = Mutex<[String: MetricFamily]>([:])

    /// A registry without families.
    public init() {}

    /// Says what a name means, before or after the first measurement.
    ///
    /// - Parameters:
    ///   - name: the family's name
    ///   - help: one line on what it is
    ///   - buckets: the upper bounds of a histogram's buckets, in order
    public func describe(_ name: String, help: String, buckets: [Double]? = nil) {
        family(name, kind: nil).describe(help: help, buckets: buckets)
    }

    /// A gauge whose series are computed when they are asked for.
    ///
    /// - Parameters:
    ///   - name: the family's name
    ///   - help: one line on what it is
    ///   - read: the series of this moment: labels and value
    public func computedGauge(
        _ name: String, help: String, read: @escaping @Sendable () -> [(labels: [(String, String)], value: Double)]
    ) {
        let family = family(name, kind: .gauge)
        family.describe(help: help, buckets: nil)
        family.compute { read().map { (MetricLabels($0.labels), $0.value) } }
    }

    /// Everything in the text format, families by name and series by labels.
    public func render() -> String {
        families.withLock { Array($0.values) }.sorted { $0.name < $1.name }.map { $0.render() }.joined()
    }

    /// The media type of `render`.
    public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    func family(_ label: String, kind: MetricKind?) -> MetricFamily {
        let name = Self.name(label)
        let family = families.withLock { families in
            if let family = families[name] { return family }
            let family = MetricFamily(name: name)
            families[name] = family
            return family
        }
        if let kind { family.become(kind) }
        return family
    }

    /// A label of swift-metrics as a name that Prometheus takes.
    private static func name(_ label: String) -> String {
        let name = label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") ? $0 : "_" }
        return (name.first?.isNumber ?? true ? "_" : "") + String(name)
    }
}
