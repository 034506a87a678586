/// Cuts a filter's text into tokens.
struct MetadataLexer {
    private let characters: [Character]
    private var position = 0

    init(_ text: String) { characters = Array(text) }

    /// All tokens, `end` the last.
    static func tokens(of text: String) throws -> [MetadataToken] {
        var lexer = MetadataLexer(text)
        var tokens: [MetadataToken] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private var current: Character? { position < characters.count ? characters[position] : nil }

    private mutating func next() throws -> MetadataToken {
        while current?.isWhitespace == true { position += 1 }
        let column = position + 1
        guard let first = current else { return MetadataToken(kind: .end, column: column) }
        if Self.isBare(first) {
            let start = position
            while let character = current, Self.isBare(character) { position += 1 }
            return MetadataToken(kind: .bare(String(characters[start..<position])), column: column)
        }
        if first == "\"" || first == "'" { return MetadataToken(kind: .quoted(try quoted(by: first)), column: column) }
        return MetadataToken(kind: .symbol(try symbol(first)), column: column)
    }

    private static func isBare(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "_-.+".contains(character)
    }

    private mutating func symbol(_ first: Character) throws -> String {
        let isTwo = "!<>".contains(first) && position + 1 < characters.count && characters[position + 1] == "="
        guard isTwo || "=<>(),".contains(first) else {
            throw MetadataParser.failure(
                at: position + 1, "expected a name, a value or a comparison, found “\(first)”; put texts with such characters in quotes")
        }
        position += isTwo ? 2 : 1
        return isTwo ? "\(first)=" : String(first)
    }

    /// Reads to the closing quote.
    private mutating func quoted(by quote: Character) throws -> String {
        let start = position + 1
        var text = ""
        position += 1
        while let character = current {
            position += 1
            if character == quote { return text }
            if character == "\\" {
                text.unicodeScalars.append(try escape())
            } else if character == "\0" {
                throw MetadataParser.failure(at: position, "expected a text without the character NUL, which no metadata holds")
            } else {
                text.append(character)
            }
        }
        throw MetadataParser.failure(at: start, "expected a closing \(quote) to this quote, found the end")
    }

    /// Reads what follows a backslash.
    private mutating func escape() throws -> Unicode.Scalar {
        let column = position
        guard let character = current else { throw MetadataParser.failure(at: column, "expected an escaped character, found the end") }
        position += 1
        switch character {
        case "\"", "'", "\\", "/": return character.unicodeScalars[character.unicodeScalars.startIndex]
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "u": return try unicode(column)
        default: throw MetadataParser.failure(at: column, #"expected one of \" \' \\ \/ \b \f \n \r \t \u0000, found \\#(character)"#)
        }
    }

    /// Four hexadecimal digits, or twice four for a pair of surrogates.
    private mutating func unicode(_ column: Int) throws -> Unicode.Scalar {
        let unit = try hexadecimal(column)
        if unit != 0, let scalar = Unicode.Scalar(UInt32(unit)) { return scalar }
        if UTF16.isLeadSurrogate(unit), position + 1 < characters.count, characters[position] == "\\", characters[position + 1] == "u" {
            position += 2
            let trail = try hexadecimal(column)
            if UTF16.isTrailSurrogate(trail), let scalar = String(decoding: [unit, trail], as: UTF16.self).unicodeScalars.first {
                return scalar
            }
        }
        throw MetadataParser.failure(at: column, #"expected \u to name a character other than NUL"#)
    }

    private mutating func hexadecimal(_ column: Int) throws -> UInt16 {
        let digits = characters[position..<min(position + 4, characters.count)]
        guard digits.count == 4, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }), let unit = UInt16(String(digits), radix: 16) else {
            throw MetadataParser.failure(at: column, #"expected four hexadecimal digits after \u"#)
        }
        position += 4
        return unit
    }
}
