/// A table for people: columns aligned by spaces, one line a row.
struct TextTable: Sendable, Equatable {
    /// To which side of its column a text keeps.
    enum Alignment: Sendable {
        case leading, trailing
    }

    /// The head of a column, and how its cells stand.
    struct Column: Sendable, Equatable {
        let title: String
        let alignment: Alignment

        /// A column of words.
        static func text(_ title: String) -> Column { Column(title: title, alignment: .leading) }
        /// A column of numbers.
        static func number(_ title: String) -> Column { Column(title: title, alignment: .trailing) }
    }

    let columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Adds a row; cells that are missing stay empty.
    ///
    /// - Precondition: no more cells than columns.
    mutating func add(_ cells: [String]) {
        precondition(cells.count <= columns.count, "a row of at most \(columns.count) cells")
        rows.append(cells.map(\.printable) + [String](repeating: "", count: columns.count - cells.count))
    }

    /// The table's lines, each ending in a line feed and none in spaces.
    func render() -> String {
        let lines = [columns.map(\.title)] + rows
        let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { cells in
            let padded = columns.indices.map { pad(cells[$0], to: widths[$0], columns[$0].alignment) }
            return padded.joined(separator: "  ").droppingTrailingSpaces + "\n"
        }.joined()
    }

    private func pad(_ text: String, to width: Int, _ alignment: Alignment) -> String {
        let spaces = String(repeating: " ", count: width - text.count)
        return alignment == .leading ? text + spaces : spaces + text
    }
}

extension String {
    /// The text with control characters spelled out, so that a file's name can neither break a line nor steer a terminal.
    var printable: String {
        guard unicodeScalars.contains(where: Self.isControl) else { return self }
        return unicodeScalars.reduce(into: "") { text, scalar in
            text += Self.isControl(scalar) ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
    }

    fileprivate var droppingTrailingSpaces: String {
        guard let last = lastIndex(where: { $0 != " " }) else { return "" }
        return String(self[...last])
    }

    /// C0, C1, delete, and the marks that turn the direction of writing.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        }
    }
}
