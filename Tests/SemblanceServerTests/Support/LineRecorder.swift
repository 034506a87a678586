import Foundation
import Synchronization

/// Keeps the lines of a log.
final class LineRecorder: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) {
        lines.withLock { $0.append(line) }
    }

    /// The lines with a message, as JSON objects.
    func objects(_ message: String) throws -> [[String: Any]] {
        try all.compactMap { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
            .filter { $0["message"] as? String == message }
    }
}
