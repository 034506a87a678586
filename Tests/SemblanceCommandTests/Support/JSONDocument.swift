import Foundation

/// Any JSON value, to look into.
enum JSONDocument: Decodable, Equatable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONDocument])
    case object([String: JSONDocument])

    /// Reads exactly one document; more or less than one throws.
    init(_ text: String) throws {
        self = try JSONDecoder().decode(JSONDocument.self, from: Data(text.utf8))
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONDocument].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONDocument].self))
        }
    }

    subscript(_ member: String) -> JSONDocument? {
        if case .object(let members) = self { members[member] } else { nil }
    }

    subscript(_ index: Int) -> JSONDocument? { items.indices.contains(index) ? items[index] : nil }

    /// An array's values; none for other documents.
    var items: [JSONDocument] { if case .array(let items) = self { items } else { [] } }
    /// An object's members by name; none for other documents.
    var members: [String: JSONDocument] { if case .object(let members) = self { members } else { [:] } }
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var int: Int? { number.flatMap { Int(exactly: $0) } }
    var isTrue: Bool { self == .bool(true) }
}
