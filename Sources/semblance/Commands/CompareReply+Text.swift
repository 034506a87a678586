import SemblanceEvaluation
import SemblanceService

extension CompareReply {
    /// For people: the figures side by side, how many neighbours are the same, where they changed most, and the verdict last.
    var text: String {
        ([sideBySide, overlaps, changedImages].compactMap(\.self) + [report.verdict.text.printable + "\n"]).joined(separator: "\n")
    }

    private var names: (first: String, second: String) {
        ("\(first.name)@\(first.version)", "\(second.name)@\(second.version)")
    }

    private var sideBySide: String {
        var table = TextTable([.text(""), .number(names.first), .number(names.second), .number("difference"), .text("")])
        table.add(["objective", first.objective, second.objective])
        table.add(["latent dimension", "\(first.latentDimension)", "\(second.latentDimension)"])
        table.add(["images", "\(first.latents)", "\(second.latents)", "", "\(report.images.common) in common"])
        for (group, members) in figures.groups.sorted(by: { $0.key < $1.key }) {
            for (name, figure) in members.sorted(by: { $0.key < $1.key }) {
                table.add(["\(group) \(name)"] + [figure.first, figure.second, figure.difference].map(humanNumber))
            }
        }
        for line in lines {
            let difference = line.first.flatMap { first in line.second.map { $0 - first } }
            table.add([line.figure] + [line.first, line.second, difference].map { $0.map(humanNumber) ?? "–" } + [line.remark])
        }
        if let first = report.latents?.first.dimensions, let second = report.latents?.second.dimensions {
            table.add(["dead dimensions", "\(first.dead)", "\(second.dead)", "\(second.dead - first.dead)"])
        }
        return table.render()
    }

    private struct Line {
        let figure: String
        let first: Double?
        let second: Double?
        var remark = ""
    }

    private var lines: [Line] {
        var lines: [Line] = []
        if let comparison = report.reconstruction {
            let (a, b) = (comparison.quality.first, comparison.quality.second)
            let unreadable = comparison.unreadable > 0 ? ", \(comparison.unreadable) could not be read" : ""
            lines += [
                Line(
                    figure: "reconstruction L1", first: a?.l1, second: b?.l1, remark: "\(a?.images ?? b?.images ?? 0) photos\(unreadable)"),
                Line(figure: "reconstruction PSNR", first: a?.psnr, second: b?.psnr, remark: "dB"),
            ]
        }
        if let samples = report.samples {
            let (a, b) = (samples.first, samples.second)
            lines += [
                Line(figure: "correlation", first: a.correlation, second: b.correlation, remark: "ρ(z, E(G(z))) of \(a.count) z"),
                Line(figure: "mean cosine of samples", first: a.meanCosine, second: b.meanCosine, remark: "near 1: collapsed"),
            ]
        }
        guard let latents = report.latents else { return lines }
        let (a, b) = (latents.first.dimensions, latents.second.dimensions)
        return lines + [
            Line(figure: "mean cosine of latents", first: latents.first.meanCosine, second: latents.second.meanCosine),
            Line(figure: "least mean of a dimension", first: a?.meanMin, second: b?.meanMin),
            Line(figure: "greatest mean of a dimension", first: a?.meanMax, second: b?.meanMax),
            Line(figure: "least deviation of a dimension", first: a?.deviationMin, second: b?.deviationMin),
            Line(figure: "greatest deviation of a dimension", first: a?.deviationMax, second: b?.deviationMax),
        ]
    }

    /// How many images keep how many of their neighbours, as bars.
    private var overlaps: String? {
        guard let neighbours = report.neighbours else { return nil }
        let overlap = neighbours.overlap
        let most = max(overlap.histogram.max() ?? 0, 1)
        var table = TextTable([.number("kept of \(overlap.k)"), .number("images"), .text("")])
        for (count, images) in overlap.histogram.enumerated().reversed() {
            let bar = String(repeating: "█", count: (images * Self.barWidth + most - 1) / most)
            table.add(["\(count)", "\(images)", bar])
        }
        return table.render()
            + """
            overlap@\(overlap.k) \(humanNumber(overlap.mean)) on average over \(neighbours.queries) images; \
            rank correlation \(neighbours.correlation.map(humanNumber) ?? "–"); \
            median rank in the other version \(humanNumber(neighbours.medianRank))

            """
    }

    private var changedImages: String? {
        guard !report.changed.isEmpty else { return nil }
        var table = TextTable([.number("changed most"), .number("kept"), .number("correlation"), .text("source")])
        for image in report.changed {
            table.add(["\(image.id)", "\(image.overlap)", image.correlation.map(humanNumber) ?? "–", image.source ?? ""])
        }
        return table.render()
    }

    private static var barWidth: Int { 40 }
}
