/// Reads `; name=value; name="quoted value"` from left to right.
struct ParameterScanner {
    private var rest: Substring

    init(_ text: String) {
        rest = text[...]
    }

    /// Everything up to a character, or to the end; the character stays.
    mutating func token(until end: Character) -> String {
        let token = rest.prefix { $0 != end }
        rest = rest.dropFirst(token.count)
        return String(token)
    }

    /// All parameters that follow, the names in small letters. The first of a name counts.
    mutating func parameters() -> [String: String] {
        var parameters: [String: String] = [:]
        while rest.first == ";" {
            rest = rest.dropFirst()
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            let key = name.trimming(" \t").lowercased()
            let value = value()
            if !key.isEmpty, parameters[key] == nil { parameters[key] = value }
        }
        return parameters
    }

    private mutating func value() -> String {
        rest = rest.drop { $0 == " " || $0 == "\t" }
        guard rest.first == "\"" else { return token(until: ";").trimming(" \t") }
        rest = rest.dropFirst()
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
            // A backslash escapes a quote or another backslash; any other one belongs to a path of Windows.
            if character == "\\", let next = rest.first, next == "\"" || next == "\\" {
                value.append(next)
                rest = rest.dropFirst()
            } else {
                value.append(character)
            }
        }
        _ = token(until: ";")
        return value
    }
}
