import Foundation
import SemblanceCore

/// Asks before something is lost.
enum Confirmation {
    /// Returns where the user agrees, by `--yes` or on the terminal.
    ///
    /// - Parameters:
    ///   - question: what is about to happen
    ///   - yes: whether `--yes` was given
    /// - Throws: `conflict` where nobody can be asked; `cancelled` for any answer but yes
    static func require(_ question: String, yes: Bool) throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
            throw SemblanceError(.conflict, "\(question) Nobody can be asked here", advice: "add --yes if that is what you want")
        }
        TerminalOutput.standardError().write("\(question) [y/N] ")
        let answer = readLine()?.trimmingCharacters(in: .whitespaces).lowercased()
        guard answer == "y" || answer == "yes" else { throw SemblanceError(.cancelled, "nothing was deleted") }
    }

    /// A count with its noun: `1 image`, `12 images`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
