import CoreMetrics

/// A series that only grows.
final class CounterSeries: CounterHandler, FloatingPointCounterHandler {
    let series: MetricSeries

    init(_ series: MetricSeries) {
        self.series = series
    }

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    func increment(by amount: Double) {
        guard amount.isFinite, amount > 0 else { return }
        series.change { $0.add(amount) }
    }

    func reset() { series.change { $0.set(0) } }
}
