import Foundation
import SemblanceCore

/// Asks before something is lost.
enum Confirmation {
    /// Returns where the user agrees, by `--yes` or on the terminal. Where nobody can be asked, as in a script, what was named is meant.
    ///
    /// - Parameters:
    ///   - question: what is about to happen
    ///   - yes: whether `--yes` was given
    ///   - isNamed: whether each thing was named; what an expression selects may be more than was thought
    /// - Throws: `conflict` where nobody can be asked about a selection; `cancelled` for any answer but yes
    static func require(_ question: String, yes: Bool, isNamed: Bool) throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            if isNamed { return }
            throw SemblanceError(.conflict, "\(question) Nobody can be asked here", advice: "add --yes if that is what you want")
        }
        TerminalOutput.standardError().write("\(question) [y/N] ")
        let answer = readLine()?.trimmingCharacters(in: .whitespaces).lowercased()
        guard answer == "y" || answer == "yes" else { throw SemblanceError(.cancelled, "nothing was deleted") }
    }

    /// A count with its noun: `1 image`, `12 images`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
