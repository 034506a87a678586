import SemblanceCore

/// What is known of a corpus's images: a CSV file of any size whose first line names the columns, one of which names the images.
public struct MetadataTable: Sendable {
    /// Where it lies.
    public let path: BytePath
    /// The column that names the images.
    public let keyColumn: String
    /// The names of the other columns, in their order.
    public let columns: [String]
    private let keyIndex: Int
    /// The names of all columns in quotes.
    private let names: [[UInt8]]

    /// Reads the first line of a table.
    ///
    /// Images are named by the first of the columns `file`, `filename`, `file_name`, `image`, `image_id`, `path`, `name` and `source` that
    /// is there, in capitals or not, else by the first column.
    ///
    /// - Throws: `notFound` or `unreadable`; `invalidArgument` for an empty file, for a column without a name or with one that came before,
    ///   and for broken quotes. All name the file.
    public init(file path: BytePath) throws {
        self.path = path
        var reader = try CSVReader(file: path)
        guard let header = try Self.next(&reader)?.map({ String(decoding: Self.trimmed($0), as: UTF8.self) }) else {
            throw SemblanceError(.invalidArgument, "\(path): empty", advice: "name the columns in the first line")
        }
        var seen = Set<String>()
        for (index, name) in header.enumerated() {
            guard !name.isEmpty else {
                throw Self.refusal(path, reader.recordLine, "column \(index + 1) has no name", "name every column in the first line")
            }
            guard seen.insert(name).inserted else {
                throw Self.refusal(path, reader.recordLine, "the column '\(name)' comes twice", "rename one of them")
            }
        }
        let lowercased = header.map { $0.lowercased() }
        keyIndex = Self.keyNames.lazy.compactMap { lowercased.firstIndex(of: $0) }.first ?? 0
        keyColumn = header[keyIndex]
        names = header.map { JSONObjectText.quoted($0.utf8) }
        columns = header.enumerated().filter { [keyIndex] in $0.offset != keyIndex }.map(\.element)
    }

    /// Hands out the rows in their order, one in memory at a time.
    ///
    /// Blanks around values do not count. A number as JSON writes it is one in the object, `true` and `false` are booleans, and everything
    /// else is text; empty cells are left out, and rows of nothing else passed over.
    ///
    /// - Parameter body: takes the name of an image as the table has it, and a JSON object of the other columns as UTF-8
    /// - Throws: what `body` throws; `invalidArgument`, with file and line, for a row with more cells than columns, one without the name
    ///   of an image, and broken quotes; `unreadable` where the file cannot be read on.
    public func forEachRow(_ body: (_ key: [UInt8], _ metadata: [UInt8]) throws -> Void) throws {
        var reader = try CSVReader(file: path)
        _ = try Self.next(&reader)
        while let cells = try Self.next(&reader) {
            guard cells.count <= names.count else {
                throw Self.refusal(
                    path, reader.recordLine, "\(cells.count) cells, and the first line names \(names.count) columns",
                    "put text with commas in quotes")
            }
            var object = JSONObjectText()
            for (index, cell) in cells.enumerated() where index != keyIndex {
                let value = Self.trimmed(cell)
                if !value.isEmpty { object.add(names[index], Self.json(value)) }
            }
            let key = keyIndex < cells.count ? cells[keyIndex] : []
            if key.isEmpty {
                guard cells.allSatisfy({ Self.trimmed($0).isEmpty }) else {
                    throw Self.refusal(path, reader.recordLine, "no '\(keyColumn)' is given", "name an image in every row")
                }
                continue
            }
            try body(key, object.bytes)
        }
    }

    private static func json(_ value: ArraySlice<UInt8>) -> [UInt8] {
        if value.elementsEqual("true".utf8) || value.elementsEqual("false".utf8) { return Array(value) }
        return JSONNumber(Array(value))?.bytes ?? JSONObjectText.quoted(value)
    }

    private static func trimmed(_ cell: [UInt8]) -> ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let first = cell.firstIndex(where: { !isBlank($0) }), let last = cell.lastIndex(where: { !isBlank($0) }) else { return [] }
        return cell[first...last]
    }

    /// A table that somebody hands over is an argument, and not a file of ours.
    private static func next(_ reader: inout CSVReader) throws -> [[UInt8]]? {
        do {
            return try reader.next()
        } catch let error as SemblanceError where error.code == .corrupt {
            throw SemblanceError(.invalidArgument, error.message, advice: error.advice)
        }
    }

    private static func refusal(_ path: BytePath, _ line: Int, _ words: String, _ advice: String) -> SemblanceError {
        SemblanceError(.invalidArgument, "\(path): line \(line): \(words)", advice: advice)
    }

    private static let keyNames = ["file", "filename", "file_name", "image", "image_id", "path", "name", "source"]
}
