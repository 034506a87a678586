import ArgumentParser

struct ImagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "images", abstract: "See what a collection holds, add to it, find copies, and delete.",
        discussion: "Example: semblance images list --filter 'identity = 7'",
        subcommands: [List.self, Show.self, Add.self, Duplicates.self, Delete.self])
}
