import SemblanceCore
import Testing

@testable import SemblanceImaging

@Suite("Line plots") struct LinePlotTests {
    @Test(
        "axes are marked at round numbers, with labels that tell them apart",
        arguments: [
            (0.0, 1.0, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
            (-0.31, 0.62, 5, ["-0.4", "-0.2", "0.0", "0.2", "0.4", "0.6", "0.8"]),
            (0, 9800, 4, ["0", "5000", "10000"]), (3, 3, 2, ["2.5", "3.0", "3.5"]), (0, 0, 2, ["-1", "0", "1"]),
        ])
    func ticks(low: Double, high: Double, count: Int, labels: [String]) {
        let ticks = AxisTicks(from: low, to: high, count: count)
        #expect(ticks.values.map(ticks.label) == labels)
        #expect(ticks.range.contains(low) && ticks.range.contains(high))
    }

    @Test("an axis that is not widened is marked inside of its range")
    func tightTicks() {
        let ticks = AxisTicks(from: 3, to: 97, count: 5, isWidened: false)
        #expect(ticks.range == 3...97 && ticks.values == [20, 40, 60, 80])
    }

    private let blue = (red: UInt8(31), green: UInt8(119), blue: UInt8(180))

    private func pixels(of image: RGBImage, _ colour: (red: UInt8, green: UInt8, blue: UInt8)) -> [(x: Int, y: Int)] {
        (0..<(image.width * image.height)).map { ($0 % image.width, $0 / image.width) }.filter { image[$0.0, $0.1] == colour }
    }

    @Test("a rising line rises from the left to the right, within its panel")
    func rising() throws {
        let line = LinePlot.Line("", (0...10).map { (Double($0), Double($0 * $0)) })
        let image = LinePlot(panels: [.init(title: "squares", xLabel: "step", lines: [line])]).render()
        #expect(image.width == 560 && image.height == 300)
        let found = pixels(of: image, blue)
        let (left, right) = (try #require(found.min { $0.x < $1.x }), try #require(found.max { $0.x < $1.x }))
        #expect(right.x - left.x > 400 && left.y - right.y > 180)
        // A parabola lies below its chord.
        let middle = found.filter { $0.x == (left.x + right.x) / 2 }
        #expect(!middle.isEmpty && middle.allSatisfy { $0.y > (left.y + right.y) / 2 + 20 })
    }

    @Test("each curve has its colour, pale ones that of the next; gaps and lone points are drawn, and nothing is nothing")
    func colours() {
        let flat = { (value: Double) in [(0.0, value), (10.0, value)] }
        let panel = LinePlot.Panel(
            title: "", lines: [.init("a", flat(1), isFaint: true), .init("a", flat(2)), .init("b", flat(3)), .init("", [(5, 0)])])
        let image = LinePlot(panels: [panel]).render()
        #expect(!pixels(of: image, blue).isEmpty && !pixels(of: image, (225, 112, 20)).isEmpty)
        #expect(!pixels(of: image, (177, 208, 229)).isEmpty)
        #expect(pixels(of: image, (44, 140, 60)).count >= 20)

        let broken = LinePlot.Line("", [(0, 0), (4, 0), (5, .nan), (6, 0), (10, 1)])
        let gap = LinePlot(panels: [.init(title: "", lines: [broken])]).render()
        let row = pixels(of: gap, blue)
        let columns = Set(row.map(\.x))
        let (left, right) = (columns.min() ?? 0, columns.max() ?? 0)
        #expect(!columns.contains((left + right) / 2))
        let empty = LinePlot(panels: [.init(title: "none", lines: [])]).render()
        #expect(pixels(of: empty, blue).isEmpty && empty.width == 560)
    }

    @Test("panels stand in reading order, each with what belongs to it")
    func panels() {
        let line = LinePlot.Line("", [(0, 0), (1, 1)])
        let plot = LinePlot(
            panels: [.init(title: "", lines: [line]), .init(title: "", lines: []), .init(title: "", lines: [line])], columns: 2,
            panelSize: (200, 150))
        let image = plot.render()
        #expect(image.width == 400 && image.height == 300)
        let found = pixels(of: image, blue)
        #expect(found.contains { $0.x < 200 && $0.y < 150 } && found.contains { $0.x < 200 && $0.y >= 150 })
        #expect(!found.contains { $0.x >= 200 })
    }
}
