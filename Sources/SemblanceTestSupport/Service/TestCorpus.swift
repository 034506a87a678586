import Foundation
import SemblanceCore
import SemblanceImaging

/// Folders of small pictures for indexing.
public enum TestCorpus {
    /// Drawn faces as JPEGs, of sides that a decoder halves and that it does not.
    private static let faces = Result {
        try (0..<24).map {
            try ImageEncoding.jpeg(DrawnFace(seed: UInt64($0 / 3), picture: $0 % 3).image(size: [24, 48, 96][$0 % 3]), quality: 92)
        }
    }

    /// A drawn face's file.
    public static func face(_ index: Int) throws -> [UInt8] { try faces.get()[index] }

    /// A folder of `count` drawn faces, at most 24: `face-00.jpg` and so on.
    public static func faces(_ count: Int) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for index in 0..<count { try folder.write(face(index), to: "face-" + two(index) + ".jpg") }
        return folder
    }

    /// A folder of `count` PNGs of noise, no two alike, with a text file after every tenth.
    public static func noise(_ count: Int) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        var random = SplitMix64(seed: 1)
        for index in 0..<count {
            let pixels = (0..<(16 * 16 * 3)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            try folder.write(try ImageEncoding.png(RGBImage(width: 16, height: 16, pixels: pixels)), to: "noise/\(1000 + index).png")
            if index % 10 == 9 { try folder.write(Array("text \(index)".utf8), to: "noise/\(1000 + index).txt") }
        }
        return folder
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// The `SemblanceError` that `body` throws, if it does.
public func failure(_ body: () async throws -> Void) async -> SemblanceError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? SemblanceError
    }
}
