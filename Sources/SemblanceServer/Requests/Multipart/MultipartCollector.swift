/// Puts the parts of a `multipart/form-data` body (RFC 7578) together within limits on their number and size.
struct MultipartCollector: Sendable {
    private var parser: MultipartParser
    private let limits: BodyLimits
    private var parts: [MultipartPart] = []
    private var head: MultipartHead?
    private var body: [UInt8] = []

    /// - Parameters:
    ///   - boundary: the parameter of `Content-Type`
    ///   - limits: how many parts there may be, and how large each
    init(boundary: String, limits: BodyLimits) throws {
        parser = try MultipartParser(boundary: boundary, headLimit: limits.partHeaderBytes)
        self.limits = limits
    }

    /// Takes the next bytes of the body.
    ///
    /// - Throws: 400 for a body that is no form, 413 for a part that is too large
    mutating func append(_ bytes: some Collection<UInt8>) throws {
        var parser = parser
        defer { self.parser = parser }
        try parser.parse(bytes) { try take($0) }
    }

    /// The parts in the order in which they came; names that come twice are there twice.
    ///
    /// - Throws: 400 where the last boundary is missing
    func finish() throws -> [MultipartPart] {
        try parser.finish()
        return parts
    }

    private mutating func take(_ event: MultipartEvent) throws {
        switch event {
        case .begin(let lines):
            guard parts.count < limits.parts else { throw Problem.malformed("The multipart body has more than \(limits.parts) parts.") }
            head = try MultipartHead(lines)
            body = []
        case .bytes(let bytes):
            guard body.count + bytes.count <= limits.partBytes else { throw Problem.contentTooLarge(limit: limits.partBytes) }
            body.append(contentsOf: bytes)
        case .end:
            guard let head else { return }
            parts.append(MultipartPart(name: head.name, filename: head.filename, contentType: head.contentType, body: body))
            body = []
        }
    }
}
