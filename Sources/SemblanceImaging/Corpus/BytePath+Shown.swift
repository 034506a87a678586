extension BytePath {
    /// The path that a `description` shows; nil for a text that shows none.
    public init?(shown text: String) {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "\\"): bytes.append(byte)
            case UInt8(ascii: "x"):
                guard rest.count >= 2, let value = Self.number(rest.prefix(2)) else { return nil }
                bytes.append(UInt8(truncatingIfNeeded: value))
                rest = rest.dropFirst(2)
            case UInt8(ascii: "u"):
                guard rest.first == UInt8(ascii: "{"), let end = rest.firstIndex(of: UInt8(ascii: "}")),
                    let value = Self.number(rest[..<end].dropFirst()), let scalar = Unicode.Scalar(value)
                else { return nil }
                bytes.append(contentsOf: String(Character(scalar)).utf8)
                rest = rest[end...].dropFirst()
            default: return nil
            }
        }
        self.init(bytes: bytes)
    }

    /// A number of hexadecimal digits and nothing else.
    private static func number(_ digits: Substring.UTF8View) -> UInt32? {
        let text = Substring(digits)
        return text.allSatisfy(\.isHexDigit) ? UInt32(text, radix: 16) : nil
    }
}
