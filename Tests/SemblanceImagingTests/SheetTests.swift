import SemblanceCore
import SemblanceImaging
import Testing

@Suite struct SheetTests {
    private let red = RGBImage(width: 32, height: 32, red: 255, green: 0, blue: 0)
    private let blue = RGBImage(width: 64, height: 32, red: 0, green: 0, blue: 255)

    @Test("a grid is nearly square, with white places at its end")
    func grid() throws {
        let grid = try ImageGrid([RGBImage](repeating: red, count: 5), gap: 2).render()
        #expect(grid.width == 3 * 32 + 2 * 2 && grid.height == 2 * 32 + 2)
        #expect(grid[0, 0] == (255, 0, 0) && grid[33, 0] == (255, 255, 255) && grid[34, 34] == (255, 0, 0))
        #expect(grid[70, 40] == (255, 255, 255))
    }

    @Test("a grid takes the columns that are asked for, and scales pictures to the first")
    func gridColumns() throws {
        let grid = try ImageGrid([red, blue, red], columns: 1, gap: 0).render()
        #expect(grid.width == 32 && grid.height == 96)
        #expect(grid[16, 48] == (0, 0, 255))
        #expect(try ImageGrid([red], columns: 10).render() == red)
    }

    @Test("a grid of nothing or of no columns is refused")
    func badGrid() {
        #expect(errorCode { _ = try ImageGrid([]) } == .invalidArgument)
        #expect(errorCode { _ = try ImageGrid([red], columns: 0) } == .invalidArgument)
    }

    @Test("a strip stands between its photos, the frames touching")
    func strip() throws {
        let green = RGBImage(width: 32, height: 32, red: 0, green: 255, blue: 0)
        let strip = try InterpolationStrip(from: red, frames: [green, green, green], to: blue, gap: 6).render()
        #expect(strip.width == 5 * 32 + 12 && strip.height == 32)
        #expect(strip[31, 5] == (255, 0, 0) && strip[32, 5] == (255, 255, 255) && strip[37, 5] == (255, 255, 255))
        #expect((38..<(38 + 96)).allSatisfy { strip[$0, 31] == (0, 255, 0) })
        #expect(strip[134, 0] == (255, 255, 255) && strip[140, 0] == (0, 0, 255) && strip[171, 31] == (0, 0, 255))
        #expect(errorCode { _ = try InterpolationStrip(from: red, frames: [], to: red) } == .invalidArgument)
    }

    @Test("a sheet places pictures in their frames, centred and in proportion")
    func frames() {
        var sheet = ContactSheet(cellSide: 40, gap: 5, headings: ["query", "1"], separatorAfter: 1)
        sheet.append(row: [.init(red), .init(blue, caption: "0.12"), .init()])
        sheet.append(row: [.init(blue)])
        let image = sheet.render()
        #expect(sheet.columnCount == 3)
        let first = sheet.frame(row: 0, column: 0)
        let second = sheet.frame(row: 0, column: 1)
        let third = sheet.frame(row: 1, column: 0)
        #expect(first.x == 5 && second.x > first.x + 40 + 5 && third.y > first.y + 40 + 5)
        #expect(image.width == sheet.frame(row: 0, column: 2).x + 45 && image.height == third.y + 45)
        #expect(image[first.x, first.y] == (255, 0, 0) && image[first.x + 39, first.y + 39] == (255, 0, 0))
        #expect(image[first.x + 40, first.y] == (255, 255, 255))
        #expect(image[second.x + 20, second.y + 20] == (0, 0, 255) && image[second.x + 20, second.y + 5] == (255, 255, 255))
        #expect(image[third.x + 20, third.y + 20] == (0, 0, 255))
    }

    @Test("a grey line sets the queries apart")
    func separator() {
        var sheet = ContactSheet(cellSide: 20, gap: 4, separatorAfter: 1)
        sheet.append(row: [.init(), .init()])
        let image = sheet.render()
        let grey = (0..<image.width).filter { image[$0, image.height / 2] == (190, 190, 190) }
        #expect(grey == [28, 29])
        #expect(sheet.frame(row: 0, column: 1).x == 34)
    }

    @Test("labels are written, differ from each other and stay within the sheet")
    func labels() {
        func sheet(_ caption: String?) -> RGBImage {
            var sheet = ContactSheet(cellSide: 64, gap: 4)
            sheet.append(row: [.init(red, caption: caption)])
            return sheet.render()
        }
        func ink(_ image: RGBImage) -> Int {
            stride(from: 0, to: image.pixels.count, by: 3).count { image.pixels[$0] < 100 }
        }
        #expect(ink(sheet(nil)) == 0 && sheet(nil).height == 72)
        #expect(sheet("#1 0.12").height > 72)
        #expect(sheet("#1 0.12") != sheet("#1 0.13"))
        #expect(sheet("写") != sheet(" "))
        // Too long for its cell: cut, and marked as cut.
        let long = sheet(String(repeating: "a", count: 100))
        #expect(long.width == 72)
        #expect(long == sheet(String(repeating: "a", count: 9) + ".."))
    }

    @Test("every printable character but the space has ink of its own")
    func glyphs() {
        var seen: [[UInt8]: Character] = [:]
        for code in UInt8(0x20)...0x7e {
            let character = Character(Unicode.Scalar(code))
            var sheet = ContactSheet(cellSide: 16, gap: 0)
            sheet.append(row: [.init(caption: String(character))])
            let pixels = sheet.render().pixels
            #expect(seen[pixels] == nil, "\(character) looks like \(seen[pixels].map(String.init) ?? "")")
            seen[pixels] = character
        }
        #expect(seen.count == 95)
    }

    @Test("a sheet without rows is still an image")
    func emptySheet() throws {
        let image = ContactSheet(headings: []).render()
        #expect(throws: Never.self) { try ImageEncoding.png(image) }
    }
}
