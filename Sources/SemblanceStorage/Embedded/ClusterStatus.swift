import Foundation

/// What can be said of an embedded cluster.
public struct ClusterStatus: Sendable, Equatable, Codable {
    /// The `SEMBLANCE_HOME` it belongs to.
    public let home: String
    /// Whether it answers now.
    public let isRunning: Bool
    /// Whether it has ever been started.
    public let isInitialized: Bool
    /// The server's process.
    public let pid: Int32?
    /// When the server was started.
    public let startedAt: Date?
    /// The account that the server runs under.
    public let account: String?
    /// Where the data lies.
    public let dataFolder: String
    /// Where the server's own log lies.
    public let logFile: String
    /// Where the socket of the running server lies.
    public let socketFolder: String?
    /// What a client connects with while it runs.
    public let connectionString: String?
    /// The bytes that the data takes on the disk.
    public let byteSize: Int64
}
