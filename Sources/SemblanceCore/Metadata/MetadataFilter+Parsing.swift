extension MetadataFilter {
    /// Reads an expression as people type it.
    ///
    ///     identity = 7 and not (hair in (black, "dark brown")) or camera.iso >= 800 or note exists
    ///
    /// A test is `name = value`, or `!=`, `<`, `<=`, `>`, `>=`, `name in (a, b)`, `name not in (a, b)` or `name exists`. Tests are
    /// joined by `and`, `or`, `not` and parentheses; keywords may be written in capitals. A name is a run of letters, digits, `_`
    /// and `-`; `a.b` is the member b of the object a, and a name in quotes is one name whatever it holds. A value is a JSON number,
    /// `true`, `false`, `null`, a text in double or single quotes with JSON's escapes, or a bare word.
    ///
    /// - Throws: `invalidArgument` with the column and what was expected there; for more than 4,096 bytes, 100 values or 32 levels.
    public init(parsing text: String) throws {
        var parser = try MetadataParser(text)
        self = try parser.parse()
    }
}
