import SemblanceCore

/// The names that people give to collections and models.
public enum ResourceName {
    /// Throws `invalidArgument` unless the name is 1 to 100 letters, digits, `.`, `_` and `-`, and begins with a letter or digit.
    public static func validate(_ name: String, of kind: String) throws {
        guard name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._\-]{0,99}/) != nil else {
            throw SemblanceError(
                .invalidArgument, "“\(name.prefix(100))” is no name for a \(kind)",
                advice: "use 1 to 100 letters, digits, dots, dashes and underscores, a letter or digit first")
        }
    }

    /// As `validate`, for a model: its name is no number besides, because a number stands for a model's id.
    public static func validate(model name: String) throws {
        try validate(name, of: "model")
        guard name.contains(where: { !$0.isNumber }) else {
            throw SemblanceError(.invalidArgument, "“\(name)” is no name for a model", advice: "a number stands for a model's id")
        }
    }
}
