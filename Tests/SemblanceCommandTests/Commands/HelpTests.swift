import Foundation
import Testing

@Suite("Help and wrong usage")
struct HelpTests {
    static let commands = [
        "demo", "train", "evaluate", "index", "search", "reconstruct", "interpolate", "sample", "images", "images list", "images show",
        "images add",
        "images duplicates", "images delete", "collections", "collections create", "collections list", "collections delete", "latents",
        "latents export", "models", "models list", "models show",
        "models compare",
        "models activate", "retrain",
        "models rollback", "models export", "models import", "models delete", "models prune", "models verify", "models graph", "jobs",
        "jobs list", "jobs show", "jobs failures", "jobs cancel", "jobs retry", "worker", "keys",
        "keys create",
        "keys list",
        "keys revoke", "database",
        "database start", "database stop",
        "database status",
        "database migrate", "database url", "config", "doctor", "bench", "bench train", "bench encode", "bench index", "bench search",
        "bench http", "serve",
    ]

    /// Nothing here touches a database: nobody could make this home.
    static let semblance = CommandRunner(home: "/dev/null/home", url: nil, folder: "/")

    private func run(_ arguments: [String]) async throws -> CommandOutcome { try await Self.semblance.run(CommandRunner.binary, arguments) }

    @Test("Every command explains itself with an example, and every option with words", arguments: commands)
    func help(command: String) async throws {
        let outcome = try await run(command.split(separator: " ").map(String.init) + ["--help"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("Example: "))
        #expect(outcome.output.contains("semblance \(command.split(separator: " ")[0])"))
        for line in joined(outcome.output) where line.hasPrefix("  -") {
            // What stands after the names may not be nothing, nor just the default.
            let words = line.split(separator: " ").drop { $0.hasPrefix("-") || $0.hasPrefix("<") }
            #expect(words.count > 1 && words.first?.hasPrefix("(") == false, "\(command) leaves an option unexplained: \(line)")
        }
    }

    /// The lines, each with those that continue it.
    private func joined(_ text: String) -> [String] {
        text.split(separator: "\n").reduce(into: []) { lines, line in
            if line.hasPrefix("      "), let last = lines.popLast() {
                lines.append(last + "  " + line.drop { $0 == " " })
            } else {
                lines.append(String(line))
            }
        }
    }

    @Test("Help names every command that is tested here")
    func commandsAreComplete() async throws {
        let help = try await run(["--help"]).output
        let listed = help.split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.hasPrefix("  -") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0 != "See" }
        #expect(Set(listed) == Set(Self.commands.compactMap { $0.split(separator: " ").first.map(String.init) }))
    }

    @Test("The version is a number")
    func version() async throws {
        let outcome = try await run(["--version"])
        #expect(outcome.status == 0)
        #expect(outcome.output.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil)
    }

    @Test(
        "Wrong usage ends with 64, says what was wrong, and leaves standard output empty",
        arguments: [
            ["paint"], ["train", "--corpus", "faces", "--frobnicate"], ["train"], ["index", "--prune"], ["search"],
            ["search", "a.jpg", "-k", "0"],
            ["search", "a.jpg", "-k", "ten"], ["search", "a.jpg", "--image-id", "1"], ["search", "a.jpg", "--metric", "manhattan"],
            ["search", "--image-id", "1", "--sheet", "sheet.png"], ["reconstruct", "a.jpg"], ["reconstruct", "-o", "out.png"],
            ["interpolate", "a.jpg", "-o", "out.png"], ["interpolate", "a.jpg", "b.jpg", "--steps", "1", "-o", "out.png"],
            ["sample", "-n", "0", "-o", "out.png"], ["sample", "--truncation", "nan", "-o", "out.png"],
            ["train", "--corpus", "faces", "--steps", "5", "--minutes", "1"], ["train", "--corpus", "faces", "--objective", "diffusion"],
            ["train", "--resume", "faces-0001", "--batch", "8"], ["train", "--resume", "faces-0001", "--seed=2", "--no-mirror"],
            ["train", "--corpus", "faces", "--distance", "l1"], ["train", "--corpus", "faces", "--crop", "nose"],
            ["train", "--resume", "faces-0001", "--crop", "face"],
            ["train", "--corpus", "faces", "--objective", "sgan", "--consistency", "1"],
            ["train", "--corpus", "faces", "--objective", "bigan-qp", "--encoded-latents", "0.5"],
            ["train", "--corpus", "faces", "--image-error", "3"],
            ["train", "--corpus", "faces", "--adaptive-augment"], ["train", "--corpus", "faces", "--augment", "flip,blur"],
            ["train", "--corpus", "faces", "--held-out", "some"], ["train", "--corpus", "faces", "--best-by", "taste"],
            ["models", "show"], ["models", "compare", "faces@1"], ["models", "compare", "faces@1", "faces@2", "--queries", "0"],
            ["models", "compare", "faces@1", "faces@2", "--sheet", "a.png", "--changed", "0"], ["jobs", "show", "first"],
            ["demo", "--minutes", "0"], ["bench", "search", "--count", "0"],
            ["bench", "search", "--latents", "a.npy"], ["bench", "search", "--truth", "a.npy"], ["bench", "search", "--kind", "pgvector"],
            ["bench", "search", "--kind", "tree"], ["bench", "search", "--threads=-1"], ["bench", "search", "-k", "0"],
            ["bench", "train", "--steps", "0"], ["bench", "http", "--rate", "0"], ["bench", "http", "--count", "0"],
            ["bench", "http", "--url", "127.0.0.1:8080"], ["bench", "http", "--seconds", "nan"], ["evaluate"],
            ["evaluate", "faces", "--limit", "5"],
            ["evaluate", "faces", "--corpus", "faces", "--held-out", "2"],
            ["interpolate", "a.jpg", "b.jpg", "--steps", "100000", "-o", "out.png"], ["search", "a.jpg", "--filter", "a = "],
            ["images", "list", "--limit", "0"], ["images", "list", "--filter", "a =="], ["images", "show"], ["images", "delete"],
            ["images", "delete", "1", "--filter", "a = 1"], ["images", "duplicates", "--threshold", "1.5"],
            ["images", "duplicates", "--threshold", "nan"], ["images", "duplicates", "--limit", "0"], ["collections", "create"],
            ["collections", "delete"], ["latents", "export"], ["latents", "export", "-o", "latents.csv"],
            ["latents", "export", "-o", "latents.npy", "--raw", "--normalized"], ["keys", "create", "web"],
            ["keys", "create", "--scope", "read"], ["keys", "create", "web", "--scope", "all"], ["keys", "revoke"],
            ["keys", "revoke", "web"],
        ])
    func wrongUsage(arguments: [String]) async throws {
        let outcome = try await run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("Error: "))
        #expect(outcome.errors.contains("--help"))
    }
}
