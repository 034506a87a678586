/// Whether a server can do what it is there for.
public struct Readiness: Sendable, Encodable, Equatable {
    /// One thing that is needed.
    public struct Check: Sendable, Encodable, Equatable {
        /// `database`, `model`, …
        public let name: String
        /// Whether it is there.
        public let isOK: Bool
        /// What is wrong with it; nil where nothing is.
        public let detail: String?

        enum CodingKeys: String, CodingKey {
            case name, detail
            case isOK = "ok"
        }

        /// - Parameter problem: what is wrong; nil where nothing is
        public init(_ name: String, problem: String?) {
            self.name = name
            isOK = problem == nil
            detail = problem
        }
    }

    /// Everything that is needed.
    public let checks: [Check]

    /// Whether all of it is there.
    public var isReady: Bool { checks.allSatisfy(\.isOK) }

    /// What was looked at.
    public init(_ checks: [Check]) { self.checks = checks }
}
