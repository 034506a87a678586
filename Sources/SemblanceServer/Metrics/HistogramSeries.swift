import CoreMetrics

/// A series that counts values by size.
final class HistogramSeries: RecorderHandler, TimerHandler {
    let series: MetricSeries

    init(_ series: MetricSeries) {
        self.series = series
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) { series.change { $0.observe(value) } }

    /// Timers measure seconds, whatever unit the caller would like to read.
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) * 1e-9) }
}
