extension MetadataValue {
    /// The value that a token writes; nil for one that writes none.
    ///
    /// - Throws: `invalidArgument` for a number that no double holds
    init?(_ token: MetadataToken) throws {
        switch (token.kind, token.keyword) {
        case (_, "true"): self = .bool(true)
        case (_, "false"): self = .bool(false)
        case (_, "null"): self = .null
        case (.quoted(let text), _): self = .string(text)
        case (.bare(let text), nil):
            guard Self.isNumber(text) else {
                if text.contains("+") { return nil }
                self = .string(text)
                return
            }
            // What is beyond a double is no measure of a photo, and as a number of so many digits would be dear.
            guard let value = Double(text), value.isFinite, value != 0 || !Self.hasDigitOtherThanZero(text) else {
                throw MetadataParser.failure(at: token.column, "expected a number within the range of a double, found \(token.words)")
            }
            self = .number(text)
        default: return nil
        }
    }

    /// Whether a text is a number by JSON's grammar.
    private static func isNumber(_ text: String) -> Bool {
        text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+\-]?[0-9]+)?/) != nil
    }

    private static func hasDigitOtherThanZero(_ number: String) -> Bool {
        number.prefix { $0 != "e" && $0 != "E" }.contains { ("1"..."9").contains($0) }
    }
}
