import Foundation
import Glibc
import SemblanceCore
import Synchronization

/// Stands between clients and a PostgreSQL server, on Unix sockets, so that a test can take the network away.
final class CuttableProxy: Sendable {
    private struct State {
        /// Pairs of sockets: a client's and the server's.
        var links: [(client: Int32, server: Int32)] = []
        var isFrozen = false
        var isClosed = false
    }

    /// What clients connect with.
    let url: String
    private let folder: String
    private let target: String
    private let listener: Int32
    private let state = Mutex(State())

    /// Listens in a folder of its own, and forwards to the server of a connection string.
    init(_ url: String) throws {
        guard let range = url.range(of: "?host="), let host = String(url[range.upperBound...]).removingPercentEncoding else {
            throw SemblanceError(.invalidArgument, "the connection string names no folder of a socket")
        }
        target = host + "/.s.PGSQL.5432"
        // The path of a socket must be short.
        folder = "/tmp/semblance-proxy-\(String(UInt32.random(in: .min ... .max), radix: 16))"
        self.url = url[..<range.upperBound] + (folder.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard Self.with(folder + "/.s.PGSQL.5432", { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
            throw SemblanceError(.unavailable, "the proxy cannot listen in \(folder)")
        }
        Thread.detachNewThread { while self.forward() {} }
    }

    /// Nothing gets through any more, in either direction, and nobody is told; connections stay open, and new ones get no answer.
    func freeze() { state.withLock { $0.isFrozen = true } }

    /// Everything that waits goes through again.
    func thaw() { state.withLock { $0.isFrozen = false } }

    /// Breaks every connection; new ones are let in.
    func cut() { state.withLock { Self.cut(&$0) } }

    /// Ends the proxy and removes its folder.
    func close() {
        state.withLock { state in
            Self.cut(&state)
            state.isClosed = true
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    // MARK: Inside

    /// Forwards what is there, and takes in who comes; under the lock, so that a freeze is a moment.
    ///
    /// - Returns: whether there is more to come
    private func forward() -> Bool {
        let (isClosed, isFrozen, links) = state.withLock { ($0.isClosed, $0.isFrozen, $0.links) }
        if isClosed {
            _ = Glibc.close(listener)
            return false
        }
        if isFrozen {
            usleep(2000)
            return true
        }
        var polled = ([listener] + links.flatMap { [$0.client, $0.server] }).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&polled, nfds_t(polled.count), 5) > 0 else { return true }
        state.withLock { state in
            // A cut or a freeze may have come meanwhile.
            guard !state.isFrozen, !state.isClosed else { return }
            if polled[0].revents != 0 { accept(&state) }
            let ready = Set(polled.dropFirst().filter { $0.revents != 0 }.map(\.fd))
            state.links.removeAll { link in
                let isOpen =
                    (!ready.contains(link.client) || Self.pass(from: link.client, to: link.server))
                    && (!ready.contains(link.server) || Self.pass(from: link.server, to: link.client))
                if !isOpen { Self.close(link) }
                return !isOpen
            }
        }
        return true
    }

    private func accept(_ state: inout State) {
        let client = Glibc.accept(listener, nil, nil)
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard client >= 0, server >= 0, Self.with(target, { connect(server, $0, $1) }) == 0 else {
            Self.close((client, server))
            return
        }
        state.links.append((client, server))
    }

    /// - Returns: false at the end of a connection
    private static func pass(from source: Int32, to target: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(source, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        // Nothing there: the number of a socket that was cut was given to another one.
        if count < 0, errno == EAGAIN { return true }
        var sent = 0
        while sent < count {
            let written = buffer[sent..<count].withUnsafeBytes { send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard written > 0 else { return false }
            sent += written
        }
        return count > 0
    }

    private static func cut(_ state: inout State) {
        for link in state.links { close(link) }
        state.links = []
    }

    private static func close(_ link: (client: Int32, server: Int32)) {
        for descriptor in [link.client, link.server] where descriptor >= 0 { _ = Glibc.close(descriptor) }
    }

    private static func with(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
