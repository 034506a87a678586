import Foundation
import SemblanceCore
import SemblanceTestSupport
import Testing

@Suite("latents")
struct LatentsCommandTests {
    @Test("export writes a matrix and its table, which NumPy reads")
    func export() async throws {
        let stage = try await CommandStage.shared.ready()
        let file = stage.file(".npy")
        let reply = try await stage.semblance("latents", "export", "-o", file, "--json").json()
        let table = String(file.dropLast(4)) + ".csv"
        #expect(reply["file"]?.text == file && reply["table"]?.text == table)
        #expect(reply["rows"]?.int == 200 && reply["columns"]?.int == 16 && reply["coordinates"]?.text == "search")
        #expect(reply["model"]?["name"]?.text == "faces")
        let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
        #expect(size == 128 + 200 * 16 * 4)
        #expect(try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n").count == 201)
        var semblance = stage.semblance
        semblance.variables["PYTHONPATH"] = Corpora.packageRoot + "/.dependencies/bench-python"
        guard try await semblance.run("/usr/bin/env", ["python3", "-c", "import numpy"]).status == 0 else {
            print("skipped: no Python with NumPy to read the matrix with")
            return
        }
        let script = """
            import numpy, sys
            m = numpy.load(sys.argv[1])
            print(m.dtype.str, m.shape, m.flags.c_contiguous, abs(m.mean(1)).max() < 1e-4, abs(m.std(1) - 1).max() < 1e-3)
            """
        #expect(try await semblance.run("/usr/bin/env", ["python3", "-c", script, file]).output == "<f4 (200, 16) True True True\n")
    }

    @Test("--raw and --normalized say which coordinates; a folder that is not there is named")
    func coordinates() async throws {
        let stage = try await CommandStage.shared.ready()
        for flag in ["raw", "normalized"] {
            let reply = try await stage.semblance("latents", "export", "-o", stage.file(".npy"), "--\(flag)", "--json").json()
            #expect(reply["coordinates"]?.text == flag)
        }
        try await stage.semblance("latents", "export", "-o", "/nowhere/l.npy").expectFailure(saying: "/nowhere/l.npy")
        try await stage.semblance("latents", "export", "-o", stage.file(".npy"), "--model", "nobody").expectFailure(saying: "nobody")
        let people = try await stage.semblance("latents", "export", "-o", stage.file(".npy")).output
        #expect(people.contains("200 × 16 of faces@1"))
    }
}
