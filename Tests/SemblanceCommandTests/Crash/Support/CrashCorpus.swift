import Foundation
import SemblanceCore
import SemblanceImaging

/// A corpus of a folder and a shard: small pictures of noise, no two alike, copies of some of them, and files that cannot be used.
struct CrashCorpus: Sendable {
    /// What to index.
    let places: [String]
    /// The folder of the loose files.
    let folder: String
    /// How many inputs become images.
    let distinct: Int
    /// How many hold the bytes of another one.
    let copies: Int
    /// How many cannot be used.
    let unusable: Int

    /// How many inputs there are.
    var total: Int { distinct + copies + unusable }

    /// Draws a corpus.
    ///
    /// - Parameters:
    ///   - loose: how many distinct pictures lie in the folder; after each twelfth comes a copy, after each twentieth a file that is none
    ///   - packed: how many distinct pictures lie in the shard, each with a sidecar
    init(at root: String, seed: UInt64, loose: Int, packed: Int, _ semblance: CommandRunner) async throws {
        var random = SplitMix64(seed: seed)
        folder = root + "/loose"
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var (copies, unusable) = (0, 0)
        for index in 0..<loose {
            let picture = try Self.picture(&random)
            let name = "\(folder)/\(10_000 + index)"
            try picture.write(to: URL(fileURLWithPath: name + ".png"))
            if index % 12 == 11 {
                // Of a picture that any worker may have at this moment, or had before.
                let other = "\(folder)/\(10_000 + Int(random.next() % UInt64(index + 1))).png"
                try files.copyItem(atPath: other, toPath: name + "-copy.png")
                copies += 1
            }
            if index % 20 == 19 {
                let waste = [picture.prefix(picture.count / 2), Data("<html>\(index)</html>".utf8), Data()][unusable % 3]
                try waste.write(to: URL(fileURLWithPath: name + ["-cut.png", ".html", "-empty.png"][unusable % 3]))
                unusable += 1
            }
        }
        (self.copies, self.unusable) = (copies, unusable)
        distinct = loose + packed
        guard packed > 0 else {
            places = [folder]
            return
        }
        let samples = root + "/samples"
        try files.createDirectory(atPath: samples, withIntermediateDirectories: true)
        for index in 0..<packed {
            try Self.picture(&random).write(to: URL(fileURLWithPath: "\(samples)/\(10_000 + index).png"))
            try Data("{\"number\": \(index)}".utf8).write(to: URL(fileURLWithPath: "\(samples)/\(10_000 + index).json"))
        }
        let shard = root + "/shard.tar"
        let outcome = try await semblance.run("/bin/tar", ["--sort=name", "-cf", shard, "-C", samples, "."])
        guard outcome.status == 0 else { throw SemblanceError(.engine, "the shard cannot be packed: \(outcome.errors)") }
        try files.removeItem(atPath: samples)
        places = [folder, shard]
    }

    private static func picture(_ random: inout SplitMix64) throws -> Data {
        let side = 16 + Int(random.next() % 24)
        let words = (0..<(side * side * 3 + 7) / 8).map { _ in random.next() }
        let pixels = words.withUnsafeBytes { Array($0.prefix(side * side * 3)) }
        return try RGBImage(width: side, height: side, pixels: pixels).png()
    }
}
