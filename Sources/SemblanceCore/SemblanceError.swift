/// The one error that Semblance shows to people: what failed, for which thing, and what to do about it.
///
/// `description` is a single line that is safe to show to anybody: it never carries SQL, bound values or stack traces. Those
/// stand in `detail`, which only `debugDescription` prints.
public struct SemblanceError: Error, Sendable, Equatable {
    /// What kind of failure this is. The label is stable and fit for metrics and for the `code` of an HTTP problem document.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        private enum Value: String {
            case invalidArgument = "invalid_argument"
            case notFound = "not_found"
            case unreadable, undecodable, unsupported
            case tooLarge = "too_large"
            case corrupt, incompatible, conflict, unavailable
            case diskFull = "disk_full"
            case overloaded, cancelled
            case engine
        }

        private let value: Value

        /// A value that the caller gave is wrong.
        public static let invalidArgument = Code(value: .invalidArgument)
        /// The named thing does not exist.
        public static let notFound = Code(value: .notFound)
        /// A file exists but cannot be read.
        public static let unreadable = Code(value: .unreadable)
        /// An image of a known format whose pixels cannot be had: damaged, cut or too small.
        public static let undecodable = Code(value: .undecodable)
        /// Bytes that are no image of an accepted format.
        public static let unsupported = Code(value: .unsupported)
        /// An image beyond the limits on pixels or bytes.
        public static let tooLarge = Code(value: .tooLarge)
        /// A file of ours (a checkpoint, an artifact) that is damaged.
        public static let corrupt = Code(value: .corrupt)
        /// Two things that are sound but do not fit each other: another configuration, a newer schema.
        public static let incompatible = Code(value: .incompatible)
        /// The state of things forbids the act.
        public static let conflict = Code(value: .conflict)
        /// Something needed does not answer now: the database, the embedded cluster.
        public static let unavailable = Code(value: .unavailable)
        /// More is asked for than can be done now.
        public static let overloaded = Code(value: .overloaded)
        /// No space is left to write to.
        public static let diskFull = Code(value: .diskFull)
        /// The caller took the work back.
        public static let cancelled = Code(value: .cancelled)
        /// A library below us (libtorch, PostgreSQL) refused; `detail` carries its words.
        public static let engine = Code(value: .engine)

        /// The stable label, in snake_case.
        public var description: String { value.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// What failed, and for which file or thing.
    public let message: String
    /// What the reader can do about it.
    public let advice: String?
    /// What only an operator should see: a library's own words, SQL, paths.
    public let detail: String?

    /// - Parameters:
    ///   - code: the kind of failure
    ///   - message: what failed, for which file or thing, without a full stop
    ///   - advice: what to do about it, if anything is known
    ///   - detail: what only an operator should see
    public init(_ code: Code, _ message: String, advice: String? = nil, detail: String? = nil) {
        self.code = code
        self.message = message
        self.advice = advice
        self.detail = detail
    }
}

extension SemblanceError: CustomStringConvertible, CustomDebugStringConvertible {
    /// One line: the message and the advice.
    public var description: String {
        let line = advice.map { "\(message); \($0)" } ?? message
        return String(line.map { $0.isNewline ? " " : $0 })
    }

    /// The description with the code and the detail.
    public var debugDescription: String {
        "[\(code)] \(description)" + (detail.map { " (\($0))" } ?? "")
    }
}
