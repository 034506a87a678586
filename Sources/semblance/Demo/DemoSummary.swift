import SemblanceCore
import SemblanceService

/// The figures of a tour.
struct DemoSummary: Encodable {
    let corpus: String
    /// Where the photos are: the name that other commands take with `--collection`.
    let collection: String
    let model: ModelReference
    /// Whether the model came with the program.
    let isShipped: Bool
    /// Absent where no model was trained, or an earlier tour did it.
    let training: Training?
    let index: IndexReport
    let searches: [SearchReply]
    /// What is to be said where the photos look unlike what the model knows.
    let unlike: String?
    /// Where the pictures lie, by what they show.
    let pictures: [String: String]
    /// Where the page shows this corpus once `semblance serve` runs; absent where the tour itself goes on to serve.
    let page: String?
    let seconds: Double

    struct Training: Encodable {
        let steps: Int
        let seconds: Double
        let imagesPerSecond: Double
        let losses: [String: Float]
        let runFolder: String

        init(_ reply: TrainReply) {
            (steps, seconds, imagesPerSecond) = (reply.steps, reply.seconds, reply.imagesPerSecond)
            (losses, runFolder) = (reply.losses, reply.runFolder)
        }
    }

    /// For people, as Markdown.
    var text: String {
        var lines = ["# Semblance, the tour", "", "- corpus: `\(corpus.printable)`", "- model: \(model.name)@\(model.version)"]
        if let training {
            let losses = training.losses.sorted { $0.key < $1.key }.map { "\($0.key) \(humanNumber(Double($0.value)))" }
            lines.append(
                "- training: \(training.steps) steps in \(humanDuration(seconds: training.seconds)), "
                    + "\(humanNumber(training.imagesPerSecond)) images/s; at the end \(losses.joined(separator: ", "))")
            lines.append("- run folder, with a grid every so often: `\(training.runFolder)`")
        } else if isShipped {
            lines.append("- training: none, the model came with the program (`--minutes 30` trains one of your own photos)")
        } else {
            lines.append("- training: an earlier tour did it (`--retrain` does it again)")
        }
        lines.append(
            "- index: \(index.total) files, \(index.encoded) encoded, \(index.duplicates) duplicates, \(index.failed) failed; "
                + "\(humanNumber(index.imagesPerSecond)) images/s")
        for search in searches {
            let nearest = search.hits.first.map { humanNumber(Double($0.distance)) } ?? "–"
            let familiarity = search.query.familiarity.map { humanNumber(Double($0)) } ?? "–"
            lines.append(
                "- search by \(search.metric.rawValue): \(search.hits.count) hits, the nearest at \(nearest); familiarity \(familiarity); "
                    + "\(humanNumber(search.timingMs.total)) ms")
        }
        for (name, file) in pictures.sorted(by: { $0.key < $1.key }) { lines.append("- \(name): `\(file.printable)`") }
        if let page { lines.append("- look around: `semblance serve`, then <\(page)>") }
        lines.append("- altogether: \(humanDuration(seconds: seconds))")
        if let unlike { lines += ["", unlike] }
        return lines.joined(separator: "\n") + "\n"
    }
}
