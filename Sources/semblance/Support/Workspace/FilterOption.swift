import ArgumentParser
import SemblanceCore

/// `--filter`, for commands that work on the images that match one.
struct FilterOption: ParsableArguments {
    @Option(name: .customLong("filter"), help: ArgumentHelp("Only images whose metadata match.", valueName: "expression"))
    var expression: String?

    func validate() throws {
        do {
            _ = try parsed
        } catch let error as SemblanceError {
            throw ValidationError(error.description)
        }
    }

    /// The filter that was given.
    var parsed: MetadataFilter? {
        get throws { try expression.map { try MetadataFilter(parsing: $0) } }
    }
}

/// What the help of commands says about filters.
enum FilterHelp {
    static let grammar = """
        A filter compares members of an image's metadata: name = value, !=, <, <=, >, >=, name in (a, b), name not in (a, b),
        name exists; joined by and, or, not and parentheses. != and not in match only images that have the member. a.b is the
        member b of the object a. Values are numbers, true, false, null, words, and texts in quotes.
        """
}
