import SemblanceCore

extension RGBImage {
    /// Copies `image` over this one with its top left pixel at x, y; what sticks out is cut off.
    mutating func place(_ image: RGBImage, x: Int, y: Int) {
        let left = max(0, x)
        let right = min(width, x + image.width)
        guard left < right else { return }
        for row in max(0, y)..<max(max(0, y), min(height, y + image.height)) {
            let from = ((row - y) * image.width + left - x) * 3
            let to = (row * width + left) * 3
            let count = (right - left) * 3
            pixels.replaceSubrange(to..<(to + count), with: image.pixels[from..<(from + count)])
        }
    }

    /// Fills a rectangle with one shade of grey; what sticks out is cut off.
    mutating func fill(_ rectangle: PixelRectangle, grey: UInt8) {
        fill(rectangle, colour: (grey, grey, grey))
    }

    /// Fills a rectangle with one colour; what sticks out is cut off.
    mutating func fill(_ rectangle: PixelRectangle, colour: (red: UInt8, green: UInt8, blue: UInt8)) {
        guard rectangle.width > 0, rectangle.height > 0 else { return }
        let area = RGBImage(
            width: rectangle.width, height: rectangle.height, red: colour.red, green: colour.green, blue: colour.blue)
        place(area, x: rectangle.x, y: rectangle.y)
    }

    /// Draws a straight line (Bresenham 1965) of square dots; what sticks out is cut off.
    mutating func drawLine(
        from start: (x: Int, y: Int), to end: (x: Int, y: Int), width: Int, colour: (red: UInt8, green: UInt8, blue: UInt8)
    ) {
        let dot = RGBImage(width: width, height: width, red: colour.red, green: colour.green, blue: colour.blue)
        let (wide, high) = (abs(end.x - start.x), -abs(end.y - start.y))
        var (x, y, error) = (start.x, start.y, wide + high)
        while true {
            place(dot, x: x, y: y)
            if x == end.x && y == end.y { return }
            let twice = 2 * error
            if twice >= high {
                error += high
                x += x < end.x ? 1 : -1
            }
            if twice <= wide {
                error += wide
                y += y < end.y ? 1 : -1
            }
        }
    }

    /// Writes one line of text.
    ///
    /// - Parameters:
    ///   - text: printable ASCII; anything else shows as a box
    ///   - x: the left edge, in pixels
    ///   - y: the upper edge, in pixels
    ///   - scale: pixels a dot of the typeface
    ///   - grey: the shade, 0 for black
    mutating func write(_ text: String, x: Int, y: Int, scale: Int = 1, grey: UInt8 = 40) {
        for (index, character) in text.enumerated() {
            let left = x + index * BitmapFont.advance * scale
            guard left < width else { return }
            for row in 0..<BitmapFont.height {
                for column in 0..<BitmapFont.width where BitmapFont.isSet(character, x: column, y: row) {
                    fill(PixelRectangle(x: left + column * scale, y: y + row * scale, width: scale, height: scale), grey: grey)
                }
            }
        }
    }
}
