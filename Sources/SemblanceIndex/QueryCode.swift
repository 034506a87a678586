import CScan

/// A query in 8 bits a value: u / ‖u‖ = scale · code + ρ with ‖ρ‖ ≤ error, just as rows are kept.
struct QueryCode: Sendable {
    /// The codes, filled up with zeros to a multiple of four.
    let codes: [Int8]
    /// What one unit of a code stands for; 0 for a query of zeros.
    let scale: Double
    /// At least the length of what the codes leave of u / ‖u‖.
    let error: Double
    /// The length of the codes.
    let length: Double
    /// ‖u‖²
    let squaredNorm: Double

    /// - Parameter query: n finite values
    init(_ query: UnsafeBufferPointer<Float>) {
        let group = Int(CSCAN_GROUP)
        var codes = [Int8](repeating: 0, count: (query.count + group - 1) / group * group)
        let code = cscan_encode(query.baseAddress, query.count, &codes)
        self.codes = codes
        scale = Double(code.scale)
        error = Double(code.error)
        length = Double(codes.reduce(0) { $0 + Int($1) * Int($1) }).squareRoot()
        squaredNorm = code.squared_norm
    }
}
