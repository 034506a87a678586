import Foundation
import SemblanceCore

/// A JSON document as text, stored as `jsonb`. What comes back says the same, but with keys sorted and spaces as PostgreSQL sets them.
public struct JSONText: Sendable, Equatable {
    /// The document.
    public let text: String

    /// `{}`
    public static let emptyObject = JSONText("{}")

    /// A document that is already JSON; the server refuses text that is not.
    public init(_ text: String) { self.text = text }

    /// Encodes a value, keys sorted, times in RFC 3339.
    ///
    /// - Throws: `invalidArgument` for a value that JSON cannot hold, such as NaN
    public init(encoding value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        do {
            text = String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw SemblanceError(.invalidArgument, "a value cannot be written as JSON", detail: "\(error)")
        }
    }

    /// The members of two objects together; those of `other` are replaced by those of `members`.
    ///
    /// Zero characters, which PostgreSQL refuses, are left out.
    ///
    /// - Throws: `invalidArgument` where one of them is no object, or holds what no number can hold
    public init(merging members: JSONText, into other: JSONText) throws {
        guard members != .emptyObject || other != .emptyObject else {
            self = .emptyObject
            return
        }
        let objects = [other, members].map { try? JSONSerialization.jsonObject(with: Data($0.text.utf8)) as? [String: Any] }
        guard let first = objects[0], let second = objects[1] else {
            throw SemblanceError(.invalidArgument, "metadata is not a JSON object")
        }
        let merged = first.merging(second) { $1 }
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? JSONSerialization.data(withJSONObject: Self.withoutZeros(merged), options: options) else {
            throw SemblanceError(.invalidArgument, "metadata holds a value that JSON cannot hold")
        }
        text = String(decoding: data, as: UTF8.self)
    }

    private static func withoutZeros(_ value: Any) -> Any {
        switch value {
        case let text as String: text.replacing("\0", with: "")
        case let members as [String: Any]:
            Dictionary(members.map { ($0.replacing("\0", with: ""), withoutZeros($1)) }) { first, _ in first }
        case let items as [Any]: items.map(withoutZeros)
        default: value
        }
    }

    /// Decodes the document.
    ///
    /// - Throws: `corrupt` where it does not describe a `Value`
    public func decode<Value: Decodable>(as _: Value.Type = Value.self) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        do {
            return try decoder.decode(Value.self, from: Data(text.utf8))
        } catch {
            throw SemblanceError(.corrupt, "a stored JSON document does not describe \(Value.self)", detail: "\(error)")
        }
    }
}

extension JSONText: PostgresValue {
    /// `jsonb`
    public static var postgresTypeNumber: UInt32 { PostgresType.jsonb.oid }

    /// The format's version, 1, and the text.
    public func encode(into buffer: inout PostgresBuffer) {
        buffer.append(integer: UInt8(1))
        buffer.append(bytes: text.utf8)
    }

    /// The format's version, 1, and the text.
    public static func decode(_ field: PostgresField) throws -> JSONText {
        let bytes = try field.contents(for: Self.self)
        guard bytes.first == 1 else { throw field.mismatch("is jsonb of an unknown version") }
        return JSONText(String(decoding: bytes.dropFirst(), as: UTF8.self))
    }
}
