import SemblanceCore
import SemblanceImaging

/// The curves of a run's metrics: the losses together, what belongs to them one by one, and each figure, over the steps.
struct RunCurves {
    private let series: [String: [(step: Int, value: Double)]]

    init(_ series: [String: [(step: Int, value: Double)]]) { self.series = series }

    /// Points that a curve is drawn through, at most: more would not be told apart.
    private static let points = 400

    /// The picture; nil while nothing is measured.
    func render() -> RGBImage? {
        var panels = series.keys.filter { $0.hasPrefix("losses/") }.sorted().map { panel([$0], title: title($0)) }
        panels += series.keys.filter { $0.hasPrefix("evaluation/") }.sorted().map { panel([$0], title: title($0) + " (held out)") }
        if series["learning_rate_factor"]?.contains(where: { $0.value != 1 }) == true {
            panels.append(panel(["learning_rate_factor"], title: "learning rate factor"))
        }
        if series["images_per_second"] != nil { panels.append(panel(["images_per_second"], title: "images / second")) }
        guard !panels.isEmpty else { return nil }
        return LinePlot(panels: panels, columns: min(2, panels.count)).render()
    }

    private func title(_ name: String) -> String { String(name.split(separator: "/").last ?? "") }

    /// A panel with each series twice where it is long and rough: as measured, and smoothed.
    private func panel(_ names: [String], title: String) -> LinePlot.Panel {
        let lines = names.flatMap { name -> [LinePlot.Line] in
            let points = (series[name] ?? []).map { (x: Double($0.step), y: $0.value) }
            let thinned = Self.thinned(points)
            guard points.count > 50 else { return [LinePlot.Line("", thinned)] }
            return [LinePlot.Line("each step", thinned, isFaint: true), LinePlot.Line("smoothed", Self.thinned(Self.smoothed(points)))]
        }
        return LinePlot.Panel(title: title, xLabel: "step", lines: lines)
    }

    /// A moving average over a fiftieth of the points on either side.
    private static func smoothed(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        let reach = max(1, points.count / 50)
        var sums = [0.0]
        for point in points { sums.append((sums.last ?? 0) + point.y) }
        return points.indices.map { index in
            let (from, to) = (max(0, index - reach), min(points.count, index + reach + 1))
            return (points[index].x, (sums[to] - sums[from]) / Double(to - from))
        }
    }

    /// The lowest and the highest point of each stretch, so that no peak is lost.
    private static func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        guard points.count > Self.points else { return points }
        let length = (points.count + Self.points / 2 - 1) / (Self.points / 2)
        return stride(from: 0, to: points.count, by: length).flatMap { start -> [(x: Double, y: Double)] in
            let stretch = points[start..<min(start + length, points.count)]
            let ends = [stretch.min { $0.y < $1.y }, stretch.max { $0.y < $1.y }].compactMap { $0 }
            return ends.sorted { $0.x < $1.x }
        }
    }
}
