import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Draws groups of duplicates: a row for each, the copy to keep first.
public struct DuplicateSheet: Sendable {
    /// How many copies a row shows at most.
    public static let columns = 12
    /// How many groups a sheet shows at most.
    public static let rows = 200

    private let database: Database

    /// Sheets with thumbnails of `database`.
    public init(database: Database) { self.database = database }

    /// The sheet; under each copy stand its id and size.
    public func render(_ groups: [DuplicateReply.Group]) async throws -> RGBImage {
        var sheet = ContactSheet(headings: ["keep"], separatorAfter: 1)
        for group in groups.prefix(Self.rows) {
            let copies = group.images.prefix(Self.columns)
            let thumbnails = try await database.images.thumbnails(of: copies.map(\.id))
            sheet.append(
                row: try copies.map { copy in
                    ContactSheet.Cell(
                        try thumbnails[copy.id].map { try ImageDecoder.decode($0) }, caption: "\(copy.id) \(copy.width)x\(copy.height)")
                })
        }
        return sheet.render()
    }
}
