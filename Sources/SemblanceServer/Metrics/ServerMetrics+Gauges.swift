/// The figures that are asked for when somebody looks.
extension ServerMetrics {
    /// One job that is not done yet.
    public struct JobProgress: Sendable {
        /// The job's id.
        public let id: Int64
        /// What kind of work it is.
        public let kind: String
        /// How much of it is done, in [0, 1].
        public let ratio: Double

        /// - Parameters:
        ///   - id: the job's id
        ///   - kind: what kind of work it is
        ///   - ratio: how much of it is done, in [0, 1]
        public init(id: Int64, kind: String, ratio: Double) {
            self.id = id
            self.kind = kind
            self.ratio = ratio
        }
    }

    /// How many uploads wait for a forward pass.
    public func showQueueDepth(_ read: @escaping @Sendable () -> Int) {
        registry.computedGauge("semblance_encode_queue_depth", help: "Uploads that wait for a forward pass.") {
            [([], Double(read()))]
        }
    }

    /// How many latents are in memory, by collection.
    public func showLatentsLoaded(_ read: @escaping @Sendable () -> [(collection: String, count: Int)]) {
        registry.computedGauge("semblance_latents_loaded", help: "Latents in memory.") {
            read().map { ([("collection", $0.collection)], Double($0.count)) }
        }
    }

    /// Which model version serves each collection, as `name@version`.
    public func showModelVersions(_ read: @escaping @Sendable () -> [(collection: String, model: String)]) {
        registry.computedGauge("semblance_model_version", help: "The model version that serves a collection; always 1.") {
            read().map { ([("collection", $0.collection), ("model", $0.model)], 1) }
        }
    }

    /// How far the jobs are that are under way.
    public func showJobs(_ read: @escaping @Sendable () -> [JobProgress]) {
        registry.computedGauge("semblance_job_progress_ratio", help: "How much of a job is done.") {
            read().map { ([("job", String($0.id)), ("kind", $0.kind)], $0.ratio) }
        }
    }
}
