import Foundation
import SemblanceCore
import SemblanceImaging

/// The curves of a run's metrics over its steps: a panel a loss, a figure and what else is measured.
struct RunCurves {
    private let series: [String: [(step: Int, value: Double)]]

    init(_ series: [String: [(step: Int, value: Double)]]) { self.series = series }

    /// Points that a curve is drawn through, at most: more would not be told apart.
    private static let points = 400

    /// The picture; nil while nothing is measured.
    func render(columns: Int = 2, panelSize: (width: Int, height: Int) = (560, 300)) -> RGBImage? {
        var panels = names("losses/").map { panel($0, title: title($0)) }
        panels += names("evaluation/").map { panel($0, title: "evaluation: " + title($0)) }
        if series["learning_rate_factor"]?.contains(where: { $0.value != 1 }) == true {
            panels.append(panel("learning_rate_factor", title: "learning rate factor", isRough: false))
        }
        for (name, title) in [("images_per_second", "images / second"), ("loader_wait", "loader wait (share)")]
        where series[name] != nil {
            panels.append(panel(name, title: title))
        }
        guard !panels.isEmpty else { return nil }
        return LinePlot(panels: panels, columns: min(columns, panels.count), panelSize: panelSize).render()
    }

    /// One panel a loss or figure that all runs have measured, with a curve a run: how several objectives learned.
    ///
    /// - Parameter runs: a name for the legend and the curves of each
    /// - Returns: nil where they have measured nothing alike
    static func comparison(_ runs: [(name: String, curves: RunCurves)]) -> RGBImage? {
        guard let first = runs.first else { return nil }
        let common = (first.curves.names("evaluation/") + first.curves.names("losses/")).filter { name in
            runs.allSatisfy { $0.curves.series[name] != nil }
        }
        let panels = common.map { name in
            LinePlot.Panel(
                title: name.replacingOccurrences(of: "/", with: ": "), xLabel: "step",
                lines: runs.map { LinePlot.Line($0.name, thinned(smoothed($0.curves.points(name)))) })
        }
        return panels.isEmpty ? nil : LinePlot(panels: panels, columns: min(2, panels.count)).render()
    }

    private func points(_ name: String) -> [(x: Double, y: Double)] { (series[name] ?? []).map { (x: Double($0.step), y: $0.value) } }

    private func names(_ group: String) -> [String] { series.keys.filter { $0.hasPrefix(group) }.sorted() }

    private func title(_ name: String) -> String { String(name.split(separator: "/").last ?? "") }

    /// A panel of one series; one that is long and rough is drawn twice: as measured, and smoothed.
    private func panel(_ name: String, title: String, isRough: Bool = true) -> LinePlot.Panel {
        let points = points(name)
        let measured = Self.thinned(points)
        guard isRough, points.count > 50 else {
            return LinePlot.Panel(title: title, xLabel: "step", lines: [LinePlot.Line("", measured)])
        }
        let smoothed = LinePlot.Line("smoothed", Self.thinned(Self.smoothed(points)))
        return LinePlot.Panel(title: title, xLabel: "step", lines: [LinePlot.Line("measured", measured, isFaint: true), smoothed])
    }

    /// A moving average over a fiftieth of the points on either side.
    private static func smoothed(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        let reach = points.count / 50
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
