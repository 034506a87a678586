import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Keeps what a body writes.
final class CollectingWriter: ResponseBodyWriter {
    private let buffer = Mutex<[UInt8]>([])

    /// The bytes written so far.
    var bytes: [UInt8] { buffer.withLock { $0 } }

    func write(_ buffer: ByteBuffer) async throws {
        self.buffer.withLock { $0.append(contentsOf: buffer.readableBytesView) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
