/// The text of a JSON number that can be kept as one.
struct JSONNumber {
    /// The number's text.
    let bytes: [UInt8]

    /// Nil for what is no number as JSON writes it, such as `007` or `+1`, and for numbers of more than 64 characters or with an
    /// exponent of more than three digits, which are names that look like numbers.
    init?(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, bytes.count <= 64 else { return nil }
        var rest = bytes[...]
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = Self.dropDigits(&rest)
        guard let first = whole.first, whole.count == 1 || first != UInt8(ascii: "0") else { return nil }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard !Self.dropDigits(&rest).isEmpty else { return nil }
        }
        if rest.first.map({ $0 | 0x20 }) == UInt8(ascii: "e") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
            guard (1...3).contains(Self.dropDigits(&rest).count) else { return nil }
        }
        guard rest.isEmpty else { return nil }
        self.bytes = bytes
    }

    private static func dropDigits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest.dropFirst(digits.count)
        return digits
    }
}
