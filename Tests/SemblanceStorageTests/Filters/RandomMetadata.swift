import Foundation
import SemblanceCore

/// Metadata and filters drawn at random from few names and values, so that they often meet.
struct RandomMetadata {
    /// Any JSON value.
    indirect enum Value {
        case scalar(MetadataValue)
        case array([Value])
        case object([String: Value])

        var json: String {
            switch self {
            case .scalar(.null): "null"
            case .scalar(.bool(let value)): "\(value)"
            case .scalar(.number(let text)): text
            case .scalar(.string(let text)): Self.quoted(text)
            case .array(let values): "[" + values.map(\.json).joined(separator: ",") + "]"
            case .object(let members): "{" + members.map { Self.quoted($0) + ":" + $1.json }.joined(separator: ",") + "}"
            }
        }

        private static func quoted(_ text: String) -> String {
            "\"" + text.unicodeScalars.map { "\"\\".unicodeScalars.contains($0) ? "\\\($0)" : "\($0)" }.joined() + "\""
        }

        func member(_ path: MetadataPath) -> Value? {
            path.names.reduce(Optional(self)) { value, name in
                if case .object(let members) = value { members[name] } else { nil }
            }
        }
    }

    static let paths: [MetadataPath] = ["a", "b", MetadataPath(["a", "b"]), "a.b", "0", MetadataPath(["a", "0"]), "quo\"te"]
    static let numbers = ["0", "-0", "1", "1.0", "10e-1", "2", "-3.5", "0.1", "12345678901234567890", "12345678901234567891", "1e30"]
    static let texts = [
        "", "x", "X", "é", "e\u{301}", "1", "10", "9", "true", "😀", "\u{FFFD}", "a\"b\\c", "'; DROP TABLE images; --", "$1", "z z",
    ]

    var generator: SplitMix64

    mutating func scalar() -> MetadataValue {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: .null
        case 1: .bool(Bool.random(using: &generator))
        case 2...4: .number(Self.numbers.randomElement(using: &generator) ?? "0")
        default: .string(Self.texts.randomElement(using: &generator) ?? "")
        }
    }

    mutating func value(depth: Int) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &generator) {
        case 5: .array((0..<Int.random(in: 0...2, using: &generator)).map { _ in value(depth: depth - 1) })
        case 6, 7: object(depth: depth - 1)
        default: .scalar(scalar())
        }
    }

    mutating func object(depth: Int) -> Value {
        var members: [String: Value] = [:]
        for name in ["a", "b", "a.b", "0", "quo\"te"] where Int.random(in: 0..<3, using: &generator) > 0 {
            members[name] = value(depth: depth)
        }
        return .object(members)
    }

    mutating func filter(depth: Int) -> MetadataFilter {
        let path = Self.paths.randomElement(using: &generator) ?? "a"
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &generator) {
        case 0, 1: return .oneOf(path, (0...Int.random(in: 0...2, using: &generator)).map { _ in scalar() })
        case 2: return .noneOf(path, (0...Int.random(in: 0...2, using: &generator)).map { _ in scalar() })
        case 3, 4: return .ordered(path, MetadataFilter.Order.allCases.randomElement(using: &generator) ?? .less, scalar())
        case 5: return .exists(path)
        case 6: return .not(filter(depth: depth - 1))
        case 7: return .all((0...1).map { _ in filter(depth: depth - 1) })
        default: return .any((0...1).map { _ in filter(depth: depth - 1) })
        }
    }
}
