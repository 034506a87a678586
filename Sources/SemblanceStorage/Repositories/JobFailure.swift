import SemblanceCore

/// An input that could not be used.
public struct JobFailure: Sendable, Equatable {
    /// The path or address, as bytes.
    public let source: [UInt8]
    /// What kind of failure it was, as `SemblanceError.Code` spells it.
    public let code: String
    /// What failed, in words.
    public let message: String

    /// An input that could not be used.
    public init(source: [UInt8], code: String, message: String) {
        self.source = source
        self.code = code
        self.message = message
    }
}
