import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The whole body, which may be empty.
    ///
    /// - Throws: 413 as soon as it is known to be too large, 408 when it takes too long
    func bytes(_ context: ServerContext, limits: BodyLimits) async throws -> [UInt8] {
        let announced = try announcedLength(limits)
        return try await readBody(context, limits: limits) { chunks in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(announced ?? 0)
            for try await chunk in chunks { bytes.append(contentsOf: chunk.readableBytesView) }
            guard announced.map({ $0 == bytes.count }) ?? true else {
                throw Problem.malformed("The body ends before its length is reached.", closesConnection: true)
            }
            return bytes
        }
    }

    /// The parts of a `multipart/form-data` body, in the order in which they came.
    ///
    /// - Throws: 413 and 408 like `bytes`, 400 for a body that is none, or one of too many parts
    func multipart(_ context: ServerContext, limits: BodyLimits) async throws -> [MultipartPart] {
        guard
            let boundary = MediaType(headers[.contentType]).flatMap({
                $0.essence == "multipart/form-data" ? $0.parameters["boundary"] : nil
            })
        else { throw Problem.malformed("A multipart body wants Content-Type: multipart/form-data; boundary=….") }
        _ = try announcedLength(limits)
        let collector = try MultipartCollector(boundary: boundary, limits: limits)
        return try await readBody(context, limits: limits) { [collector] chunks in
            var collector = collector
            for try await chunk in chunks { try collector.append(chunk.readableBytesView) }
            return try collector.finish()
        }
    }

    /// The body as a value in JSON.
    ///
    /// - Throws: 413 and 408 like `bytes`; 415 for a body that says it is something else; a `DecodingError`, which the client is told as
    ///   400 with the place in the document
    func json<Value: Decodable>(_ type: Value.Type, _ context: ServerContext, limits: BodyLimits) async throws -> Value {
        if let media = MediaType(headers[.contentType])?.essence, media != "application/json" {
            throw Problem.unsupported("This route takes application/json.")
        }
        return try Self.decode(type, from: Data(try await bytes(context, limits: limits)), context)
    }

    /// The body as a value in JSON; nil where there is none, whatever it says it is.
    ///
    /// - Throws: as `json`
    func jsonIfAny<Value: Decodable>(_ type: Value.Type, _ context: ServerContext, limits: BodyLimits) async throws -> Value? {
        let data = Data(try await bytes(context, limits: limits))
        guard !data.isEmpty else { return nil }
        if let media = MediaType(headers[.contentType])?.essence, media != "application/json" {
            throw Problem.unsupported("This route takes application/json.")
        }
        return try Self.decode(type, from: data, context)
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, from data: Data, _ context: ServerContext) throws -> Value {
        do {
            return try context.requestDecoder.decode(type, from: data)
        } catch DecodingError.dataCorrupted(let failure) where failure.codingPath.isEmpty && isJSON(data) {
            // Foundation names no place for a number that does not fit its type.
            throw Problem.malformed("A number in the body is not whole, or out of range.")
        }
    }

    private static func isJSON(_ data: Data) -> Bool {
        (try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)) != nil
    }

    /// The length that the head names, if it names one.
    ///
    /// - Throws: 413 where it is over the limit, before a byte is read
    private func announcedLength(_ limits: BodyLimits) throws -> Int? {
        guard let length = headers[.contentLength].flatMap({ Int($0) }) else { return nil }
        guard length <= limits.bytes else { throw Problem.contentTooLarge(limit: limits.bytes) }
        return length
    }

    private func readBody<Value: Sendable>(
        _ context: ServerContext, limits: BodyLimits, _ read: @escaping @Sendable (BoundedBody) async throws -> Value
    ) async throws -> Value {
        context.requestBody()
        let chunks = BoundedBody(base: body, limit: limits.bytes)
        return try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await read(chunks) }
            group.addTask {
                try await Task.sleep(for: .seconds(limits.seconds))
                throw Problem.timeout(seconds: limits.seconds)
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }
}
