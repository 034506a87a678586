/// Reads a filter by recursive descent: `or` binds loosest, then `and`, then `not`.
struct MetadataParser {
    private let tokens: [MetadataToken]
    private var position = 0
    private var terms = 0
    private var depth = 0

    init(_ text: String) throws {
        let size = text.utf8.count
        guard size <= MetadataFilter.maximumBytes else {
            throw SemblanceError(
                .invalidArgument, "the filter has \(size) bytes, and \(MetadataFilter.maximumBytes) are allowed", advice: "shorten it")
        }
        tokens = try MetadataLexer.tokens(of: text)
    }

    /// The whole text as one filter.
    mutating func parse() throws -> MetadataFilter {
        let filter = try disjunction()
        guard current.kind == .end else { throw expected("“and”, “or” or the end") }
        return filter
    }

    static func failure(at column: Int, _ words: String) -> SemblanceError {
        SemblanceError(
            .invalidArgument, "the filter cannot be read at column \(column): \(words)",
            advice: "write it like: identity = 7 and not (hair in (black, \"dark brown\"))")
    }

    // MARK: Connectives

    private mutating func disjunction() throws -> MetadataFilter {
        var parts = [try conjunction()]
        while skip(keyword: "or") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws -> MetadataFilter {
        var parts = [try negation()]
        while skip(keyword: "and") { parts.append(try negation()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func negation() throws -> MetadataFilter {
        if current.keyword == "not" {
            return .not(try nested { try $0.negation() })
        }
        guard current.kind == .symbol("(") else { return try test() }
        return try nested { parser in
            let filter = try parser.disjunction()
            try parser.require(symbol: ")", "“and”, “or” or “)”")
            return filter
        }
    }

    /// Passes over the current token and reads what is nested in it.
    private mutating func nested(_ read: (inout MetadataParser) throws -> MetadataFilter) throws -> MetadataFilter {
        guard depth < MetadataFilter.maximumDepth else {
            throw expected("at most \(MetadataFilter.maximumDepth) parentheses and nots within each other")
        }
        depth += 1
        position += 1
        let filter = try read(&self)
        depth -= 1
        return filter
    }

    // MARK: Tests of one member

    private mutating func test() throws -> MetadataFilter {
        let path = try name()
        if skip(keyword: "exists") {
            try count()
            return .exists(path)
        }
        if skip(keyword: "in") { return .oneOf(path, try list()) }
        if skip(keyword: "not") {
            guard skip(keyword: "in") else { throw expected("“in”") }
            return .noneOf(path, try list())
        }
        guard case .symbol(let symbol) = current.kind, symbol != "(", symbol != ")", symbol != "," else {
            throw expected("=, !=, <, <=, >, >=, “in”, “not in” or “exists”")
        }
        position += 1
        if symbol == "=" { return .oneOf(path, [try value()]) }
        if symbol == "!=" { return .noneOf(path, [try value()]) }
        guard let order = MetadataFilter.Order(rawValue: symbol) else { throw expected("a comparison") }
        let bound = current
        switch try value() {
        case .null, .bool: throw Self.failure(at: bound.column, "expected a number or a text after \(symbol), found \(bound.words)")
        case let value: return .ordered(path, order, value)
        }
    }

    private mutating func name() throws -> MetadataPath {
        switch current.kind {
        case .quoted(let name):
            position += 1
            return MetadataPath([name])
        case .bare(let text) where current.keyword == nil && !text.contains("+"):
            let names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard names.allSatisfy({ !$0.isEmpty }) else { throw expected("a name on both sides of each dot, or the name in quotes") }
            guard names.count <= MetadataFilter.maximumDepth else {
                throw expected("a path of at most \(MetadataFilter.maximumDepth) names")
            }
            position += 1
            return MetadataPath(names)
        default: throw expected("a name")
        }
    }

    private mutating func list() throws -> [MetadataValue] {
        try require(symbol: "(", "“(”")
        var values = [try value()]
        while skip(symbol: ",") { values.append(try value()) }
        try require(symbol: ")", "“,” or “)”")
        return values
    }

    private mutating func value() throws -> MetadataValue {
        let value = try MetadataValue(current) ?? { throw expected("a value: a number, a text, true, false or null") }()
        try count()
        position += 1
        return value
    }

    // MARK: Tokens

    private var current: MetadataToken { tokens[position] }

    private mutating func count() throws {
        terms += 1
        guard terms <= MetadataFilter.maximumTerms else { throw expected("at most \(MetadataFilter.maximumTerms) values") }
    }

    private mutating func skip(keyword: String) -> Bool {
        guard current.keyword == keyword else { return false }
        position += 1
        return true
    }

    private mutating func skip(symbol: String) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        position += 1
        return true
    }

    private mutating func require(symbol: String, _ words: String) throws {
        guard skip(symbol: symbol) else { throw expected(words) }
    }

    private func expected(_ words: String) -> SemblanceError {
        Self.failure(at: current.column, "expected \(words), found \(current.words)")
    }
}
