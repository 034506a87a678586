/// A piece of a filter's text.
struct MetadataToken: Equatable {
    enum Kind: Equatable {
        /// Letters, digits, `_`, `-`, `.` and `+` in one run.
        case bare(String)
        /// What stood between quotes, escapes resolved.
        case quoted(String)
        /// `=`, `!=`, `<`, `<=`, `>`, `>=`, `(`, `)` or `,`
        case symbol(String)
        case end
    }

    let kind: Kind
    /// Where it begins, counted in characters from 1.
    let column: Int

    /// The keyword that it is, in lower case.
    var keyword: String? {
        guard case .bare(let text) = kind, case let word = text.lowercased(), Self.keywords.contains(word) else { return nil }
        return word
    }

    /// How an error names it.
    var words: String {
        switch kind {
        case .bare(let text), .symbol(let text): "“\(text.prefix(40))”"
        case .quoted: "a quoted text"
        case .end: "the end"
        }
    }

    static let keywords: Set = ["and", "or", "not", "in", "exists", "true", "false", "null"]
}
