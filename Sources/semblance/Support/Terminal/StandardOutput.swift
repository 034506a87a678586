import Foundation
import SemblanceCore

/// Standard output, which carries a command's answer and nothing else.
enum StandardOutput {
    /// Writes all of the text.
    ///
    /// - Throws: `diskFull` or `unavailable` where the other end takes no more.
    static func write(_ text: String) throws {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            let full = (error as NSError).code == CocoaError.fileWriteOutOfSpace.rawValue
            throw SemblanceError(
                full ? .diskFull : .unavailable, "the answer could not be written to standard output",
                advice: full ? "make room and try again" : "see where it leads to",
                detail: String(describing: error))
        }
    }
}
