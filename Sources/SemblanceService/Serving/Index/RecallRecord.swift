/// What the last searches that were repeated say of an index, and what follows from it.
struct RecallRecord: Sendable {
    /// What a search more has shown.
    enum Verdict: Sendable, Equatable {
        /// The recall is below the floor.
        case low
        /// The recall of an index that was given up is not below the floor any more, over a whole window.
        case recovered
    }

    /// How many searches are looked back upon.
    let capacity: Int
    /// How many are needed before anything follows.
    let minimum: Int
    /// The least recall; 0 for any.
    let floor: Double
    /// Whether the index was given up for an exhaustive search.
    private(set) var isFallenBack = false

    /// Shares of the true neighbours, the oldest at `next` as soon as there are `capacity`.
    private var shares: [Double] = []
    private var next = 0
    /// How many were added since the index was given up.
    private var sinceFall = 0

    init(capacity: Int = 1000, minimum: Int = 30, floor: Double) {
        (self.capacity, self.minimum, self.floor) = (capacity, minimum, floor)
    }

    /// The figures of the window; nil where it is empty.
    var figures: RecallFigures? {
        guard let worst = shares.min() else { return nil }
        return RecallFigures(value: shares.reduce(0, +) / Double(shares.count), worst: worst, samples: shares.count)
    }

    /// Adds the share of the true neighbours that a search found.
    mutating func add(_ share: Double) -> Verdict? {
        if shares.count < capacity {
            shares.append(share)
        } else {
            shares[next] = share
            next = (next + 1) % capacity
        }
        sinceFall += 1
        guard floor > 0, let figures else { return nil }
        guard isFallenBack else { return figures.samples >= minimum && figures.value < floor ? .low : nil }
        guard sinceFall >= capacity, figures.value >= floor else { return nil }
        isFallenBack = false
        return .recovered
    }

    /// The index is given up.
    mutating func fallBack() {
        isFallenBack = true
        sinceFall = 0
    }

    /// The index is not what it was: what was seen of it says nothing any more.
    mutating func forget() {
        (shares, next) = ([], 0)
    }
}
