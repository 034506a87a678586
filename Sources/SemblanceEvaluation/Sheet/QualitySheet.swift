import Foundation
import SemblanceCore
import SemblanceImaging

/// An evaluation as one picture: figures beside the baselines', samples, reconstructions, neighbours, the latents' distribution, and the
/// learning curves of the run where they are known.
public struct QualitySheet: Sendable {
    /// Above everything: what the model is called.
    public let title: String
    /// What was found.
    public let findings: QualityFindings
    /// The learning curves; nil where they are not known.
    public let curves: RGBImage?

    /// A sheet of printable ASCII; other characters of the title show as boxes.
    public init(title: String, findings: QualityFindings, curves: RGBImage? = nil) {
        (self.title, self.findings, self.curves) = (title, findings, curves)
    }

    /// Draws the sheet, 1,400 pixels wide.
    public func render() throws -> RGBImage {
        let report = findings.report
        var sheet = SectionedSheet(title: title)
        let heading =
            "Figures on \(report.images) photos and \(report.samples) samples" + (report.baselines == nil ? "" : ", beside baselines")
        sheet.append(heading, QualityBars(report).plot(width: sheet.innerWidth).render())
        if let pictures = findings.pictures {
            if !pictures.samples.isEmpty {
                let images = pictures.samples.map { $0.fitted(into: Self.tile) }
                sheet.append("Samples", try ImageGrid(images, columns: Self.columns, gap: Self.gap).render())
            }
            if !pictures.pairs.isEmpty {
                let pairs = pictures.pairs
                let images = (pairs.map(\.photo) + pairs.map(\.reconstruction)).map { $0.fitted(into: Self.tile) }
                sheet.append("Photos, and their reconstructions below", try ImageGrid(images, columns: pairs.count, gap: Self.gap).render())
            }
            if !pictures.neighbours.isEmpty {
                sheet.append("Photos, their nearest, and the distance by cosine", Self.neighbours(pictures.neighbours).render())
            }
            if let histogram = pictures.histogram, let dimensions = report.collapse.dimensions {
                let panels = [Self.panel(histogram), Self.panel(dimensions)]
                let plot = LinePlot(panels: panels, panelSize: (sheet.innerWidth / 2, 320))
                sheet.append("Latents of the photos, \(dimensions.means.count) dimensions", plot.render())
            }
        }
        if let curves { sheet.append("Learning curves", curves) }
        return sheet.render()
    }

    private static let (tile, columns, gap) = (94, 14, 4)

    private static func neighbours(_ rows: [QualityPictures.Neighbours]) -> ContactSheet {
        var sheet = ContactSheet(cellSide: 140, headings: ["photo"] + (1...8).map { "nearest: \($0)" }, separatorAfter: 1)
        for row in rows {
            sheet.append(
                row: [ContactSheet.Cell(row.query)]
                    + row.nearest.map { ContactSheet.Cell($0.image, caption: String(format: "%.3f", $0.distance)) })
        }
        return sheet
    }

    /// The dimensions' densities behind that of all values, and the normal one.
    private static func panel(_ histogram: LatentHistogram) -> LinePlot.Panel {
        func line(_ name: String, _ densities: [Double], isFaint: Bool = false) -> LinePlot.Line {
            LinePlot.Line(name, zip(histogram.centres, densities).map { (x: $0, y: $1) }, isFaint: isFaint)
        }
        let normal = histogram.centres.map { exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }
        let own = histogram.dimensions.enumerated().map { line($0.offset == 0 ? "each dimension" : "", $0.element, isFaint: true) }
        return LinePlot.Panel(
            title: "density", xLabel: "value", lines: own + [line("all", histogram.all), line("N(0, 1)", normal)])
    }

    /// Means and deviations, each sorted by size.
    private static func panel(_ dimensions: LatentDimensions) -> LinePlot.Panel {
        func line(_ name: String, _ values: [Double]) -> LinePlot.Line {
            LinePlot.Line(name, values.sorted(by: >).enumerated().map { (x: Double($0.offset + 1), y: $0.element) })
        }
        return LinePlot.Panel(
            title: "by dimension", xLabel: "rank of the dimension",
            lines: [line("mean", dimensions.means), line("deviation", dimensions.deviations)])
    }
}
