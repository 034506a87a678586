import SemblanceServer

extension ServerOptions {
    /// The limits that are configured.
    init(_ configuration: Configuration) {
        self.init()
        host = configuration[\.serverHost]
        port = configuration[\.serverPort]
        body = BodyLimits(
            bytes: configuration[\.maximumBytes], seconds: configuration[\.serverBodySeconds], parts: configuration[\.serverParts])
        headerBytes = configuration[\.serverHeaderBytes]
        idleSeconds = configuration[\.serverIdleSeconds]
        connections = configuration[\.serverConnections]
        uploads = configuration[\.serverUploads]
        batchWindowMilliseconds = configuration[\.serverWindow]
        batchSize = configuration[\.serverBatch]
        queueLength = configuration[\.serverQueue]
        rate = configuration[\.serverRate]
        burst = configuration[\.serverBurst]
        drainSeconds = configuration[\.serverDrainSeconds]
        corsOrigins = (configuration[\.serverOrigins] ?? "").split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        metricsNeedKey = configuration[\.serverMetricsKey]
    }
}
