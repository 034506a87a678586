/// Cuts the bytes of a multipart body (RFC 2046, section 5.1.1) into parts, however the bytes come in: bytes in, events out, no I/O.
///
/// Lines end with CR LF; a bare LF is no line end. What stands before the first boundary and after the last is skipped.
struct MultipartParser {
    private enum State {
        case preamble, delimiter, head, bodyStart, body, epilogue
    }

    private static let lineEnd: [UInt8] = [13, 10]

    private let delimiter: [UInt8]
    private let headLimit: Int
    private var state = State.preamble
    /// Bytes that say nothing yet. It starts with a line end, so that a boundary at the very start is one like any other.
    private var pending: [UInt8] = lineEnd
    private var position = 0

    /// - Parameters:
    ///   - boundary: the parameter of `Content-Type`, 1 to 70 characters
    ///   - headLimit: the most bytes of the head of a part
    init(boundary: String, headLimit: Int) throws {
        let bytes = Array(boundary.utf8)
        guard (1...70).contains(bytes.count), bytes.last != UInt8(ascii: " "), bytes.allSatisfy({ (32..<127).contains($0) }) else {
            throw Problem.malformed("The multipart boundary is empty, too long, or no plain text.")
        }
        delimiter = Self.lineEnd + Array("--".utf8) + bytes
        self.headLimit = headLimit
    }

    /// Takes the next bytes and hands out what they complete, in order.
    mutating func parse(_ bytes: some Collection<UInt8>, _ handle: (MultipartEvent) throws -> Void) throws {
        guard state != .epilogue else { return }
        pending.append(contentsOf: bytes)
        while try advance(handle) {}
        pending.removeFirst(position)
        position = 0
    }

    /// Says that no more bytes come.
    func finish() throws {
        guard state == .epilogue else { throw Problem.malformed("The multipart body ends before its last boundary.") }
    }

    /// Takes one step; false where more bytes are needed for it.
    private mutating func advance(_ handle: (MultipartEvent) throws -> Void) throws -> Bool {
        switch state {
        case .preamble, .body: return try skipToDelimiter(handle)
        case .delimiter: return try endOfDelimiter()
        case .head: return try head(handle)
        case .bodyStart: return startOfBody()
        case .epilogue:
            position = pending.count
            return false
        }
    }

    private mutating func skipToDelimiter(_ handle: (MultipartEvent) throws -> Void) throws -> Bool {
        let isBody = state == .body
        let found = ByteSearch.first(delimiter, in: pending, from: position)
        // Without a whole delimiter, what could be the start of one stays.
        let end = found ?? ByteSearch.partialMatch(delimiter, atEndOf: pending, from: position)
        if isBody, end > position { try handle(.bytes(pending[position..<end])) }
        position = end
        guard found != nil else { return false }
        if isBody { try handle(.end) }
        position += delimiter.count
        state = .delimiter
        return true
    }

    /// Behind a boundary stand `--` for the last one, or spaces and a line end.
    private mutating func endOfDelimiter() throws -> Bool {
        let rest = pending[position...]
        guard rest.count >= 2 else { return false }
        if rest.starts(with: Array("--".utf8)) {
            state = .epilogue
            return true
        }
        let padding = rest.prefix { $0 == 32 || $0 == 9 }
        guard padding.count <= headLimit else { throw Problem.malformed("A multipart boundary is followed by too much space.") }
        let lineEnd = rest.dropFirst(padding.count).prefix(2)
        guard lineEnd.count == 2 else { return false }
        guard lineEnd.elementsEqual(Self.lineEnd) else { throw Problem.malformed("A multipart boundary is not followed by CR LF.") }
        // The line end stays: it may be the first half of the empty line that ends an empty head.
        position += padding.count
        state = .head
        return true
    }

    private mutating func head(_ handle: (MultipartEvent) throws -> Void) throws -> Bool {
        let blank = Self.lineEnd + Self.lineEnd
        guard let end = ByteSearch.first(blank, in: pending, from: position) else {
            guard pending.count - position <= headLimit + blank.count else { throw tooLong }
            return false
        }
        guard end - position <= headLimit else { throw tooLong }
        let head = pending[position..<end]
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n").map(String.init)
        guard !lines.contains(where: { $0.contains("\n") || $0.contains("\r") }) else {
            throw Problem.malformed("The head of a multipart part has a line that does not end with CR LF.")
        }
        try handle(.begin(lines))
        position = end + Self.lineEnd.count
        state = .bodyStart
        return true
    }

    /// A boundary may follow the head at once: then the empty line's end belongs to it, and the part has no body.
    private mutating func startOfBody() -> Bool {
        let rest = pending[position...].prefix(delimiter.count)
        if rest.count < delimiter.count, delimiter.starts(with: rest) { return false }
        if !rest.elementsEqual(delimiter) { position += Self.lineEnd.count }
        state = .body
        return true
    }

    private var tooLong: Problem {
        Problem.malformed("The head of a multipart part is longer than \(headLimit) bytes.")
    }
}
