import SemblanceService

/// Every limit of the server, with its default.
public struct ServerOptions: Sendable, Equatable {
    /// The address or name to listen on.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 takes a free one.
    public var port = 8080

    /// How much of a request's body is read, and for how long.
    public var body = BodyLimits()
    /// The most bytes of a request's head, all fields together, and of a single field.
    public var headerBytes = 32 << 10
    /// The most fields of a request's head.
    public var headerCount = 100
    /// Seconds without a whole request's head, or without a piece of a body, until a connection is closed.
    public var idleSeconds = 30.0
    /// Seconds that the work of a client goes on that closed its side of the connection: it may be gone, or only done with sending.
    public var hangUpSeconds = 0.25
    /// The most connections at once; further ones wait in the kernel's queue.
    public var connections = 1024
    /// The most uploads held in memory at once.
    public var uploads = 128

    /// Milliseconds that an upload waits for others to share its forward pass.
    public var batchWindowMilliseconds = 2.0
    /// The most images of one forward pass.
    public var batchSize = 32
    /// The most uploads that wait for a forward pass.
    public var queueLength = 256

    /// Requests a second of one key, or one address where there are no keys; 0 sets no limit.
    public var rate = 0.0
    /// How many requests a key may make at once.
    public var burst = 50
    /// Seconds that requests under way have to end when the server is told to stop.
    public var drainSeconds = 30.0
    /// The origins whose pages may call the API from a browser.
    public var corsOrigins: [String] = []
    /// Whether `/metrics` wants a key of scope read.
    public var metricsNeedKey = false

    /// The defaults.
    public init() {}

    /// How much the queues of an engine take.
    public var queues: QueueLimits {
        QueueLimits(maximumBatch: batchSize, maximumWaiting: queueLength, window: .microseconds(Int64(batchWindowMilliseconds * 1000)))
    }
}
