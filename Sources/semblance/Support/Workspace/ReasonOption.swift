import ArgumentParser

/// What is said of a change in the trail of model versions.
struct ReasonOption: ParsableArguments {
    @Option(name: .customLong("why"), help: ArgumentHelp("Why, for the trail of models show.", valueName: "text"))
    var text: String?
}
