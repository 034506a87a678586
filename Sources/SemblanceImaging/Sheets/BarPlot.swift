import Foundation
import SemblanceCore

/// Groups of bars on white: the same figures of several things side by side, each bar with its value above it.
public struct BarPlot: Sendable {
    /// Bars that stand together.
    public struct Group: Sendable {
        /// Below them; a line feed begins a second line.
        public let name: String
        /// One a series; no bar for a nil and for what is not finite.
        public let values: [Double?]

        /// A group.
        public init(_ name: String, _ values: [Double?]) { (self.name, self.values) = (name, values) }
    }

    /// What the legend calls the bars of a group, in their order.
    public let series: [String]
    /// From left to right.
    public let groups: [Group]
    /// The size in pixels.
    public let size: (width: Int, height: Int)

    /// A plot.
    ///
    /// - Parameter size: at least 240 × 120 pixels
    public init(series: [String], groups: [Group], size: (width: Int, height: Int) = (1120, 300)) {
        (self.series, self.groups) = (series, groups)
        self.size = (max(240, size.width), max(120, size.height))
    }

    /// Draws it.
    public func render() -> RGBImage {
        var image = RGBImage(width: size.width, height: size.height)
        let values = groups.flatMap(\.values).compactMap { $0 }.filter(\.isFinite)
        let (least, greatest) = (min(0, values.min() ?? 0), max(0, values.max() ?? 1))
        // A little below zero needs no tick of its own: there is room for its label beneath the line.
        let ticks = AxisTicks(from: least > -0.05 * greatest ? 0 : least, to: greatest, count: size.height / 60)
        let labels = (ticks.values.map { ticks.label($0).count }.max() ?? 1) * BitmapFont.advance
        let (left, top) = (labels + 20, 2 * BitmapFont.height + 22)
        let plot = PixelRectangle(
            x: left, y: top, width: size.width - left - 18, height: size.height - top - 2 * (BitmapFont.height + 4) - 22)
        func height(of value: Double) -> Int {
            let share = (value - ticks.range.lowerBound) / (ticks.range.upperBound - ticks.range.lowerBound)
            return plot.y + plot.height - Int((share * Double(plot.height)).rounded())
        }
        for value in ticks.values {
            let label = ticks.label(value)
            image.fill(PixelRectangle(x: plot.x, y: height(of: value), width: plot.width, height: 1), grey: value == 0 ? 120 : 225)
            image.write(
                label, x: plot.x - 6 - label.count * BitmapFont.advance, y: height(of: value) - BitmapFont.height / 2, grey: 90)
        }
        for (index, group) in groups.enumerated() {
            let (start, end) = (plot.x + index * plot.width / groups.count, plot.x + (index + 1) * plot.width / groups.count)
            draw(group, from: start, to: end, base: height(of: 0), place: height, on: &image)
            for (line, text) in group.name.split(separator: "\n").enumerated() {
                SheetLabel(String(text), width: end - start, scale: 1)
                    .draw(on: &image, x: start, y: plot.y + plot.height + 14 + line * (BitmapFont.height + 4), width: end - start)
            }
        }
        drawLegend(on: &image)
        return image
    }

    /// Bars between two edges, a seventh of the room left free, with their values above or, below zero, beneath.
    private func draw(
        _ group: Group, from start: Int, to end: Int, base: Int, place: (Double) -> Int, on image: inout RGBImage
    ) {
        let room = (end - start) * 6 / 7
        let first = start + (end - start - room) / 2
        for (index, value) in group.values.enumerated() {
            guard let value, value.isFinite else { continue }
            let (x, next) = (first + index * room / group.values.count, first + (index + 1) * room / group.values.count)
            let y = place(value)
            image.fill(
                PixelRectangle(x: x, y: min(y, base), width: max(1, next - x - 2), height: max(1, abs(base - y))),
                colour: SheetPalette.colour(index))
            let label = Self.label(value)
            image.write(
                label, x: x + (next - x - 2 - label.count * BitmapFont.advance) / 2 + 1,
                y: value < 0 ? y + 3 : y - BitmapFont.height - 2, grey: 70)
        }
    }

    /// Two decimals, one from 1 on; without a zero before the point, for want of room.
    private static func label(_ value: Double) -> String {
        let text = String(format: abs(value) < 0.995 ? "%.2f" : "%.1f", value)
        return text.hasPrefix("0.") || text.hasPrefix("-0.") ? text.replacingOccurrences(of: "0.", with: ".") : text
    }

    private func drawLegend(on image: inout RGBImage) {
        var x = size.width - 18
        for (index, name) in series.enumerated().reversed() {
            x -= name.count * BitmapFont.advance
            image.write(name, x: x, y: 10, grey: 60)
            image.fill(PixelRectangle(x: x - 16, y: 9, width: 10, height: 10), colour: SheetPalette.colour(index))
            x -= 36
        }
    }
}
