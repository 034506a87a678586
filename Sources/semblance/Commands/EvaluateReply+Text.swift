import SemblanceEvaluation

extension EvaluateReply {
    /// For people: the figures, the baselines' beside them, and below them the labels, best lift first.
    func text(name: String) -> String {
        let columns = report.columns
        let shown = columns.count > 1 ? columns.map { TextTable.Column.number($0.name) } : [.number("value")]
        var table = TextTable([.text("figure")] + shown + [.text("")])
        for line in lines {
            let values = columns.enumerated().map { line.value($0.element.figures).map(humanNumber) ?? ($0.offset == 0 ? "–" : "") }
            table.add([line.figure] + values + [line.remark])
        }
        return "\(name.printable)\n" + table.render() + distances + labelTable + groupTable + fitting
    }

    private struct Line {
        let figure: String
        let remark: String
        let value: (QualityFigures) -> Double?

        init(_ figure: String, _ remark: String = "", _ value: @escaping (QualityFigures) -> Double?) {
            (self.figure, self.remark, self.value) = (figure, remark, value)
        }
    }

    private var lines: [Line] {
        let photos = "\(report.images) photos" + (report.failed > 0 ? ", \(report.failed) could not be decoded" : "")
        var lines = [Line("correlation", "ρ(z, E(G(z))) of \(report.samples) z", \.correlation)]
        if let quality = report.reconstruction {
            lines += [
                Line("reconstruction L1", "\(quality.images) photos, of 0 … 1", \.reconstruction?.l1),
                Line("reconstruction PSNR", "dB", \.reconstruction?.psnr),
                Line("reconstruction MS-SSIM", "\(quality.msSsimScales) of 5 scales") { $0.reconstruction?.msSsim },
            ]
        }
        if let found = report.selfRetrieval {
            lines += [
                Line("finds its original: JPEG 50", "\(found.queries) changed copies among \(photos)", \.selfRetrieval?.jpeg50),
                Line("… cropped by 5 %", "", \.selfRetrieval?.crop5), Line("… shifted by 3 %", "", \.selfRetrieval?.shift),
                Line("… brighter by 20 %", "", \.selfRetrieval?.brightness), Line("… mirrored", "", \.selfRetrieval?.mirror),
            ]
        }
        if report.labelLift != nil {
            lines.append(Line("label lift", "mean over labels, \(report.neighbours) nearest", \.labelLift))
        }
        if let identity = report.identity {
            let others = identity.leftOut > 0 ? ", \(identity.leftOut) without another photo left out" : ""
            lines += [
                Line("identity recall@1", "\(identity.queries) photos\(others)", \.identity?.recallAt1),
                Line("identity mAP", "", \.identity?.map),
            ]
        }
        lines += [
            Line("mean cosine of samples", "near 1: collapsed", \.collapse.samples),
            Line("mean cosine of the corpus", "", \.collapse.corpus),
        ]
        if let spread = report.collapse.dimensions {
            lines += [
                Line("least deviation of a dimension", "\(spread.dead) dead dimensions", \.collapse.dimensions?.deviationMin),
                Line("greatest deviation of a dimension", "", \.collapse.dimensions?.deviationMax),
            ]
        }
        return lines
    }

    /// How far pictures are from photos.
    private var distances: String {
        guard report.swd != nil || report.fid != nil else { return "" }
        var table = TextTable([.text("distance to photos"), .number("samples"), .number("reconstructions"), .text("")])
        func cell(_ value: Double?) -> String { value.map(humanNumber) ?? "–" }
        if let swd = report.swd {
            table.add([
                "SWD · 1000", cell(swd.samples), cell(swd.reconstructions), "\(swd.images) pictures, \(swd.patches) patches a level",
            ])
            for level in swd.levels { table.add(["… at \(level.resolution) px", cell(level.samples), cell(level.reconstructions)]) }
        }
        if let fid = report.fid {
            table.add([
                "FID", cell(fid.samples), cell(fid.reconstructions), "\(fid.images) pictures, \(fid.dimension) features of \(fid.file)",
            ])
        }
        return "\n" + table.render()
    }

    /// What the baselines rest on.
    private var fitting: String {
        guard let pca = report.baselines?.pca else { return "" }
        let origin =
            pca.fittedOn == "training" ? "photos that are not evaluated" : "the evaluated photos themselves, which flatters them"
        return "\nbaselines: fitted on \(pca.fittedImages) of \(origin); \(pca.components ?? 0) components hold "
            + "\(humanNumber(100 * (pca.explainedVariance ?? 0))) % of the variance\n"
    }

    private var labelTable: String {
        let labels = (report.labels ?? [:]).compactMap { name, label in label.map { (name: name, label: $0) } }
            .sorted { ($1.label.lift, $0.name) < ($0.label.lift, $1.name) }
        guard !labels.isEmpty else { return "" }
        let others = report.columns.dropFirst()
        var table = TextTable(
            [.text("label"), .number("agreement"), .number("base"), .number("lift")] + others.map { .number("lift, \($0.name)") })
        for (name, label) in labels {
            let lifts = others.map { column in (column.figures.labels?[name] ?? nil).map { humanNumber($0.lift) } ?? "–" }
            table.add([name, humanNumber(label.agreement), humanNumber(label.base), humanNumber(label.lift)] + lifts)
        }
        return "\n" + table.render()
    }

    /// Whom the model serves worse than others: recall of the photos with either value of a label, the clearest difference first.
    private var groupTable: String {
        let pairs = (report.identityByLabel ?? [:]).compactMap { label, groups in
            let (first, second) = (groups.keys.max(), groups.keys.min())
            return groups.count == 2 ? (label: label, values: [first, second].compactMap { $0 }, groups: groups) : nil
        }
        let sorted = pairs.sorted { one, other in
            let (first, second) = (Self.clarity(Array(one.groups.values)), Self.clarity(Array(other.groups.values)))
            return (second, one.label) < (first, other.label)
        }
        guard !sorted.isEmpty else { return "" }
        let column = [TextTable.Column.text("with"), .number("recall@1"), .number("queries")]
        var table = TextTable([.text("identity recall@1 by label")] + column + column)
        for (label, values, groups) in sorted {
            let cells = values.flatMap { value in
                groups[value].map { [value, humanNumber($0.recallAt1), "\($0.queries)"] } ?? []
            }
            table.add([label] + cells)
        }
        return "\n" + table.render()
    }

    /// The difference of two groups' recall in standard errors: of a handful of photos a great one means little.
    private static func clarity(_ groups: [IdentityGroup]) -> Double {
        let queries = groups.map { Double($0.queries) }
        let share = zip(groups, queries).reduce(0) { $0 + $1.0.recallAt1 * $1.1 } / queries.reduce(0, +)
        let error = (share * (1 - share) * queries.reduce(0) { $0 + 1 / $1 }).squareRoot()
        return error > 0 ? abs(groups[0].recallAt1 - groups[1].recallAt1) / error : 0
    }
}
