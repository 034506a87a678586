import SemblanceTensor

// The notation of the O-GAN paper (Su, arXiv 1903.01931), on batches of vectors [batch, n].
extension Tensor {
    /// avg(v) of each row: [batch].
    public func latentAverage() throws -> Tensor { try mean([1]) }

    /// N(v) = (v − avg v) / std v of each row; a row without spread gives NaN, as it does in ρ.
    func standardizedLatents() throws -> Tensor {
        let centred = try self - mean([1], keep: true)
        return try centred / centred.squared().mean([1], keep: true).squareRoot()
    }

    /// ρ(u, v) of each pair of rows: [batch].
    public func correlation(with other: Tensor) throws -> Tensor {
        let u = try self - mean([1], keep: true)
        let v = try other - other.mean([1], keep: true)
        let lengths = try (u.squared().sum([1]) * v.squared().sum([1])).squareRoot()
        return try (u * v).sum([1]) / lengths
    }

    /// ρ of every row of this with every row of the other: [batch, batch].
    public func correlations(with other: Tensor) throws -> Tensor {
        let scale = 1 / Double(shape[1])
        return try standardizedLatents().linear(other.standardizedLatents(), bias: nil) * scale
    }
}
