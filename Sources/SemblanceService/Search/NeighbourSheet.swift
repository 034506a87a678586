import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Draws searches: a row for each, with the query, what the model sees in it, and its neighbours.
public struct NeighbourSheet: Sendable {
    /// One search.
    public struct Row: Sendable {
        /// The prepared photo that was asked with.
        public let photo: RGBImage
        /// What was found.
        public let reply: SearchReply

        /// A search.
        public init(photo: RGBImage, reply: SearchReply) {
            self.photo = photo
            self.reply = reply
        }
    }

    private let database: Database
    private let model: ImageModel

    /// Sheets of searches by `model`.
    public init(database: Database, model: ImageModel) {
        self.database = database
        self.model = model
    }

    /// The sheet; under each neighbour stands its similarity.
    public func render(_ rows: [Row]) async throws -> RGBImage {
        let reconstructions = try await Pictures(model: model).reconstructions(of: rows.map(\.photo))
        let thumbnails = try await database.images.thumbnails(of: rows.flatMap { $0.reply.hits.map(\.imageID) })
        let columns = rows.map(\.reply.hits.count).max() ?? 0
        let headings = ["query", "model sees"] + (0..<columns).map { "\($0 + 1)" }
        var sheet = ContactSheet(headings: headings, separatorAfter: 2)
        for (row, reconstruction) in zip(rows, reconstructions) {
            let neighbours = try row.reply.hits.map { hit in
                ContactSheet.Cell(
                    try thumbnails[hit.imageID].map { try ImageDecoder.decode($0) }, caption: Self.decimal(hit.similarity))
            }
            sheet.append(
                row: [ContactSheet.Cell(row.photo, caption: row.reply.metric.rawValue), ContactSheet.Cell(reconstruction)] + neighbours)
        }
        return sheet.render()
    }

    /// A similarity in three digits: `0.873`.
    private static func decimal(_ similarity: Float) -> String {
        let thousandths = Int((similarity * 1000).rounded())
        let digits = String(abs(thousandths) % 1000)
        return (thousandths < 0 ? "-" : "") + "\(abs(thousandths) / 1000)." + String(repeating: "0", count: 3 - digits.count) + digits
    }
}
