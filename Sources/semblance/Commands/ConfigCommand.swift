import ArgumentParser

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "The settings in force, and where each comes from.",
        discussion: """
            A flag goes before the environment, that before semblance.yaml, that before the default. Secrets are masked.

            Example: SEMBLANCE_THREADS=1 semblance config
            """)

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let entries = try Configuration(flags: common.flags).entries
        if common.json { return try JSONOutput.write(entries) }
        var table = TextTable([.text("setting"), .text("value"), .text("from"), .text("environment"), .text("what it is")])
        for entry in entries {
            table.add([entry.key, entry.value ?? "–", entry.source, entry.environment.joined(separator: ", "), entry.summary])
        }
        try StandardOutput.write(table.render())
    }
}
