import SemblanceCore

/// Which images a search is among, as people type it: `year >= 2020 and not (album = private)`.
public struct SearchFilter: Sendable, Equatable {
    /// The expression.
    public let text: String
    /// What it says.
    public let condition: MetadataFilter

    /// - Throws: `invalidArgument` with the column and what was expected there
    public init(parsing text: String) throws {
        self.text = text
        condition = try MetadataFilter(parsing: text)
    }
}
