import Foundation
import SemblanceStorage

/// What is known of images, as a table of labels: a column for every member of their metadata that is text, a number or a truth.
struct MetadataLabels {
    /// The table as CSV (RFC 4180), `file` the image's id; nil where nothing is known.
    let csv: [UInt8]?

    /// - Parameter metadata: by image, JSON objects
    init(_ metadata: [Int64: JSONText]) {
        let rows = metadata.mapValues { metadata -> [String: String] in
            let object = try? JSONSerialization.jsonObject(with: Data(metadata.text.utf8)) as? [String: Any]
            return (object ?? [:]).compactMapValues(Self.text)
        }
        let columns = Set(rows.values.flatMap(\.keys)).subtracting(["file"]).sorted()
        guard !columns.isEmpty else {
            csv = nil
            return
        }
        let lines = rows.sorted { $0.key < $1.key }.map { id, row in ["\(id)"] + columns.map { row[$0] ?? "" } }
        csv = Array(([["file"] + columns] + lines).map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined().utf8)
    }

    private static func text(_ value: Any) -> String? {
        switch value {
        case let text as String: text
        case let number as NSNumber: "\(number)"
        default: nil
        }
    }

    private static func quoted(_ field: String) -> String { "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }
}
