/// How much of a setting's value may be shown.
enum Secrecy: Sendable, Equatable {
    /// All of it.
    case open
    /// All but the password in a database address.
    case password
    /// Nothing.
    case secret

    private static let mask = "********"

    /// What may be shown.
    func masked(_ text: String) -> String {
        switch self {
        case .open: text
        case .secret: Self.mask
        case .password: Self.maskingPassword(in: text)
        }
    }

    /// Masks `user:password@` of a URL, and `password=` of a URL's query or of libpq's `key=value` form. Where it is not clear where a
    /// password ends, more is masked rather than less.
    private static func maskingPassword(in address: String) -> String {
        var text = address
        if let scheme = text.firstRange(of: "://"), let at = text.lastIndex(of: "@"), at > scheme.upperBound,
            let colon = text[scheme.upperBound..<at].firstIndex(of: ":")
        {
            text.replaceSubrange(text.index(after: colon)..<at, with: mask)
        }
        return text.replacing(#/(?i)(password|passwd)(\s*=\s*)('(?:[^'\\]|\\.)*'?|[^\s&]*)/#) { match in
            "\(match.1)\(match.2)\(mask)"
        }
    }
}
