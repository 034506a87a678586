import CTorch

extension Tensor {
    /// x Wᵀ + b, with x [batch, in], W [out, in], b [out].
    public func linear(_ weight: Tensor, bias: Tensor?) throws -> Tensor {
        try Tensor(ct_linear(handle, weight.handle, bias?.handle), "linear")
    }

    /// Convolution of [batch, in, height, width] with [out, in, k, k].
    public func convolved(_ weight: Tensor, bias: Tensor?, stride: Int, padding: Int) throws -> Tensor {
        try Tensor(ct_conv2d(handle, weight.handle, bias?.handle, Int64(stride), Int64(padding)), "conv2d")
    }

    /// Transposed convolution of [batch, in, height, width] with [in, out, k, k].
    public func transposeConvolved(_ weight: Tensor, bias: Tensor?, stride: Int, padding: Int) throws -> Tensor {
        try Tensor(ct_conv_transpose2d(handle, weight.handle, bias?.handle, Int64(stride), Int64(padding)), "conv_transpose2d")
    }

    /// Zeros around the last two dimensions.
    public func padded(left: Int, right: Int, top: Int, bottom: Int) throws -> Tensor {
        try Tensor(ct_pad2d(handle, Int64(left), Int64(right), Int64(top), Int64(bottom)), "pad")
    }

    /// Batch normalisation over dimension 1.
    ///
    /// - Parameters:
    ///   - statistics: running mean and variance; nil takes the batch's own and remembers nothing
    ///   - training: normalise by the batch's statistics and move the running ones by `momentum`
    public func batchNormalized(
        weight: Tensor?, bias: Tensor?, statistics: (mean: Tensor, variance: Tensor)?, training: Bool, momentum: Double, epsilon: Double
    ) throws -> Tensor {
        try Tensor(
            ct_batch_norm(
                handle, weight?.handle, bias?.handle, statistics?.mean.handle, statistics?.variance.handle, training, momentum, epsilon),
            "batch_norm")
    }
}
