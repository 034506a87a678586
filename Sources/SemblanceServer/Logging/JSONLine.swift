import Logging

/// Builds one JSON object on one line, its members in the order in which they were added.
struct JSONLine {
    private var members: [String] = []

    /// The object with a line end behind it.
    var text: String { "{\(members.joined(separator: ","))}\n" }

    /// Adds a string.
    mutating func add(_ name: String, _ value: String) {
        members.append("\(Self.quote(name)):\(Self.quote(value))")
    }

    /// Adds a value of a logger's metadata; what a dictionary holds becomes members of their own.
    mutating func add(_ name: String, _ value: Logger.MetadataValue) {
        guard case .dictionary(let inner) = value else {
            members.append("\(Self.quote(name)):\(Self.render(value))")
            return
        }
        for (key, value) in inner.sorted(by: { $0.key < $1.key }) { add("\(name).\(key)", value) }
    }

    private static func render(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): quote(text)
        case .array(let values): "[\(values.map(render).joined(separator: ","))]"
        case .dictionary(let inner):
            "{\(inner.sorted { $0.key < $1.key }.map { "\(quote($0.key)):\(render($0.value))" }.joined(separator: ","))}"
        case .stringConvertible(let value): number(value) ?? quote(value.description)
        }
    }

    /// Numbers and truth values as JSON knows them.
    private static func number(_ value: any CustomStringConvertible) -> String? {
        switch value {
        case let value as Bool: value.description
        case let value as any BinaryInteger: "\(value)"
        case let value as Double where value.isFinite: value.description
        case let value as Float where value.isFinite: value.description
        default: nil
        }
    }

    private static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar == "\u{2028}" || scalar == "\u{2029}":
                quoted += "\\u" + String(repeating: "0", count: 4 - String(scalar.value, radix: 16).count) + String(scalar.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
