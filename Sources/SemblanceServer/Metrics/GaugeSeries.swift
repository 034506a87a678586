import CoreMetrics

/// A series that holds the value of this moment.
final class GaugeSeries: MeterHandler, RecorderHandler {
    let series: MetricSeries

    init(_ series: MetricSeries) {
        self.series = series
    }

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) { series.change { $0.set(value) } }

    func increment(by amount: Double) { series.change { $0.add(amount) } }

    func decrement(by amount: Double) { series.change { $0.add(-amount) } }

    func record(_ value: Int64) { set(Double(value)) }

    func record(_ value: Double) { set(value) }
}
