import CTorch

extension Tensor {
    /// x Wᵀ + b, with x [batch, in], W [out, in], b [out].
    public func linear(_ weight: Tensor, bias: Tensor?) throws -> Tensor {
        try Tensor("linear", [self, weight, bias]) { ct_linear($0[0], $0[1], $0[2]) }
    }

    /// Convolution of [batch, in, height, width] with [out, in, k, k].
    public func convolved(_ weight: Tensor, bias: Tensor?, stride: Int, padding: Int) throws -> Tensor {
        try Tensor("conv2d", [self, weight, bias]) { ct_conv2d($0[0], $0[1], $0[2], Int64(stride), Int64(padding)) }
    }

    /// Transposed convolution of [batch, in, height, width] with [in, out, k, k].
    public func transposeConvolved(_ weight: Tensor, bias: Tensor?, stride: Int, padding: Int) throws -> Tensor {
        try Tensor("conv_transpose2d", [self, weight, bias]) { ct_conv_transpose2d($0[0], $0[1], $0[2], Int64(stride), Int64(padding)) }
    }

    /// Zeros around the last two dimensions.
    public func padded(left: Int, right: Int, top: Int, bottom: Int) throws -> Tensor {
        try Tensor("pad", [self]) { ct_pad2d($0[0], Int64(left), Int64(right), Int64(top), Int64(bottom)) }
    }

    /// Bilinear samples of [batch, channels, height, width] at affine coordinates, edges repeated outside.
    ///
    /// - Parameter theta: [batch, 2, 3], from a place in the result to a place in the source; −1 and 1 are the outer edges
    public func sampled(affine theta: Tensor) throws -> Tensor {
        try Tensor("affine sampling", [self, theta]) { ct_affine_sample($0[0], $0[1]) }
    }

    /// Batch normalisation over dimension 1.
    ///
    /// - Parameters:
    ///   - statistics: running mean and variance; nil takes the batch's own and remembers nothing
    ///   - training: normalise by the batch's statistics and move the running ones by `momentum`
    public func batchNormalized(
        weight: Tensor?, bias: Tensor?, statistics: (mean: Tensor, variance: Tensor)?, training: Bool, momentum: Double, epsilon: Double
    ) throws -> Tensor {
        try Tensor("batch_norm", [self, weight, bias, statistics?.mean, statistics?.variance]) {
            ct_batch_norm($0[0], $0[1], $0[2], $0[3], $0[4], training, momentum, epsilon)
        }
    }
}
