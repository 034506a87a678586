import SemblanceImaging
import SemblanceStorage

/// An input that could not be used, as the command line and HTTP answer it.
public struct FailureReply: Sendable, Encodable {
    /// Where it lies.
    public let source: String
    /// What kind of failure it was.
    public let code: String
    /// What failed, in words.
    public let message: String

    /// An input and why it could not be used.
    public init(_ failure: JobFailure) {
        source = BytePath(bytes: failure.source).description
        code = failure.code
        message = failure.message
    }
}
