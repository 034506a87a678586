import Logging
import SemblanceCore
import SemblanceService
import SemblanceStorage

extension IndexObserver {
    /// Reports what becomes of the indexes of a collection in a log and in metrics.
    public static func reporting(to logger: Logger, _ metrics: ServerMetrics, collection: String) -> IndexObserver {
        IndexObserver(
            loaded: { version in
                let index = IndexReply(version)
                var details = details(version.record, collection)
                details["index"] = "\(index.kind.rawValue)"
                details["reason"] = "\(index.reason)"
                details["exact"] = .stringConvertible(index.exact)
                details["latents"] = .stringConvertible(version.count)
                logger.info("index loaded", metadata: details)
            },
            sampled: { _ in metrics.recallSample(in: collection) },
            changed: { record, change in
                var details = details(record, collection)
                let (level, message, figures): (Logger.Level, Logger.Message, RecallFigures) =
                    switch change {
                    case .improved(let figures):
                        (.notice, "recall is below the floor; the index searches more thoroughly from now on", figures)
                    case .fellBack(let figures): (.warning, "recall is below the floor; searches are exhaustive from now on", figures)
                    case .returned(let figures): (.notice, "recall is above the floor again; searches ask the index from now on", figures)
                    }
                details["recall"] = .stringConvertible(figures.value)
                details["samples"] = .stringConvertible(figures.samples)
                logger.log(level: level, message, metadata: details)
            })
    }

    private static func details(_ record: ModelRecord, _ collection: String) -> Logger.Metadata {
        ["collection": "\(collection)", "model": "\(record.model.name)@\(record.model.version)"]
    }
}
