import Foundation
import SemblanceCore

/// A corpus of drawn faces on disk, for tests and measurements that touch nobody's photos.
public struct DrawnFaceCorpus: Sendable, Equatable {
    /// How many pictures.
    public let count: Int
    /// How many pictures show one person; the last person may have fewer.
    public let picturesPerPerson: Int
    /// The side of a picture in pixels.
    public let size: Int
    /// What all pictures follow from.
    public let seed: UInt64

    /// Where a corpus was written.
    public struct Location: Sendable, Equatable {
        /// The folder of the pictures.
        public let images: String
        /// The table of attributes, beside the pictures.
        public let labels: String
    }

    /// - Parameters:
    ///   - count: how many pictures, at least 1
    ///   - picturesPerPerson: how many pictures show one person, at least 1
    ///   - size: the side of a picture, 16 … 2048 pixels
    ///   - seed: equal seeds give equal corpora
    /// - Throws: `invalidArgument`.
    public init(count: Int, picturesPerPerson: Int = 8, size: Int = 128, seed: UInt64 = 1) throws {
        guard count >= 1, picturesPerPerson >= 1, (16...2048).contains(size) else {
            throw SemblanceError(
                .invalidArgument, "a corpus of \(count) drawn faces of \(size) pixels, \(picturesPerPerson) a person",
                advice: "draw at least 1, of 16 to 2048 pixels, at least 1 a person")
        }
        self.count = count
        self.picturesPerPerson = picturesPerPerson
        self.size = size
        self.seed = seed
    }

    /// Which person a picture shows, counted from 0.
    public func person(of index: Int) -> Int { index / picturesPerPerson }

    /// A picture's description, 0 ≤ index < count.
    public func face(_ index: Int) -> DrawnFace {
        var mixer = SplitMix64(seed: seed)
        let base = mixer.next()
        return DrawnFace(seed: base &+ UInt64(truncatingIfNeeded: person(of: index)), picture: index % picturesPerPerson)
    }

    /// A picture's file name: the person, an underscore, the picture of that person.
    public func fileName(_ index: Int) -> String {
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(person(of: index), 5))_\(padded(index % picturesPerPerson, 3)).jpg"
    }

    /// The first line of the table of attributes.
    public static let header = "file,identity,skin,hair_color,hair_length,eye_color,face_shape,facial_hair,mouth,glasses,background"

    /// A picture's line in the table of attributes.
    public func labels(_ index: Int) -> String {
        let face = face(index)
        let person = face.person
        let fields = [
            fileName(index), String(self.person(of: index)), person.skin.rawValue, person.hairColor.rawValue,
            person.hairLength.rawValue, person.eyeColor.rawValue, person.shape.rawValue, person.facialHair.rawValue,
            face.mouth.rawValue, face.glasses ? "1" : "0", face.background.rawValue,
        ]
        return fields.joined(separator: ",")
    }

    /// Draws and writes the corpus: JPEGs (quality 92) in `images`, and beside it `labels.csv`. A file of the same name is
    /// written over. About a millisecond a picture of 128 px; long corpora belong on a thread of their own.
    ///
    /// - Parameters:
    ///   - folder: made where it is missing
    ///   - progress: told how many pictures are written after each; throw in it to stop
    /// - Throws: `diskFull`, or `invalidArgument` where the folder cannot be written to.
    @discardableResult
    public func write(to folder: String, progress: (Int) throws -> Void = { _ in }) throws -> Location {
        let location = Location(images: folder + "/images", labels: folder + "/labels.csv")
        do {
            try FileManager.default.createDirectory(atPath: location.images, withIntermediateDirectories: true)
        } catch {
            throw SemblanceError(
                .invalidArgument, "\(BytePath(location.images)): the folder cannot be made",
                advice: "choose a folder that this user may write to", detail: "\(error)")
        }
        var table = DrawnFaceCorpus.header + "\n"
        for index in 0..<count {
            let image = face(index).image(size: size)
            try FileWriter.write(try ImageEncoding.jpeg(image, quality: 92), to: BytePath(location.images + "/" + fileName(index)))
            table += labels(index) + "\n"
            try progress(index + 1)
        }
        try FileWriter.write(Array(table.utf8), to: BytePath(location.labels))
        return location
    }
}
