import SemblanceCore

/// One panel of a `LinePlot` on its way into the picture.
struct PanelDrawing {
    private let panel: LinePlot.Panel
    private let frame: PixelRectangle
    private let plot: PixelRectangle
    private let xTicks: AxisTicks
    private let yTicks: AxisTicks

    private static let titleScale = 2

    init(_ panel: LinePlot.Panel, frame: PixelRectangle) {
        self.panel = panel
        self.frame = frame
        let points = panel.lines.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
        func bounds(_ values: [Double]) -> (low: Double, high: Double) { (values.min() ?? 0, values.max() ?? 1) }
        let (x, y) = (bounds(points.map(\.x)), bounds(points.map(\.y)))
        xTicks = AxisTicks(from: x.low, to: x.high, count: frame.width / 80, isWidened: false)
        yTicks = AxisTicks(from: y.low, to: y.high, count: frame.height / 60)
        let ticks = yTicks
        let labels = (ticks.values.map { ticks.label($0).count }.max() ?? 1) * BitmapFont.advance
        let left = labels + 20
        let top = (BitmapFont.height + 6) * Self.titleScale
        plot = PixelRectangle(
            x: frame.x + left, y: frame.y + top, width: frame.width - left - 18, height: frame.height - top - 2 * BitmapFont.height - 14)
    }

    func draw(on image: inout RGBImage) {
        image.write(panel.title, x: plot.x, y: frame.y + 6, scale: Self.titleScale)
        drawAxes(on: &image)
        for (index, line) in panel.lines.enumerated() { draw(line, colour(of: index), on: &image) }
        drawLegend(on: &image)
    }

    /// A pale line has the colour of the line that follows it, mixed with white.
    private func colour(of index: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
        let strong = panel.lines.prefix(index).filter { !$0.isFaint }.count
        let colour = SheetPalette.colour(strong)
        guard panel.lines[index].isFaint else { return colour }
        func pale(_ value: UInt8) -> UInt8 { UInt8(255 - (255 - Int(value)) * 35 / 100) }
        return (pale(colour.red), pale(colour.green), pale(colour.blue))
    }

    private func drawAxes(on image: inout RGBImage) {
        for value in yTicks.values {
            let y = place(y: value)
            image.fill(PixelRectangle(x: plot.x, y: y, width: plot.width, height: 1), grey: 225)
            let label = yTicks.label(value)
            image.write(label, x: plot.x - 6 - label.count * BitmapFont.advance, y: y - BitmapFont.height / 2, grey: 90)
        }
        for value in xTicks.values {
            let x = place(x: value)
            image.fill(PixelRectangle(x: x, y: plot.y, width: 1, height: plot.height), grey: 235)
            let label = xTicks.label(value)
            let length = label.count * BitmapFont.advance
            let left = min(max(x - length / 2, frame.x), frame.x + frame.width - length)
            image.write(label, x: left, y: plot.y + plot.height + 5, grey: 90)
        }
        image.fill(PixelRectangle(x: plot.x, y: plot.y, width: 1, height: plot.height), grey: 120)
        image.fill(PixelRectangle(x: plot.x, y: plot.y + plot.height, width: plot.width, height: 1), grey: 120)
        let length = panel.xLabel.count * BitmapFont.advance
        image.write(
            panel.xLabel, x: plot.x + (plot.width - length) / 2, y: plot.y + plot.height + BitmapFont.height + 8, grey: 90)
    }

    private func draw(_ line: LinePlot.Line, _ colour: (red: UInt8, green: UInt8, blue: UInt8), on image: inout RGBImage) {
        var last: (x: Int, y: Int)?
        for point in line.points {
            guard point.x.isFinite, point.y.isFinite else {
                last = nil
                continue
            }
            let here = (x: place(x: point.x), y: place(y: point.y))
            image.drawLine(from: last ?? here, to: here, width: line.isFaint ? 1 : 2, colour: colour)
            last = here
        }
        // A single point would hardly be seen.
        if line.points.count == 1, let last {
            for offset in -2...2 {
                image.drawLine(from: (last.x - 2, last.y + offset), to: (last.x + 2, last.y + offset), width: 1, colour: colour)
            }
        }
    }

    private func drawLegend(on image: inout RGBImage) {
        let named = panel.lines.enumerated().filter { !$0.element.name.isEmpty }
        var right = plot.x + plot.width
        for (index, line) in named.reversed() {
            right -= line.name.count * BitmapFont.advance
            let y = frame.y + 10
            image.write(line.name, x: right, y: y, grey: 90)
            let middle = y + BitmapFont.height / 2 - 1
            image.drawLine(from: (right - 20, middle), to: (right - 5, middle), width: line.isFaint ? 1 : 2, colour: colour(of: index))
            right -= 32
        }
    }

    private func place(x: Double) -> Int { plot.x + Self.share(of: x, in: xTicks.range, length: plot.width) }

    private func place(y: Double) -> Int { plot.y + plot.height - Self.share(of: y, in: yTicks.range, length: plot.height) }

    private static func share(of value: Double, in range: ClosedRange<Double>, length: Int) -> Int {
        let width = range.upperBound - range.lowerBound
        return Int(((value - range.lowerBound) / (width > 0 ? width : 1) * Double(length)).rounded())
    }
}
