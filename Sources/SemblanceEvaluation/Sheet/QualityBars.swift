import SemblanceImaging

/// The figures that lie between 0 and 1, or thereabouts, of a model and its baselines side by side.
struct QualityBars {
    private let columns: [(name: String, figures: QualityFigures)]

    init(_ report: QualityReport) {
        columns = report.columns
    }

    func plot(width: Int) -> BarPlot {
        let figures: [(name: String, value: (QualityFigures) -> Double?)] = [
            ("correlation", \.correlation), ("L1\n(less is more)", \.reconstruction?.l1), ("MS-SSIM", { $0.reconstruction?.msSsim }),
            ("JPEG 50", \.selfRetrieval?.jpeg50), ("cropped", \.selfRetrieval?.crop5), ("shifted", \.selfRetrieval?.shift),
            ("brighter", \.selfRetrieval?.brightness), ("mirrored", \.selfRetrieval?.mirror), ("label\nlift", \.labelLift),
            ("identity\nrecall@1", \.identity?.recallAt1), ("identity\nmAP", \.identity?.map),
            ("collapse:\ncorpus", \.collapse.corpus), ("collapse:\nsamples", \.collapse.samples),
        ]
        let groups = figures.map { figure in BarPlot.Group(figure.name, columns.map { figure.value($0.figures) }) }
        return BarPlot(
            series: columns.map(\.name), groups: groups.filter { $0.values.contains { $0 != nil } }, size: (width, 340))
    }
}

extension QualityReport {
    /// The model and its baselines, with the names that tables and pictures give them.
    public var columns: [(name: String, figures: QualityFigures)] {
        let others = [("PCA", baselines?.pca), ("whitened PCA", baselines?.pcaWhitened), ("untrained", baselines?.untrained)]
        return [("model", figures)] + others.compactMap { name, report in report.map { (name, $0.figures) } }
    }
}
