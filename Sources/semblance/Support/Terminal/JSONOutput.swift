import Foundation
import SemblanceCore

/// How a command answers `--json`: one document on standard output, and nothing else there.
///
/// Members are in snake_case and sorted, slashes stand unescaped, times are RFC 3339 in UTC, and a floating-point number takes the
/// fewest digits that read back as the same number. JSON knows no NaN and no infinity; they become strings.
enum JSONOutput {
    /// The document, ending in a line feed. Keys of dictionaries are data and stay as they are.
    static func document(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
        } catch {
            throw SemblanceError(.engine, "the reply cannot be written as JSON", detail: String(describing: error))
        }
    }

    /// Writes the document to standard output.
    static func write(_ value: some Encodable) throws {
        try StandardOutput.write(try document(value))
    }
}
