import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Counts the bytes of a body while another writer writes them.
final class CountingWriter: ResponseBodyWriter {
    private let base: any ResponseBodyWriter
    private let count = Atomic(0)

    init(_ base: any ResponseBodyWriter) {
        self.base = base
    }

    /// The bytes written so far.
    var bytes: Int { count.load(ordering: .relaxed) }

    func write(_ buffer: ByteBuffer) async throws {
        var writer = base
        try await writer.write(buffer)
        count.add(buffer.readableBytes, ordering: .relaxed)
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await base.finish(trailingHeaders)
    }
}
