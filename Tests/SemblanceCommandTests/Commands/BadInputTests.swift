import Foundation
import SemblanceCore
import SemblanceImaging
import Testing

@Suite("Bad input: one line that helps, exit 1, and the next try works")
struct BadInputTests {
    /// A command that cannot work.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the line has to say.
        let words: [String]
        let arguments: @Sendable (CommandStage.Set, BadFiles) -> [String]

        init(_ description: String, _ words: String..., arguments: @escaping @Sendable (CommandStage.Set, BadFiles) -> [String]) {
            (testDescription, self.words, self.arguments) = (description, words, arguments)
        }
    }

    static let cases = [
        Case("train on no folder", "no such folder", "/nowhere/at/all") { _, _ in ["train", "--corpus", "/nowhere/at/all"] },
        Case("train on an empty folder", "0 images", "--batch") { _, bad in ["train", "--corpus", bad.empty] },
        Case("train on too few", "200 images", "300") { stage, _ in ["train", "--corpus", stage.corpus, "--batch", "300"] },
        Case("train on a file", "not a folder") { stage, _ in ["train", "--corpus", stage.photos[0]] },
        Case("train a width that cannot be halved", "width of 30") { stage, _ in
            ["train", "--corpus", stage.corpus, "--resolution", "32", "--width", "30"]
        },
        Case("train a width beyond memory", "width of 4194304") { stage, _ in ["train", "--corpus", stage.corpus, "--width", "4194304"] },
        Case("train two latent dimensions", "latent dimension of 2") { stage, _ in
            ["train", "--corpus", stage.corpus, "--latent-dimension", "2"]
        },
        Case("train latents beyond pgvector", "latent dimension of 20000") { stage, _ in
            ["train", "--corpus", stage.corpus, "--latent-dimension", "20000"]
        },
        Case("train 48 px", "resolution of 48") { stage, _ in ["train", "--corpus", stage.corpus, "--resolution", "48"] },
        Case("train by ones", "batch of 1") { stage, _ in ["train", "--corpus", stage.corpus, "--batch", "1"] },
        Case("train for no step", "1", "step") { stage, _ in ["train", "--corpus", stage.corpus, "--steps", "0"] },
        Case("train a number", "“2024”", "id") { stage, _ in ["train", "--corpus", stage.corpus, "--name", "2024"] },
        Case("train a path", "no name for a model") { stage, _ in ["train", "--corpus", stage.corpus, "--name", "../faces"] },
        Case("train on a device that is not there", "cuda:99") { stage, _ in ["train", "--corpus", stage.corpus, "--device", "cuda:99"] },
        Case("train on no device", "tpu") { stage, _ in ["train", "--corpus", stage.corpus, "--device", "tpu"] },
        Case("index no folder", "no such file or folder") { _, _ in ["index", "--corpus", "/nowhere/at/all"] },
        Case("index an empty folder", "no files") { _, bad in ["index", "--corpus", bad.empty] },
        Case("index with no such model", "faces@9", "models list") { stage, _ in ["index", "--corpus", stage.corpus, "--model", "faces@9"]
        },
        Case("search with no file", "no such file", "/nowhere.jpg") { _, _ in ["search", "/nowhere.jpg"] },
        Case("search with a folder", "not a regular file") { _, bad in ["search", bad.empty] },
        Case("search with a page", "page.html") { _, bad in ["search", bad.page] },
        Case("search with a cut photo", "cut.jpg") { _, bad in ["search", bad.cut] },
        Case("search with a tiny photo", "tiny.png", "16") { _, bad in ["search", bad.tiny] },
        Case("search with an empty file", "empty.jpg") { _, bad in ["search", bad.hollow] },
        Case("search with one bad photo of two", "page.html") { stage, bad in ["search", stage.photos[0], bad.page, "--json"] },
        Case("search with no such model", "no model birds") { stage, _ in ["search", stage.photos[0], "--model", "birds"] },
        Case("search in no such collection", "attic") { stage, _ in ["search", stage.photos[0], "--collection", "attic"] },
        Case("reconstruct a page", "page.html") { stage, bad in ["reconstruct", bad.page, "-o", stage.file(".png")] },
        Case("interpolate to a cut photo", "cut.jpg") { stage, bad in ["interpolate", stage.photos[0], bad.cut, "-o", stage.file(".png")] },
        Case("draw into no folder", "/nowhere/out.png", "folder") { _, _ in ["sample", "-n", "1", "-o", "/nowhere/out.png"] },
        Case("draw over a folder", "cannot be written") { _, bad in ["sample", "-n", "1", "-o", bad.empty] },
        Case("show no such job", "no job 999") { _, _ in ["jobs", "failures", "999"] },
        Case("demo on too few", "too few") { _, bad in ["demo", "--corpus", bad.folder, "--minutes", "0.01"] },
        Case("bench networks that cannot be", "resolution of 50") { _, _ in ["bench", "train", "--resolution", "50"] },
        Case("bench an empty folder", "no files") { _, bad in ["bench", "index", "--corpus", bad.empty] },
    ]

    @Test("Refused", arguments: cases)
    func refused(_ input: Case) async throws {
        let stage = try await CommandStage.shared.ready()
        let bad = try BadFiles(in: stage.file("-bad"), photo: stage.photos[5])
        let outcome = try await stage.semblance.run(CommandRunner.binary, input.arguments(stage, bad))
        outcome.expectFailure()
        for word in input.words { #expect(outcome.errors.contains(word), "“\(word)” in: \(outcome.errors)") }
    }

    @Test("After all that nothing was registered or begun")
    func nothingChanged() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        try await semblance("train", "--corpus", "/nowhere").expectFailure()
        try await semblance("train", "--corpus", stage.corpus, "--name", "2024").expectFailure()
        try await semblance("index", "--corpus", "/nowhere").expectFailure()
        #expect(try await semblance("models", "list", "--json").json().items.count == 1)
        #expect(try await semblance("jobs", "list", "--json").json().items.count == 1)
        #expect(!FileManager.default.fileExists(atPath: semblance.home + "/runs"))
    }

    @Test(
        "A database that is not there",
        arguments: [
            ("postgresql://localhost:1/none", "does not answer"), ("postgresql://no-such-host.invalid/none", "does not answer"),
            ("faces.example/none", "connection string"), ("postgresql://localhost:port/none", "connection string"),
            ("host=localhost frobnicate=1", "connection string"),
        ])
    func database(url: String, words: String) async throws {
        let stage = try await CommandStage.shared.ready()
        var semblance = stage.semblance
        semblance.url = url
        try await semblance("models", "list").expectFailure(saying: words)
        try await semblance("database", "status").expectFailure(saying: words)
        semblance.url = nil
        #expect(try await semblance("models", "list").status == 0)
    }

    @Test("A schema that a newer program made, and one that is not there")
    func schema() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let insert = "INSERT INTO schema_migrations (number, name, checksum) VALUES (9999, '9999_come_later', '\\x00')"
        try await CommandStage.execute(insert, on: semblance.url)
        try await semblance("models", "list").expectFailure(saying: "9999", "newer")
        try await semblance("database", "migrate").expectFailure(saying: "9999", "newer")
        try await CommandStage.execute("DELETE FROM schema_migrations WHERE number = 9999", on: semblance.url)
        #expect(try await semblance("models", "list").status == 0)
        var missing = semblance
        missing.url = semblance.url?.replacing("copy_", with: "lost_")
        try await missing("models", "list").expectFailure(saying: "does not exist")
    }

    @Test("A model that the database does not take is not lost")
    func registration() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        try await CommandStage.execute("ALTER TABLE model_artifact_chunks RENAME TO elsewhere", on: semblance.url)
        let arguments = ["train", "--corpus", stage.corpus, "--steps", "1"] + CommandStage.trainingFlags
        let model = semblance.home + "/runs/faces-0001/model.safetensors"
        try await semblance.run(CommandRunner.binary, arguments).expectFailure(saying: "trained", model)
        #expect(FileManager.default.fileExists(atPath: model))
        try await CommandStage.execute("ALTER TABLE elsewhere RENAME TO model_artifact_chunks", on: semblance.url)
        #expect(try await semblance("models", "list", "--json").json().items.count == 1)
        // The run is at its end, and not yet registered: resuming it does that.
        let reply = try await semblance("train", "--resume", "faces-0001", "--json").json()
        #expect(reply["steps"]?.int == 1 && reply["model"]?["version"]?.int == 2)
        #expect(try await semblance.run(CommandRunner.binary, arguments).status == 0)
    }

    @Test("Weights that are damaged in the database are noticed, and those that are whole again work")
    func corruptedWeights() async throws {
        let stage = try await CommandStage.shared.ready()
        let semblance = try await stage.copied()
        let flip = "UPDATE model_artifact_chunks SET bytes = set_byte(bytes, 5000, get_byte(bytes, 5000) # 255) WHERE ordinal = 0"
        try await CommandStage.execute(flip, on: semblance.url)
        try await semblance("search", stage.photos[0]).expectFailure(saying: "damaged")
        try await semblance("sample", "-o", stage.file(".png")).expectFailure(saying: "damaged")
        #expect(try await semblance("models", "show", "faces").status == 0)
        try await CommandStage.execute(flip, on: semblance.url)
        #expect(try await semblance("search", stage.photos[0]).status == 0)
    }

    @Test("A home that cannot be", arguments: ["/dev/null", "/dev/null/home", "/proc/semblance"])
    func home(path: String) async throws {
        let stage = try await CommandStage.shared.ready()
        var semblance = stage.semblance
        semblance.home = path
        try await semblance("models", "list").expectFailure(saying: path, "SEMBLANCE_HOME")
        try await semblance("train", "--corpus", stage.corpus).expectFailure(saying: path)
        semblance.url = try await stage.copied().url
        try await semblance("train", "--corpus", stage.corpus, "--batch", "16", "--steps", "1", "--resolution", "32", "--width", "8")
            .expectFailure(saying: path + "/runs")
    }

    @Test(
        "A configuration that is wrong",
        arguments: [
            ("threads: many\n", "semblance.yaml:1"), ("colour: red\n", "unknown setting colour"), ("threads: [1\n", "not valid YAML"),
            ("threads: 1\nthreads: 2\n", "twice"),
        ])
    func configuration(yaml: String, words: String) async throws {
        let stage = try await CommandStage.shared.ready()
        var semblance = stage.semblance
        semblance.folder = stage.file("-configured")
        semblance.variables["SEMBLANCE_THREADS"] = ""
        try FileManager.default.createDirectory(atPath: semblance.folder, withIntermediateDirectories: true)
        try Data(yaml.utf8).write(to: URL(fileURLWithPath: semblance.folder + "/semblance.yaml"))
        try await semblance("models", "list").expectFailure(saying: words)
        try await semblance("config").expectFailure(saying: words)
        try Data("threads: 1\n".utf8).write(to: URL(fileURLWithPath: semblance.folder + "/semblance.yaml"))
        #expect(try await semblance("config").output.contains("semblance.yaml:1"))
    }
}

/// Files that are no photos.
struct BadFiles: Sendable {
    let folder: String
    var empty: String { folder + "/nothing" }
    var page: String { folder + "/page.html" }
    var cut: String { folder + "/cut.jpg" }
    var tiny: String { folder + "/tiny.png" }
    var hollow: String { folder + "/empty.jpg" }

    init(in folder: String, photo: String) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder + "/nothing", withIntermediateDirectories: true)
        try Data("<p>no photo</p>".utf8).write(to: URL(fileURLWithPath: page))
        try Data(contentsOf: URL(fileURLWithPath: photo)).prefix(400).write(to: URL(fileURLWithPath: cut))
        try RGBImage(width: 8, height: 8).png().write(to: URL(fileURLWithPath: tiny))
        try Data().write(to: URL(fileURLWithPath: hollow))
    }
}
