import Foundation
import SemblanceCore

/// What the sidecars of a sample say, merged into one JSON object. Where two say the same, the first one counts.
struct SampleMetadata {
    private var members: [String: Any] = [:]

    /// Takes a sidecar in.
    ///
    /// An object's members count as they are, another JSON value as `json`, a caption as `text`, a class as `class`. What is no JSON
    /// is noted as `metadata_error`.
    mutating func add(_ kind: Sidecar, _ bytes: [UInt8], name: BytePath) {
        switch kind {
        case .json:
            guard let value = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) else {
                return add("metadata_error", "\(name): not valid JSON")
            }
            if let object = value as? [String: Any] {
                for (key, value) in object { add(key, value) }
            } else {
                add("json", value)
            }
        case .text: add("text", Self.text(bytes))
        case .label:
            let text = Self.text(bytes)
            let number =
                JSONNumber(Array(text.utf8)) == nil
                ? nil : try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
            add("class", number ?? text)
        }
    }

    /// Notes a sidecar that cannot be read, for one because it is too large.
    mutating func refuse(_ name: BytePath, _ error: SemblanceError) {
        add("metadata_error", "\(name): \(error.message)")
    }

    /// The object as UTF-8, its members in the order of their names.
    var json: [UInt8] {
        if members.isEmpty { return Array("{}".utf8) }
        let data = try? JSONSerialization.data(withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
        return data.map(Array.init) ?? Array(#"{"metadata_error":"the metadata cannot be written as JSON"}"#.utf8)
    }

    private mutating func add(_ key: String, _ value: Any) {
        let key = Self.withoutZeros(key)
        if members[key] == nil { members[key] = Self.storable(value) }
    }

    /// The value with U+FFFD for U+0000, which databases refuse.
    private static func storable(_ value: Any) -> Any {
        switch value {
        case let text as String: withoutZeros(text)
        case let array as [Any]: array.map(storable)
        case let object as [String: Any]:
            Dictionary(object.map { (withoutZeros($0.key), storable($0.value)) }, uniquingKeysWith: { first, _ in first })
        default: value
        }
    }

    private static func withoutZeros(_ text: String) -> String {
        text.unicodeScalars.contains("\0")
            ? String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 })) : text
    }

    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
