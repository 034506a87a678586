import Foundation
import SemblanceTestSupport
import Testing

extension ServeTests {
    @Suite("The page in a browser")
    struct PageTests {
        /// Where screenshots of every view go, to be looked at.
        private static let pictures = Corpora.packageRoot + "/.build/screenshots"

        @Test("every flow works in Chromium, keeps nobody out, and looks as it should")
        func flows() async throws {
            let packages = Corpora.packageRoot + "/.dependencies/browser"
            try #require(FileManager.default.fileExists(atPath: packages), "playwright is missing: run make setup")
            let stage = try await CommandStage.shared.ready()
            let semblance = try await stage.copied()
            let photos = stage.folder + "/new-photos"
            try FileManager.default.createDirectory(atPath: photos, withIntermediateDirectories: true)
            for (number, photo) in try ServeTests.newPhotos(12).enumerated() {
                try Data(photo).write(to: URL(fileURLWithPath: "\(photos)/new-\(number).png"))
            }
            try await ServeTests.serve(semblance) { server in
                var tester = semblance
                tester.folder = Corpora.packageRoot + "/Tests/Browser"
                tester.variables = [
                    "PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1", "SEMBLANCE_PAGE": "http://127.0.0.1:\(server.port)",
                    "SEMBLANCE_PROGRAM": CommandRunner.binary, "SEMBLANCE_PHOTOS": photos, "SEMBLANCE_PICTURES": Self.pictures,
                ]
                let python = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"
                let arguments = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", "--maxfail=10"]
                let outcome = try await tester.run("/usr/bin/env", arguments, within: 1200)
                #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
                #expect(outcome.output.contains(" passed"))
            }
        }
    }
}
