import Foundation
import SemblanceCore
import SemblanceStorage
import Testing

@Suite("A database whose disk is full", .enabled(if: FullDisk.isAvailable))
struct FullDatabaseDiskTests {
    /// What does not fit any more.
    enum Part: String, CaseIterable, Sendable {
        /// Tables: PostgreSQL refuses a statement.
        case tables
        /// The write-ahead log, on a disk of its own: PostgreSQL stops, and cannot be started again.
        case log
    }

    /// Mounts a small disk as the home and trains there; fills it, indexes, makes room and indexes again. Then it waits until the test has
    /// looked at the database. Arguments: home, what is to be full, folder for what was said, binary, corpus, flags of training.
    private static let script = """
        part=$1; said=$2; binary=$3; corpus=$4; shift 4
        mount -t tmpfs -o size=400m,mode=755 none "$0" || exit 99
        "$binary" train --corpus "$corpus" --steps 2 "$@" > "$said/training" 2>&1 || exit 98
        if [ $part = log ]; then
            "$binary" database stop
            log=$("$binary" database status --json | sed -n 's/.*"data_folder" : "\\(.*\\)",/\\1/p')/pg_wal
            mv "$log" "$0/log"; mkdir "$log"
            mount -t tmpfs -o size=20m,mode=700 none "$log" && mv "$0/log/"* "$log" || exit 97
            chown -R --reference="$0/log" "$log"
        else
            head -c 1G /dev/zero > "$0/filler" 2> /dev/null
        fi
        "$binary" index --corpus "$corpus" > "$said/full.output" 2> "$said/full.errors"; echo $? > "$said/full.status"
        if [ $part = log ]; then mount -o remount,size=200m "$log" || exit 96; else rm "$0/filler"; fi
        "$binary" index --corpus "$corpus" --json > "$said/roomy.output" 2> "$said/roomy.errors"; echo $? > "$said/roomy.status"
        "$binary" database url > "$said/url.partial"; mv "$said/url.partial" "$said/url"
        for second in $(seq 60); do test -e "$said/seen" && break; sleep 1; done
        "$binary" database stop
        """

    @Test("index says so in one line, and once there is room the next run accounts for every file", arguments: Part.allCases)
    func index(part: Part) async throws {
        let stage = try await CommandStage.shared.ready()
        let (home, said) = (stage.file("-full"), stage.file("-said"))
        for folder in [home, said] { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
        let corpus = try await CrashCorpus(at: said, seed: 5, loose: 3000, packed: 0, stage.semblance)
        let quiet = try await stage.copied()
        _ = try await quiet.run(CommandRunner.binary, ["index", "--json", "--corpus"] + corpus.places).json()
        let undisturbed = try await IndexTables(quiet.url)

        var semblance = stage.semblance
        semblance.home = home
        semblance.variables["SEMBLANCE_JOBS_PATIENCE_SECONDS"] = "3"
        let arguments =
            FullDisk.flags + [Self.script, home, part.rawValue, said, CommandRunner.binary, corpus.folder] + CommandStage.trainingFlags
        let outcome = try await semblance.run(FullDisk.unshare, arguments, within: 240) { process in
            defer { _ = FileManager.default.createFile(atPath: said + "/seen", contents: nil) }
            while !FileManager.default.fileExists(atPath: said + "/url"), process.isRunning { try await Task.sleep(for: .milliseconds(50)) }
            let tables = try await IndexTables(String(text(said + "/url").dropLast()))
            // The stage's own faces are not in this database.
            let photos = undisturbed.images.filter { $0.contains(corpus.folder) }
            #expect(photos.count == corpus.distinct && tables.images == photos && tables.failures == undisturbed.failures)
            #expect(tables.job == undisturbed.job && tables.latents.allSatisfy { $0.count == 16 + 5 })
        }
        #expect(outcome.status == 0, "\(outcome.errors)")
        let full = CommandOutcome(
            status: Int32(try text(said + "/full.status").dropLast()) ?? -1, output: try text(said + "/full.output"),
            errors: try text(said + "/full.errors"))
        full.expectFailure(saying: part == .tables ? "disk is full" : "no space is left", "free some space")
        let roomy = try JSONDocument(text(said + "/roomy.output"))
        #expect(roomy["total"]?.int == corpus.total && roomy["encoded"]?.int == corpus.distinct)
        #expect(roomy["duplicates"]?.int == corpus.copies && roomy["failed"]?.int == corpus.unusable)
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
}
