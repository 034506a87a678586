import SemblanceCore
import SemblanceService

/// The figures of a tour.
struct DemoSummary: Encodable {
    let corpus: String
    let model: ModelReference
    /// Absent where an earlier tour trained the model.
    let training: Training?
    let index: IndexReport
    let searches: [SearchReply]
    /// Where the pictures lie, by what they show.
    let pictures: [String: String]
    let seconds: Double

    struct Training: Encodable {
        let steps: Int
        let seconds: Double
        let imagesPerSecond: Double
        let losses: [String: Float]
        let runFolder: String
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
        lines.append("- altogether: \(humanDuration(seconds: seconds))")
        return lines.joined(separator: "\n") + "\n"
    }
}
