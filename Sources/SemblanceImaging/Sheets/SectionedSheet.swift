import SemblanceCore

/// Pictures below each other on white, each under a heading: a report to look at.
public struct SectionedSheet: Sendable {
    /// Above everything.
    public let title: String
    /// The width in pixels; wider pictures are shrunk to it.
    public let width: Int
    /// The sections so far, from top to bottom.
    public private(set) var sections: [(heading: String, image: RGBImage)] = []

    private static let margin = 12
    private static let titleScale = 3
    private static let headingScale = 2

    /// A sheet without sections.
    ///
    /// - Parameter width: at least 240 pixels
    public init(title: String, width: Int = 1400) { (self.title, self.width) = (title, max(240, width)) }

    /// The pixels that a picture may be wide without being shrunk.
    public var innerWidth: Int { width - 2 * Self.margin }

    /// Adds a section below the others.
    public mutating func append(_ heading: String, _ image: RGBImage) {
        let fitting =
            image.width <= innerWidth
            ? image : image.resized(width: innerWidth, height: max(1, image.height * innerWidth / image.width))
        sections.append((heading, fitting))
    }

    /// Draws the sheet.
    public func render() -> RGBImage {
        let titleHeight = SheetLabel.height(scale: Self.titleScale) + Self.margin
        let headingHeight = SheetLabel.height(scale: Self.headingScale)
        let height = sections.reduce(titleHeight + Self.margin) { $0 + headingHeight + $1.image.height + Self.margin }
        var sheet = RGBImage(width: width, height: height)
        write(title, scale: Self.titleScale, y: Self.margin, on: &sheet)
        var y = titleHeight
        for section in sections {
            write(section.heading, scale: Self.headingScale, y: y, on: &sheet)
            sheet.place(section.image, x: Self.margin, y: y + headingHeight)
            y += headingHeight + section.image.height + Self.margin
        }
        return sheet
    }

    private func write(_ text: String, scale: Int, y: Int, on sheet: inout RGBImage) {
        let label = SheetLabel(text, width: innerWidth, scale: scale)
        sheet.write(label.text, x: Self.margin, y: y, scale: scale)
    }
}
