import Testing

/// How a command ended, and what it said.
struct CommandOutcome: Sendable {
    /// The exit code; 128 and the signal's number where one ended it.
    let status: Int32
    let output: String
    let errors: String

    /// The one JSON document that standard output holds.
    func json(_ location: SourceLocation = #_sourceLocation) throws -> JSONDocument {
        try #require(status == 0, "\(errors)", sourceLocation: location)
        return try JSONDocument(output)
    }

    /// Expects a failure that one line explains, and nothing on standard output.
    ///
    /// - Parameters:
    ///   - words: what the line has to say
    ///   - status: the exit code; 128 and the signal's number for work that a signal stopped
    func expectFailure(saying words: String..., status: Int32 = 1, location: SourceLocation = #_sourceLocation) {
        #expect(self.status == status, "\(errors)", sourceLocation: location)
        #expect(output.isEmpty, sourceLocation: location)
        // Progress may stand before it.
        let lines = errors.split(separator: "\n")
        #expect(
            lines.filter { $0.hasPrefix("Error: ") }.count == 1 && lines.last?.hasPrefix("Error: ") == true, "\(errors)",
            sourceLocation: location)
        for word in words { #expect(errors.contains(word), "“\(word)” in: \(errors)", sourceLocation: location) }
        #expect(!errors.contains("SQLSTATE") && !errors.contains("NSCocoa") && !errors.contains("SemblanceError"), sourceLocation: location)
    }
}
