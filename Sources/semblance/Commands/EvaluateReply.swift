import SemblanceCore
import SemblanceEvaluation
import SemblanceService

/// What `evaluate` answers: the report's figures, and what they were taken on.
struct EvaluateReply: Encodable {
    /// The version; null for a file.
    let model: ModelReference?
    /// The model's file; null for a version.
    let file: String?
    let corpus: String?
    let labelsFile: String?
    /// The share that was held out; null where photos were taken from the whole corpus.
    let heldOut: Double?
    let seconds: Double
    let report: QualityReport

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(model, forKey: .model)
        try container.encode(file, forKey: .file)
        try container.encode(corpus, forKey: .corpus)
        try container.encode(labelsFile, forKey: .labelsFile)
        try container.encode(heldOut, forKey: .heldOut)
        try container.encode(seconds, forKey: .seconds)
    }

    private enum CodingKeys: String, CodingKey { case model, file, corpus, labelsFile, heldOut, seconds }

    /// For people: the figures, and below them the labels, best lift first.
    func text(name: String) -> String {
        var table = TextTable([.text("figure"), .number("value"), .text("")])
        for line in lines { table.add([line.figure, line.value.map(humanNumber) ?? "–", line.remark]) }
        return "\(name.printable)\n" + table.render() + labelTable
    }

    private struct Line {
        let figure: String
        let value: Double?
        var remark = ""
    }

    private var lines: [Line] {
        let photos = "\(report.images) photos" + (report.failed > 0 ? ", \(report.failed) could not be decoded" : "")
        var lines = [Line(figure: "correlation", value: report.correlation, remark: "ρ(z, E(G(z))) of \(report.samples) z")]
        if let quality = report.reconstruction {
            lines += [
                Line(figure: "reconstruction L1", value: quality.l1, remark: "\(quality.images) photos, of 0 … 1"),
                Line(figure: "reconstruction PSNR", value: quality.psnr, remark: "dB"),
                Line(figure: "reconstruction MS-SSIM", value: quality.msSsim, remark: "\(quality.msSsimScales) of 5 scales"),
            ]
        }
        if let found = report.selfRetrieval {
            lines += [
                Line(figure: "finds its original: JPEG 50", value: found.jpeg50, remark: "\(found.queries) changed copies among \(photos)"),
                Line(figure: "… cropped by 5 %", value: found.crop5),
                Line(figure: "… shifted by 3 %", value: found.shift),
                Line(figure: "… brighter by 20 %", value: found.brightness),
                Line(figure: "… mirrored", value: found.mirror),
            ]
        }
        if let lift = report.labelLift {
            lines.append(Line(figure: "label lift", value: lift, remark: "mean over labels, \(report.neighbours) nearest"))
        }
        if let identity = report.identity {
            let others = identity.leftOut > 0 ? ", \(identity.leftOut) without another photo left out" : ""
            lines += [
                Line(figure: "identity recall@1", value: identity.recallAt1, remark: "\(identity.queries) photos\(others)"),
                Line(figure: "identity mAP", value: identity.map),
            ]
        }
        lines.append(Line(figure: "mean cosine of samples", value: report.collapse.samples, remark: "near 1: collapsed"))
        lines.append(Line(figure: "mean cosine of the corpus", value: report.collapse.corpus))
        if let spread = report.collapse.dimensions {
            lines += [
                Line(figure: "least deviation of a dimension", value: spread.deviationMin, remark: "\(spread.dead) dead dimensions"),
                Line(figure: "greatest deviation of a dimension", value: spread.deviationMax),
            ]
        }
        return lines
    }

    private var labelTable: String {
        let labels = (report.labels ?? [:]).compactMap { name, label in label.map { (name: name, label: $0) } }
            .sorted { ($1.label.lift, $0.name) < ($0.label.lift, $1.name) }
        guard !labels.isEmpty else { return "" }
        var table = TextTable([.text("label"), .number("agreement"), .number("base"), .number("lift")])
        for (name, label) in labels {
            table.add([name, humanNumber(label.agreement), humanNumber(label.base), humanNumber(label.lift)])
        }
        return "\n" + table.render()
    }
}
