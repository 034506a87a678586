import ArgumentParser

struct ImagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images", abstract: "See what a collection holds, find copies, and delete.",
        discussion: "Example: semblance images list --filter 'identity = 7'",
        subcommands: [List.self, Show.self, Duplicates.self, Delete.self])
}
