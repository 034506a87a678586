import SemblanceCore

/// Rows of labelled pictures on white: what a search found, one row a query.
public struct ContactSheet: Sendable {
    /// One place in a row.
    public struct Cell: Sendable {
        /// The picture, scaled to fit and centred; white where nil.
        public var image: RGBImage?
        /// A line below the picture, such as a rank and a distance.
        public var caption: String?

        /// A cell; by default an empty one.
        public init(_ image: RGBImage? = nil, caption: String? = nil) {
            self.image = image
            self.caption = caption
        }
    }

    /// The side of each picture's square in pixels.
    public let cellSide: Int
    /// White pixels between pictures and around them.
    public let gap: Int
    /// A line above each column; empty for none.
    public let headings: [String]
    /// How many columns come before the grey line that sets queries apart from results; nil for no line.
    public let separatorAfter: Int?
    /// Pixels a dot of the labels' typeface.
    public let textScale: Int
    /// The rows so far.
    public private(set) var rows: [[Cell]] = []

    /// A sheet without rows.
    ///
    /// - Parameters:
    ///   - cellSide: the side of each picture's square, 1 … 1024 pixels
    ///   - gap: white pixels between pictures and around them
    ///   - headings: a line above each column
    ///   - separatorAfter: how many columns stand before a grey line
    public init(cellSide: Int = 128, gap: Int = 8, headings: [String] = [], separatorAfter: Int? = nil) {
        self.cellSide = min(max(cellSide, 1), 1024)
        self.gap = max(gap, 0)
        self.headings = headings
        self.separatorAfter = separatorAfter
        textScale = max(1, self.cellSide / 128)
    }

    /// Adds a row below the others; rows may have different lengths.
    public mutating func append(row: [Cell]) {
        rows.append(row)
    }

    /// How many columns the longest row has.
    public var columnCount: Int { max(rows.map(\.count).max() ?? 0, headings.count) }

    /// Where a cell's picture square lies in `render()`.
    public func frame(row: Int, column: Int) -> PixelRectangle {
        let above = rows.prefix(row).reduce(gap + headingHeight) { $0 + height(of: $1) + gap }
        return PixelRectangle(x: left(of: column), y: above, width: cellSide, height: cellSide)
    }

    /// Draws the sheet.
    public func render() -> RGBImage {
        let width = left(of: max(columnCount, 1) - 1) + cellSide + gap
        let height = rows.reduce(gap + headingHeight) { $0 + self.height(of: $1) + gap }
        var sheet = RGBImage(width: width, height: max(height, 1))
        if let separatorAfter, (1..<max(columnCount, 1)).contains(separatorAfter) {
            let x = left(of: separatorAfter) - gap - separatorWidth
            sheet.fill(PixelRectangle(x: x, y: gap, width: separatorWidth, height: height - 2 * gap), grey: 190)
        }
        for (column, heading) in headings.enumerated() {
            SheetLabel(heading, width: cellSide, scale: textScale).draw(on: &sheet, x: left(of: column), y: gap, width: cellSide)
        }
        for (index, row) in rows.enumerated() {
            for (column, cell) in row.enumerated() { draw(cell, in: frame(row: index, column: column), on: &sheet) }
        }
        return sheet
    }

    private var separatorWidth: Int { 2 }

    private var labelHeight: Int { SheetLabel.height(scale: textScale) }

    private var headingHeight: Int { headings.isEmpty ? 0 : labelHeight }

    private func height(of row: [Cell]) -> Int {
        cellSide + (row.contains { $0.caption != nil } ? labelHeight : 0)
    }

    private func left(of column: Int) -> Int {
        let separator = separatorAfter.map { $0 > 0 && column >= $0 ? gap + separatorWidth : 0 } ?? 0
        return gap + column * (cellSide + gap) + separator
    }

    private func draw(_ cell: Cell, in frame: PixelRectangle, on sheet: inout RGBImage) {
        if let image = cell.image {
            let fitted = image.fitted(into: cellSide)
            sheet.place(fitted, x: frame.x + (cellSide - fitted.width) / 2, y: frame.y + (cellSide - fitted.height) / 2)
        }
        if let caption = cell.caption {
            SheetLabel(caption, width: cellSide + gap, scale: textScale)
                .draw(on: &sheet, x: frame.x - gap / 2, y: frame.y + cellSide, width: cellSide + gap)
        }
    }
}

extension RGBImage {
    /// The whole picture, scaled so that its greater side is `side` pixels.
    public func fitted(into side: Int) -> RGBImage {
        let greater = max(width, height)
        guard greater > 0, greater != side else { return self }
        return resized(
            width: max(1, (width * side + greater / 2) / greater), height: max(1, (height * side + greater / 2) / greater))
    }
}
