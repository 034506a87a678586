import Foundation
import Synchronization

@testable import SemblanceServer

/// What steady searches see while versions change: every reply has to be whole, and of one version.
final class SearchWatch: Sendable {
    /// What was seen.
    struct Observation: Sendable {
        /// How many replies each version gave.
        var replies: [Int64: Int] = [:]
        /// Replies that were no hits, or hits of another version than they say.
        var problems: [String] = []
        /// The longest time that a search took.
        var longest = Duration.zero
    }

    private let images: [Int64: Set<Int64>]
    private let state = Mutex(Observation())
    private let over = Mutex(false)

    /// - Parameter images: what each version finds when it is asked for everything
    init(images: [Int64: Set<Int64>]) { self.images = images }

    var observation: Observation { state.withLock { $0 } }

    /// Whether searches end.
    var isOver: Bool { over.withLock { $0 } }

    func end() { over.withLock { $0 = true } }

    /// Judges a reply as it came over the socket.
    func note(_ reply: String, after duration: Duration) {
        state.withLock { seen in
            seen.longest = max(seen.longest, duration)
            guard reply.hasPrefix("HTTP/1.1 200"), let body = reply.range(of: "\r\n\r\n"),
                let answer = try? JSONDecoder.api.decode(SearchAnswer.self, from: Data(reply[body.upperBound...].utf8))
            else { return seen.problems.append(reply) }
            guard Set(answer.hits.map(\.imageID)) == images[answer.model.id] else {
                return seen.problems.append("version \(answer.model.id) found \(answer.hits.map(\.imageID))")
            }
            seen.replies[answer.model.id, default: 0] += 1
        }
    }
}
