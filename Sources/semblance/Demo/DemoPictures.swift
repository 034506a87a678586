import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceStorage

/// The pictures that a tour leaves in its folder.
struct DemoPictures {
    let folder: String
    let database: Database
    let model: ImageModel

    /// Draws and writes them.
    ///
    /// - Parameters:
    ///   - rows: what was searched for and found
    ///   - photos: what was searched for, at least two
    /// - Returns: where each lies, by what it shows
    func write(_ rows: [NeighbourSheet.Row], _ photos: [RGBImage]) async throws -> [String: String] {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let pictures = Pictures(model: model)
        let reconstructions = try await pictures.reconstructions(of: photos)
        let frames = try await pictures.interpolation(from: photos[0], to: photos[1], steps: 9, mode: model.interpolation)
        let images = [
            "neighbours": try await NeighbourSheet(database: database, model: model).render(rows),
            "reconstructions": try ImageGrid(zip(photos, reconstructions).flatMap { [$0, $1] }, columns: 2).render(),
            "interpolation": try InterpolationStrip(from: photos[0], frames: frames, to: photos[1]).render(),
            "samples": try ImageGrid(try await model.sample(count: 64, seed: 1, truncation: model.truncation), columns: 8).render(),
        ]
        var files: [String: String] = [:]
        for (name, image) in images {
            files[name] = "\(folder)/\(name).png"
            try PictureFile.write(image, to: "\(folder)/\(name).png")
        }
        return files
    }
}
