import Foundation
import SemblanceCore

/// Curves on white: panels with axes, ticks at round numbers, a title and a legend. Metrics of a training run, mostly.
public struct LinePlot: Sendable {
    /// One curve.
    public struct Line: Sendable {
        /// What the legend calls it; empty for a curve without an entry.
        public let name: String
        /// Where it goes, in the order of drawing; points that are not finite interrupt it.
        public let points: [(x: Double, y: Double)]
        /// Whether it is background: pale and thin.
        public let isFaint: Bool

        /// A curve.
        public init(_ name: String, _ points: [(x: Double, y: Double)], isFaint: Bool = false) {
            self.name = name
            self.points = points
            self.isFaint = isFaint
        }
    }

    /// One coordinate system.
    public struct Panel: Sendable {
        /// Above it.
        public let title: String
        /// Below its right end.
        public let xLabel: String
        /// Its curves; later ones lie above earlier ones.
        public let lines: [Line]

        /// A panel.
        public init(title: String, xLabel: String = "", lines: [Line]) {
            self.title = title
            self.xLabel = xLabel
            self.lines = lines
        }
    }

    /// The panels in reading order.
    public let panels: [Panel]
    /// How many stand in a row.
    public let columns: Int
    /// The size of a panel in pixels, its labels included.
    public let panelSize: (width: Int, height: Int)

    /// A plot.
    ///
    /// - Parameter panelSize: at least 160 × 120 pixels
    public init(panels: [Panel], columns: Int = 2, panelSize: (width: Int, height: Int) = (560, 300)) {
        self.panels = panels
        self.columns = max(1, columns)
        self.panelSize = (max(160, panelSize.width), max(120, panelSize.height))
    }

    /// Draws all panels.
    public func render() -> RGBImage {
        let across = max(1, min(columns, panels.count))
        let rows = max(1, (panels.count + across - 1) / across)
        var image = RGBImage(width: across * panelSize.width, height: rows * panelSize.height)
        for (index, panel) in panels.enumerated() {
            let origin = (x: index % across * panelSize.width, y: index / across * panelSize.height)
            PanelDrawing(
                panel, frame: PixelRectangle(x: origin.x, y: origin.y, width: panelSize.width, height: panelSize.height)
            ).draw(on: &image)
        }
        return image
    }
}
