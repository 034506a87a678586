import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import SemblanceCore

/// Where a server answers HTTP without encryption.
struct ServerAddress: Sendable, Equatable, CustomStringConvertible {
    let host: String
    let port: Int

    init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `http://host:port`; without a port, 80.
    ///
    /// - Throws: `invalidArgument` for anything else.
    init(url: String) throws {
        guard let parts = URLComponents(string: url), parts.scheme == "http", let host = parts.host, !host.isEmpty,
            ["", "/"].contains(parts.path), parts.query == nil, (1...65_535).contains(parts.port ?? 80)
        else {
            throw SemblanceError(
                .invalidArgument, "'\(url)' is not the address of a server", advice: "give one such as http://127.0.0.1:8080")
        }
        // An IPv6 address stands in brackets in a URL, and without them elsewhere.
        self.init(host: host.trimmingCharacters(in: ["[", "]"]), port: parts.port ?? 80)
    }

    /// `http://host:port`
    var description: String { "http://\(authority)" }

    /// `host:port`, as the header `Host` wants it.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// A port of this machine's loopback that nobody listens on at this moment.
    ///
    /// - Throws: `unavailable` where there is none.
    static func free(on loop: any EventLoop) async throws -> ServerAddress {
        do {
            let channel = try await ServerBootstrap(group: loop).bind(host: "127.0.0.1", port: 0).get()
            let port = channel.localAddress?.port
            try await channel.close()
            if let port { return ServerAddress(host: "127.0.0.1", port: port) }
        } catch {
            throw SemblanceError(.unavailable, "no free port can be had on 127.0.0.1", detail: "\(error)")
        }
        throw SemblanceError(.unavailable, "no free port can be had on 127.0.0.1")
    }

    /// Opens a connection that speaks HTTP/1 and hands it to a handler.
    ///
    /// - Parameter handler: called on `loop`
    func connect(on loop: any EventLoop, _ handler: @escaping @Sendable () -> any ChannelHandler) -> EventLoopFuture<any Channel> {
        ClientBootstrap(group: loop)
            .connectTimeout(.seconds(5))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(handler())
                }
            }
            .connect(host: host, port: port)
    }
}
