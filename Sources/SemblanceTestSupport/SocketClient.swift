import Foundation
import Glibc
import SemblanceCore

/// A plain TCP client: it sends what it is told, as slowly as it is told, and reads what comes. It never blocks a thread.
///
/// What it waits for, it waits for long: a machine that is busy with other tests is no failure of a server, and nothing is lost by patience
/// where all goes well.
public final class SocketClient: Sendable {
    /// For how many seconds it waits.
    public static let patience = 120.0
    private static let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
    private let descriptor: Int32

    /// Connects to a port of this machine.
    public init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard result == 0 else {
            Glibc.close(descriptor)
            throw SemblanceError(.unavailable, "nobody listens on port \(port)")
        }
    }

    deinit { Glibc.close(descriptor) }

    /// Sends all bytes; false where the other side has closed.
    @discardableResult public func send(_ bytes: [UInt8], within seconds: Double = SocketClient.patience) async throws -> Bool {
        var rest = bytes[...]
        let deadline = ContinuousClock.now + .seconds(seconds)
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Self.flags) }
            if sent > 0 {
                rest = rest.dropFirst(sent)
            } else if errno == EAGAIN, .now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            } else {
                return false
            }
        }
        return true
    }

    /// Sends a text as its bytes.
    @discardableResult public func send(_ text: String) async throws -> Bool {
        try await send(Array(text.utf8))
    }

    /// Says that nothing more comes, and goes on listening.
    public func halfClose() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Goes away without waiting: the other side is told with a reset.
    public func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        shutdown(descriptor, Int32(SHUT_RD))
        var unspecified = sockaddr(sa_family: sa_family_t(AF_UNSPEC), sa_data: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
        _ = connect(descriptor, &unspecified, socklen_t(MemoryLayout<sockaddr>.size))
    }

    /// How many bytes could be read at once, none where none are there.
    public func take(upTo limit: Int) -> Int {
        var buffer = [UInt8](repeating: 0, count: limit)
        return max(recv(descriptor, &buffer, buffer.count, Self.flags), 0)
    }

    /// Everything that comes until the other side closes, and whether it did within the time.
    public func readToEnd(within seconds: Double = SocketClient.patience) async throws -> (text: String, isClosed: Bool) {
        try await read(within: seconds) { _ in false }
    }

    /// One reply with a `Content-Length`, or what came before the other side closed.
    public func readReply(within seconds: Double = SocketClient.patience) async throws -> String {
        try await read(within: seconds) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { return false }
            let length = text[..<end.lowerBound].components(separatedBy: "\r\n")
                .first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) }
            return text[end.upperBound...].utf8.count >= length ?? 0
        }.text
    }

    private func read(within seconds: Double, until isDone: ([UInt8]) -> Bool) async throws -> (text: String, isClosed: Bool) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let deadline = ContinuousClock.now + .seconds(seconds)
        while !isDone(bytes) {
            let count = recv(descriptor, &buffer, buffer.count, Self.flags)
            if count > 0 {
                bytes += buffer[..<count]
            } else if count < 0, errno == EAGAIN, .now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            } else {
                return (String(decoding: bytes, as: UTF8.self), count == 0 || errno == ECONNRESET)
            }
        }
        return (String(decoding: bytes, as: UTF8.self), false)
    }
}
