import Foundation
import SemblanceCore
import SemblanceImaging
import SemblanceModels
import SemblanceService
import SemblanceStorage
import SemblanceTensor

/// Indexing from files to rows, measured in a database that is made for it and dropped.
struct IndexBenchmark {
    let workspace: Workspace

    /// What `bench index` answers.
    struct Report: Encodable {
        /// From the first file to the last commit.
        let imagesPerSecond: Double
        /// CPU seconds an image, by stage; `database` is the server's share.
        let stages: [String: Double]
        /// Cores / the sum of the stages: what could be had if every core were always busy.
        let cpuBoundImagesPerSecond: Double
        /// The share of it that was had.
        let efficiency: Double
        let images: Int
    }

    /// Encodes with untrained networks: the work is the same.
    func run(corpus: BytePath, network: NetworkConfiguration, precision: Precision) async throws -> Report {
        let home = FileManager.default.temporaryDirectory.path + "/semblance-bench-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: home) }
        let database = try await Database.open(url: nil, home: home)
        do {
            let report = try await measure(database, corpus, network, precision)
            await database.close()
            try await database.cluster?.stop()
            return report
        } catch {
            await database.close()
            _ = try? await database.cluster?.stop()
            throw error
        }
    }

    private func measure(
        _ database: Database, _ corpus: BytePath, _ network: NetworkConfiguration, _ precision: Precision
    ) async throws -> Report {
        let configuration = ModelConfiguration(network: network, inferencePrecision: precision)
        let model = try await GANImageModel(ModelNetworks(configuration, seed: 1, device: workspace.device))
        let context = workspace.context(database, try await database.collections.require(name: ImageCollection.defaultName))
        let record = try await context.catalog.register(
            NewModel(
                name: "bench", objective: configuration.objective.kind.rawValue, latentDimension: network.latentDimension,
                preprocessing: configuration.preprocessing, normalization: model.normalization), checkpoint: [0])
        let postmaster = try await database.cluster?.status().pid
        let before = postmaster.map(ProcessTree.cpuSeconds) ?? 0
        let report = try await Indexing(workspace: workspace, context: context)
            .run(CorpusSource([corpus]), record, encoder: model)
        var stages = report.stages
        stages["database"] = ((postmaster.map(ProcessTree.cpuSeconds) ?? 0) - before) / Double(max(report.total, 1))
        let bound = Double(workspace.cores) / stages.values.reduce(0, +)
        return Report(
            imagesPerSecond: report.imagesPerSecond, stages: stages, cpuBoundImagesPerSecond: bound,
            efficiency: report.imagesPerSecond / bound, images: report.total)
    }
}

/// What the kernel counts for a process and its children.
private enum ProcessTree {
    /// CPU seconds of a process, its children, and those it has waited for.
    static func cpuSeconds(of pid: Int32) -> Double {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        let ticks = processes.compactMap(fields).filter { $0.pid == pid || $0.parent == pid }.reduce(0) { $0 + $1.ticks }
        return Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The parent and the ticks of `/proc/PID/stat`; the name, which may hold spaces, ends with the last parenthesis.
    private static func fields(_ pid: Int32) -> (pid: Int32, parent: Int32, ticks: Int)? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8), let end = text.lastIndex(of: ")") else {
            return nil
        }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 14, let parent = Int32(fields[1]) else { return nil }
        return (pid, parent, fields[11...14].compactMap { Int($0) }.reduce(0, +))
    }
}
