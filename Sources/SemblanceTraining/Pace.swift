/// Images a second over the last ten seconds or so.
struct Pace {
    private var marks: [(seconds: Double, images: Int)]

    /// - Parameter seconds: what the clock shows now
    init(from seconds: Double) { marks = [(seconds, 0)] }

    mutating func add(images: Int, at seconds: Double) {
        marks.append((seconds, (marks.last?.images ?? 0) + images))
        while marks.count > 2, seconds - marks[1].seconds > 10 { marks.removeFirst() }
    }

    var imagesPerSecond: Double {
        guard let first = marks.first, let last = marks.last, last.seconds > first.seconds else { return 0 }
        return Double(last.images - first.images) / (last.seconds - first.seconds)
    }
}
