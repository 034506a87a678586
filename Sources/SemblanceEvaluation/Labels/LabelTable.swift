import SemblanceCore
import SemblanceImaging

/// What is known of a corpus's photos: a CSV file whose column `file` names them and whose other columns describe them.
public struct LabelTable: Sendable {
    /// The names of the columns beside `file`, in their order.
    public let columns: [String]
    private let rows: [BytePath: [String]]

    /// How many photos it describes.
    public var count: Int { rows.count }

    /// The column that says who a photo shows.
    public static let identity = "identity"

    /// Reads a table from a file's bytes.
    ///
    /// - Parameters:
    ///   - bytes: CSV as in RFC 4180, UTF-8; the first record names the columns
    ///   - source: the file's name for messages
    /// - Throws: `corrupt`, with the line, for a record of another length than the first and for broken quotes; `incompatible` without a
    ///   column `file`; `conflict` for a column or a photo that comes twice.
    public init(csv bytes: [UInt8], source: String) throws {
        var reader = CSVReader(bytes, source: source)
        let header = try reader.next()?.map(Self.text) ?? []
        guard let fileColumn = header.firstIndex(of: "file") else {
            throw SemblanceError(.incompatible, "\(source): no column is called 'file'", advice: "name the column of the photos' names so")
        }
        var seen = Set<String>()
        for name in header where !seen.insert(name).inserted {
            throw SemblanceError(.conflict, "\(source): the column '\(name)' comes twice", advice: "rename one of them")
        }
        columns = header.filter { $0 != "file" }
        var rows: [BytePath: [String]] = [:]
        while let fields = try reader.next() {
            let line = reader.recordLine
            guard fields.count == header.count else {
                throw SemblanceError(
                    .corrupt, "\(source): the record on line \(line) has \(fields.count) fields, and the first line names \(header.count)",
                    advice: "put text with commas in quotes")
            }
            var values = fields.map(Self.text)
            values.remove(at: fileColumn)
            let file = BytePath(bytes: fields[fileColumn])
            guard rows.updateValue(values, forKey: file) == nil else {
                throw SemblanceError(.conflict, "\(source): line \(line) names \(file) a second time", advice: "keep one of the two")
            }
        }
        self.rows = rows
    }

    /// Reads a table from a file.
    ///
    /// - Throws: what reading throws, and what `init(csv:source:)` does.
    public init(file path: BytePath) throws {
        try self.init(csv: FileReader.read(path, maximumBytes: Self.maximumBytes), source: path.description)
    }

    /// The values of a column for photos of a corpus, nil where nothing is known: no such row, or an empty field.
    ///
    /// - Parameters:
    ///   - name: one of `columns`; another gives nils
    ///   - paths: relative to the corpus. A row belongs to a photo if it names this path, or else its last component
    public func values(of name: String, for paths: [BytePath]) -> [String?] {
        guard let column = columns.firstIndex(of: name) else { return paths.map { _ in nil } }
        return paths.map { path in
            guard let row = rows[path] ?? rows[path.lastComponent], !row[column].isEmpty else { return nil }
            return row[column]
        }
    }

    /// Whether a column has two values at most, empty fields left out.
    public func isBinary(_ name: String) -> Bool {
        guard let column = columns.firstIndex(of: name) else { return false }
        var seen = Set<String>()
        for row in rows.values where !row[column].isEmpty {
            seen.insert(row[column])
            if seen.count > 2 { return false }
        }
        return true
    }

    /// Labels of a hundred million photos are somebody's mistake.
    private static let maximumBytes = 1 << 31

    /// A field without the blanks around it.
    private static func text(_ field: [UInt8]) -> String {
        func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard let first = field.firstIndex(where: { !isBlank($0) }), let last = field.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(decoding: field[first...last], as: UTF8.self)
    }
}
