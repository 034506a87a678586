import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// The two files of an export on their way: a matrix, and a table that says which photo each row is of.
struct LatentFiles: Sendable {
    private var matrix: PartialFile
    private var table: PartialFile
    private let columns: Int
    private(set) var rows = 0

    /// Makes both, or neither.
    init(matrix: BytePath, table: BytePath, columns: Int) throws {
        self.columns = columns
        self.matrix = try PartialFile(matrix)
        do {
            self.table = try PartialFile(table)
        } catch {
            self.matrix.discard()
            throw error
        }
        do {
            try self.matrix.append(NumPyHeader.bytes(rows: 0, columns: columns))
            try self.table.append("row,image_id,sha256,source,realism\n".utf8)
        } catch {
            discard()
            throw error
        }
    }

    mutating func append(_ latent: SourcedLatent, coordinates: [Float]) throws {
        guard coordinates.count == columns else {
            throw SemblanceError(.corrupt, "the latent of image \(latent.imageID) has \(coordinates.count) values instead of \(columns)")
        }
        try coordinates.map(\.bitPattern.littleEndian).withUnsafeBytes { try matrix.append($0) }
        let source = latent.source.map { BytePath(bytes: $0).description } ?? ""
        let realism = latent.latent.realism.map { "\($0)" } ?? ""
        try table.append("\(rows),\(latent.imageID),\(latent.sha256.hexadecimal),\(Self.cell(source)),\(realism)\n".utf8)
        rows += 1
    }

    /// Puts both in their places.
    mutating func publish() throws {
        try matrix.overwriteBeginning(with: NumPyHeader.bytes(rows: rows, columns: columns))
        try matrix.settle()
        try table.settle()
        try table.publish()
        try matrix.publish()
    }

    /// Leaves neither: half an export would be taken for a whole one.
    mutating func discard() {
        matrix.discard()
        table.discard()
    }

    /// A cell of a CSV file (RFC 4180).
    private static func cell(_ text: String) -> String {
        text.contains { $0 == "," || $0 == "\"" } ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
