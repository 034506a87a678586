import SemblanceCore
import SemblanceImaging
import Testing

@Suite("Bars and sections of a sheet") struct BarPlotTests {
    private static let blue: (UInt8, UInt8, UInt8) = (31, 119, 180)
    private static let orange: (UInt8, UInt8, UInt8) = (225, 112, 20)

    /// The rows that hold a colour below the legend, in one column's range.
    private func rows(_ image: RGBImage, _ colour: (UInt8, UInt8, UInt8)) -> [Int] {
        (30..<image.height).filter { y in (0..<image.width).contains { image[$0, y] == colour } }
    }

    @Test("A bar is as high as its value, and stands below the line where that is negative")
    func heights() throws {
        let plot = BarPlot(
            series: ["a", "b"], groups: [BarPlot.Group("one", [1, -0.5]), BarPlot.Group("two", [nil, .nan])], size: (600, 400))
        let image = plot.render()
        #expect(image.width == 600 && image.height == 400)
        let (up, down) = (rows(image, Self.blue), rows(image, Self.orange))
        #expect(abs(Double(up.count) / Double(down.count) - 2) < 0.05)
        let (lowest, highest) = (try #require(up.last), try #require(down.first))
        #expect(abs(lowest - highest) <= 1)
        // The second group has no bars.
        #expect(!(0..<400).contains { y in (340..<560).contains { y > 30 && (image[$0, y] == Self.blue || image[$0, y] == Self.orange) } })
    }

    @Test("Sections stand below each other, and one that is too wide is shrunk")
    func sections() {
        var sheet = SectionedSheet(title: "title", width: 400)
        let height = sheet.render().height
        sheet.append("small", RGBImage(width: 100, height: 50, red: 9, green: 9, blue: 200))
        sheet.append("wide", RGBImage(width: 752, height: 100, red: 9, green: 200, blue: 9))
        let image = sheet.render()
        #expect(sheet.innerWidth == 376 && image.width == 400 && image.height > height + 100)
        func count(_ colour: (UInt8, UInt8, UInt8)) -> Int {
            (0..<image.height).reduce(0) { sum, y in sum + (0..<image.width).count { image[$0, y] == colour } }
        }
        #expect(count((9, 9, 200)) == 5000 && count((9, 200, 9)) == 376 * 50)
    }
}
