import ArgumentParser
import Foundation
import SemblanceCore
import Synchronization

/// `semblance`: the commands' list and nothing else.
@main
struct Semblance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "semblance",
        abstract: "Find photos that look alike, by what a generative model sees in them.",
        discussion: """
            Trains an O-GAN on a folder of photos, encodes the photos into PostgreSQL, and answers which of them look like an upload,
            what the model sees in it, and what lies between two. Begin with: semblance demo
            """,
        version: SemblanceVersion.current,
        subcommands: [
            DemoCommand.self, TrainCommand.self, EvaluateCommand.self, RetrainCommand.self, IndexCommand.self, SearchCommand.self,
            ReconstructCommand.self,
            InterpolateCommand.self, SampleCommand.self, ImagesCommand.self, CollectionsCommand.self, LatentsCommand.self,
            ModelsCommand.self, JobsCommand.self, ServeCommand.self, WorkerCommand.self, KeysCommand.self, DatabaseCommand.self,
            ConfigCommand.self,
            DoctorCommand.self, BenchCommand.self,
        ])

    /// Parses and runs; the first interrupt asks the command to stop in good order, the second ends it.
    static func main() async {
        let received = Mutex<Int32?>(nil)
        let task = Task {
            do {
                var command = try parseAsRoot()
                if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
            } catch is CancellationError {
                end(with: SemblanceError(.cancelled, "interrupted"), signal: received.withLock { $0 })
            } catch {
                end(with: error, signal: received.withLock { $0 })
            }
        }
        let interrupts = InterruptHandler { signal in
            received.withLock { $0 = signal }
            task.cancel()
        }
        await task.value
        withExtendedLifetime(interrupts) {}
    }

    /// Says what went wrong and ends the process: with 128 and the signal's number where a signal stopped the work, as a shell does.
    private static func end(with error: any Error, signal: Int32?) -> Never {
        guard let signal, (error as? SemblanceError)?.code == .cancelled else { exit(withError: error) }
        TerminalOutput.standardError().write(fullMessage(for: error) + "\n")
        Foundation.exit(128 + signal)
    }
}
