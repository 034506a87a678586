import Crypto
import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceService
import SemblanceTraining

/// What a tour looks at: the photos of a folder, or faces that a model draws, and three of them that are neither learned from nor indexed.
struct DemoCorpus {
    static let batchSize = 64
    private static let queries = 3
    private static let drawn = 2000
    /// Faces that are drawn and encoded together.
    private static let chunk = 250

    let folder: BytePath
    /// The photos that are searched for.
    let heldOut: [BytePath]
    /// How many a training has to hold out for them to be among those.
    let share: HeldOutShare

    /// The photos of a folder. The three are the first that a run holds out, so that every run has the same.
    ///
    /// - Throws: `notFound` where there are too few
    init(_ folder: BytePath, preprocessing: Preprocessing, limits: ImageLimits) throws {
        let photos = try FolderPhotos(folder, preprocessing: preprocessing, limits: limits)
        let positions = photos.heldOutPositions()
        let ordered = HeldOutSlice.order(positions)
        let chosen = ordered.enumerated().lazy.filter { (try? photos.prepared(at: $0.element)) != nil }.prefix(Self.queries)
        guard chosen.count == Self.queries, let last = chosen.last else {
            throw SemblanceError(
                .notFound, "'\(folder)' holds too few photos for a tour", advice: "name a folder with a few hundred photos")
        }
        let usual = HeldOutShare.automatic.split(positions, batchSize: Self.batchSize).heldOut.count
        self.folder = folder
        heldOut = chosen.map { photos.path(at: $0.element) }
        share = .count(max(usual, last.offset + 1))
    }

    /// The folder of faces that a shipped model has drawn, 2,000 and those that are searched for; drawn where they are not there yet.
    ///
    /// - Parameters:
    ///   - parent: where that folder lies
    ///   - file: the model's bytes, by which it is known
    ///   - load: makes a model of them
    static func draw(in parent: String, file: [UInt8], load: () async throws -> ImageModel) async throws -> BytePath {
        let place = "\(parent)/faces-\(SHA256.hash(data: file).hexadecimal.prefix(10))"
        if FileManager.default.fileExists(atPath: place) { return BytePath(place) }
        let model = try await load()
        // Whole or not at all: a tour that is interrupted leaves another name.
        let partial = "\(place).partial-\(getpid())"
        try FileManager.default.createDirectory(atPath: partial, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: partial) }
        let count = drawn + queries
        let bar = ProgressBar("drawing", total: count)
        defer { bar.finish() }
        for start in stride(from: 0, to: count, by: chunk) {
            try Task.checkCancellation()
            let faces = try await model.sample(count: min(chunk, count - start), seed: UInt64(start), truncation: model.truncation)
            for (index, face) in faces.enumerated() {
                let number = String(start + index + 1)
                let name = String(repeating: "0", count: max(0, 5 - number.count)) + number + ".png"
                try FileWriter.write(try ImageEncoding.png(face), to: BytePath("\(partial)/\(name)"))
                bar.update(done: start + index + 1)
            }
        }
        do {
            try FileManager.default.moveItem(atPath: partial, toPath: place)
        } catch  where FileManager.default.fileExists(atPath: place) {
            // Another tour was faster, and drew the same.
        }
        return BytePath(place)
    }
}
