import SemblanceCore
import SemblanceEvaluation
import SemblanceImaging
import SemblanceTestSupport

/// Forty photos of ten persons, as `FakeModel` sees them: a person is a direction of latents, a photo one a little off it. `tall` is half of
/// the persons.
enum BandCorpus {
    static func make() async throws -> (folder: TemporaryFolder, labels: LabelTable) {
        let folder = try TemporaryFolder()
        var random = SplitMix64(seed: 4)
        var table = "file,identity,tall,age\n"
        for person in 0..<10 {
            var direction = LatentNormalization.standardized.apply(random.normal(count: 8))
            direction[0] = person < 5 ? 3 : -3
            for photo in 0..<4 {
                let noise = random.normal(count: 8)
                let latent = zip(direction, noise).map { $0 + 0.15 * $1 }
                let image = try await FakeModel().generate([latent], truncation: 1)[0]
                try folder.write(try ImageEncoding.png(image), to: "images/\(person)-\(photo).png")
                table += "\(person)-\(photo).png,\(person),\(person < 5 ? 1 : -1),\(20 + person)\n"
            }
        }
        return (folder, try LabelTable(csv: Array(table.utf8), source: "labels.csv"))
    }
}
