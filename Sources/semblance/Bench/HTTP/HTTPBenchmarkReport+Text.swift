extension HTTPBenchmarkReport: CustomStringConvertible {
    /// A line for each run.
    var description: String {
        var lines = [
            "\(humanNumber(uploads.rate)) uploads/s of \(uploadBytes / 1000) kB: p50 \(humanNumber(p50Ms)) ms, p99 \(humanNumber(p99Ms)) ms",
            "uploads: \(top(uploadsTop))", "searches by id: \(top(byID))",
        ]
        if let inProcess, let shareOfInProcess {
            let share = humanNumber(shareOfInProcess * 100)
            lines.append("without HTTP: \(humanNumber(inProcess.requestsPerSecond)) uploads/s, of which the server has \(share) %")
        }
        if let readySeconds, let peakMemoryMB {
            lines.append("ready after \(humanNumber(readySeconds)) s, at most \(humanNumber(peakMemoryMB)) MB")
        }
        lines.append("errors: \(errors)")
        return lines.joined(separator: "\n") + "\n"
    }

    private func top(_ run: Saturated) -> String {
        "at most \(humanNumber(run.requestsPerSecond))/s with \(run.concurrency) clients (p50 \(humanNumber(run.p50Ms)) ms, "
            + "p99 \(humanNumber(run.p99Ms)) ms)"
    }
}
