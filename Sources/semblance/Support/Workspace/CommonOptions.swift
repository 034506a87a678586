import ArgumentParser

/// Options that every command has.
struct CommonOptions: ParsableArguments {
    @Flag(help: "Answer with one JSON document on standard output.")
    var json = false

    @Option(help: "The folder of the embedded database, runs and caches (SEMBLANCE_HOME).")
    var home: String?

    @Option(help: "The collection to work on (SEMBLANCE_COLLECTION).")
    var collection: String?

    /// The flags that were given, by the setting's key.
    var flags: [String: String] {
        var flags: [String: String] = [:]
        flags["home"] = home
        flags["collection"] = collection
        return flags
    }
}
