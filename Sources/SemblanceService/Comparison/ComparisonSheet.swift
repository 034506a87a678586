import SemblanceCore
import SemblanceImaging
import SemblanceStorage

/// Draws the images whose neighbours changed most: for each a row with its nearest in the one version, and below it one with those in
/// the other.
public struct ComparisonSheet: Sendable {
    /// How many images a sheet shows at most.
    public static let images = 100

    private let database: Database
    private let names: VersionPair<String>

    /// Sheets with thumbnails of `database`.
    ///
    /// - Parameters:
    ///   - first: the version of the upper rows
    ///   - second: the version of the lower rows
    public init(database: Database, first: ModelReference, second: ModelReference) {
        self.database = database
        names = VersionPair(first, second).map { "\($0.name)@\($0.version)" }
    }

    /// The sheet: under each query stands the version, under each neighbour where it stands in the other one's order.
    public func render(_ changed: [ChangedImage]) async throws -> RGBImage {
        let columns = changed.map(\.neighbours.first.count).max() ?? 0
        var sheet = ContactSheet(headings: ["query"] + (0..<columns).map { "\($0 + 1)" }, separatorAfter: 1)
        for image in changed.prefix(Self.images) {
            let (first, second) = (image.neighbours.first, image.neighbours.second)
            let thumbnails = try await database.images.thumbnails(of: Array(Set([image.id] + first + second)))
            let pictures = try thumbnails.mapValues { try ImageDecoder.decode($0) }
            let row = { (name: String, neighbours: [Int64], ranks: [Int]) in
                [ContactSheet.Cell(pictures[image.id], caption: name)]
                    + zip(neighbours, ranks).map { ContactSheet.Cell(pictures[$0], caption: "other rank \($1)") }
            }
            sheet.append(row: row(names.first, first, image.ranks.first))
            sheet.append(row: row(names.second, second, image.ranks.second))
        }
        return sheet.render()
    }
}
