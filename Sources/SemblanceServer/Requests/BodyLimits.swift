/// How much of a request's body is read, and for how long.
public struct BodyLimits: Sendable, Equatable {
    /// The most bytes of a whole body.
    public var bytes: Int
    /// The most seconds until the whole body has arrived.
    public var seconds: Double
    /// The most parts of a multipart body.
    public var parts: Int
    /// The most bytes of one part.
    public var partBytes: Int
    /// The most bytes of the head of one part.
    public var partHeaderBytes: Int

    /// - Parameters:
    ///   - bytes: the most bytes of a whole body
    ///   - seconds: the most seconds until the whole body has arrived
    ///   - parts: the most parts of a multipart body
    ///   - partBytes: the most bytes of one part; as many as of the whole body unless named
    ///   - partHeaderBytes: the most bytes of the head of one part
    public init(bytes: Int = 16 << 20, seconds: Double = 30, parts: Int = 16, partBytes: Int? = nil, partHeaderBytes: Int = 8 << 10) {
        self.bytes = bytes
        self.seconds = seconds
        self.parts = parts
        self.partBytes = partBytes ?? bytes
        self.partHeaderBytes = partHeaderBytes
    }
}
