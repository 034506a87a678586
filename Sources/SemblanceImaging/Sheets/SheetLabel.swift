import SemblanceCore

/// A line of text as a sheet sets it: centred in a column and cut with two dots where the column is too narrow.
struct SheetLabel {
    /// What is written.
    let text: String
    /// Pixels a dot of the typeface.
    let scale: Int

    /// Pixels of a line's height, the space above and below included.
    static func height(scale: Int) -> Int { (BitmapFont.height + 4) * scale }

    /// A text that fits into `width` pixels.
    init(_ text: String, width: Int, scale: Int) {
        let room = max(1, (width + scale) / (BitmapFont.advance * scale))
        self.text = text.count <= room ? text : String(text.prefix(max(0, room - 2))) + ".."
        self.scale = scale
    }

    /// Writes it into a column of `width` pixels that begins at x.
    func draw(on image: inout RGBImage, x: Int, y: Int, width: Int) {
        let length = max(0, text.count * BitmapFont.advance - 1) * scale
        image.write(text, x: x + max(0, (width - length) / 2), y: y + 2 * scale, scale: scale)
    }
}
