import Metrics
import SemblanceCore
import SemblanceService
import SemblanceStorage

/// What is measured of indexes.
extension ServerMetrics {
    /// Counts a search that was repeated to measure recall.
    public func recallSample(in collection: String) {
        Counter(label: "semblance_recall_samples_total", dimensions: [("collection", collection)], factory: registry).increment()
    }

    /// The recall of the collections that are searched, and whether they are searched through and through because of it.
    ///
    /// - Parameter read: the collections of this moment
    public func showIndexes(_ read: @escaping @Sendable () -> [ServingCollection]) {
        let recall: @Sendable (@escaping (RecallFigures) -> Double) -> [(labels: [(String, String)], value: Double)] = { figure in
            read().compactMap { serving in
                serving.status.version?.recallFigures.map { ([("collection", serving.collection.name)], figure($0)) }
            }
        }
        registry.computedGauge("semblance_recall_at_k", help: "Share of the true neighbours among hits, over the last searches repeated.") {
            recall(\.value)
        }
        registry.computedGauge("semblance_recall_at_k_worst", help: "The share of the worst of those searches.") { recall(\.worst) }
        registry.computedGauge(
            "semblance_index_fallback", help: "1 while searches are exhaustive because the recall of the index is below its floor."
        ) {
            read().compactMap { serving in
                serving.status.version.map { ([("collection", serving.collection.name)], $0.isFallenBack ? 1 : 0) }
            }
        }
        registry.computedGauge("semblance_index_info", help: "The kind of index that serves a collection; always 1.") {
            read().compactMap { serving in
                serving.status.version.map { ([("collection", serving.collection.name), ("kind", $0.indexKind.rawValue)], 1) }
            }
        }
    }
}
