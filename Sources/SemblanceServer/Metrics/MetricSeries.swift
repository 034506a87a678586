/// One series of a family, as those who measure hold it.
struct MetricSeries: Sendable {
    let family: MetricFamily
    let labels: MetricLabels

    /// Changes the value.
    func change(_ body: (inout MetricValue) -> Void) {
        family.change(labels, body)
    }

    /// Takes the series away.
    func remove() {
        family.remove(labels)
    }
}
