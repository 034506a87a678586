import CoreMetrics

extension PrometheusRegistry: MetricsFactory {
    /// A counter of whole numbers.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        CounterSeries(family(label, kind: .counter).series(MetricLabels(dimensions)))
    }

    /// A counter of any numbers.
    public func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        CounterSeries(family(label, kind: .counter).series(MetricLabels(dimensions)))
    }

    /// A gauge that is set.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        GaugeSeries(family(label, kind: .gauge).series(MetricLabels(dimensions)))
    }

    /// A histogram, or with `aggregate` false a gauge that holds the last value.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        let series = family(label, kind: aggregate ? .histogram : .gauge).series(MetricLabels(dimensions))
        return aggregate ? HistogramSeries(series) : GaugeSeries(series)
    }

    /// A histogram of seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        HistogramSeries(family(label, kind: .histogram).series(MetricLabels(dimensions)))
    }

    /// Takes the counter's series out of what is shown.
    public func destroyCounter(_ handler: any CounterHandler) { (handler as? CounterSeries)?.series.remove() }

    /// Takes the counter's series out of what is shown.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { (handler as? CounterSeries)?.series.remove() }

    /// Takes the gauge's series out of what is shown.
    public func destroyMeter(_ handler: any MeterHandler) { (handler as? GaugeSeries)?.series.remove() }

    /// Takes the recorder's series out of what is shown.
    public func destroyRecorder(_ handler: any RecorderHandler) {
        (handler as? GaugeSeries)?.series.remove()
        (handler as? HistogramSeries)?.series.remove()
    }

    /// Takes the timer's series out of what is shown.
    public func destroyTimer(_ handler: any TimerHandler) { (handler as? HistogramSeries)?.series.remove() }
}
