import Foundation
import Hummingbird
import SemblanceCore

/// Named texts of a request: its query items, and the fields of a form.
struct RequestFields: Sendable {
    private var values: [String: [String]] = [:]

    /// The query items of a request, encoded as forms encode them: a plus stands for a space.
    ///
    /// - Throws: 400 for what is no UTF-8 in percent-encoding
    init(_ request: Request) throws {
        for item in (request.uri.query ?? "").split(separator: "&") {
            let sides = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            add(try Self.decoded(sides[0]), sides.count > 1 ? try Self.decoded(sides[1]) : "")
        }
    }

    /// One more value of a field.
    mutating func add(_ name: String, _ value: String) { values[name, default: []].append(value) }

    /// The one value of a field.
    ///
    /// - Throws: 400 where there are several
    func text(_ name: String) throws -> String? {
        guard let texts = values[name] else { return nil }
        guard texts.count == 1 else { throw Problem.invalidArgument("'\(name)' is given more than once.") }
        return texts[0]
    }

    /// All values of a field, those that are separated by commas apart.
    func list(_ name: String) -> [String]? {
        values[name].map { $0.flatMap { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } } }
    }

    /// A whole number.
    ///
    /// - Throws: 400 for what is none, or lies outside of `range`
    func integer<Value: FixedWidthInteger>(_ name: String, in range: ClosedRange<Value> = .min ... .max) throws -> Value? {
        guard let text = try text(name) else { return nil }
        guard let value = Value(text), range.contains(value) else {
            throw Problem.invalidArgument("'\(name)' is no whole number\(Self.bounds(range)).")
        }
        return value
    }

    /// A number that is finite.
    ///
    /// - Throws: 400 for what is none
    func number(_ name: String) throws -> Float? {
        guard let text = try text(name) else { return nil }
        guard let value = Float(text), value.isFinite else { throw Problem.invalidArgument("'\(name)' is no number.") }
        return value
    }

    /// `true`, `false`, `1` or `0`; a name without a value is true.
    ///
    /// - Throws: 400 for anything else
    func flag(_ name: String) throws -> Bool? {
        switch try text(name) {
        case nil: return nil
        case "true", "1", "": return true
        case "false", "0": return false
        default: throw Problem.invalidArgument("'\(name)' is true or false.")
        }
    }

    /// One of a few words.
    ///
    /// - Throws: 400 for another
    func choice<Value: RawRepresentable & CaseIterable>(_ name: String, of _: Value.Type = Value.self) throws -> Value?
    where Value.RawValue == String {
        guard let text = try text(name) else { return nil }
        return try Self.word(text, name)
    }

    /// A word that stands for a value.
    ///
    /// - Throws: 400 for another
    static func word<Value: RawRepresentable & CaseIterable>(_ text: String, _ name: String) throws -> Value
    where Value.RawValue == String {
        guard let value = Value(rawValue: text) else {
            throw Problem.invalidArgument("'\(name)' is one of \(Value.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return value
    }

    private static func bounds<Value: FixedWidthInteger>(_ range: ClosedRange<Value>) -> String {
        switch (range.lowerBound, range.upperBound) {
        case (.min, .max): ""
        case (let lower, .max): " from \(lower)"
        case (let lower, let upper): " from \(lower) to \(upper)"
        }
    }

    private static func decoded(_ text: Substring) throws -> String {
        guard let decoded = text.replacing("+", with: " ").removingPercentEncoding else {
            throw Problem.malformed("The query is no UTF-8 in percent-encoding.")
        }
        return decoded
    }
}
