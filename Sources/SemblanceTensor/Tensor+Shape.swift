import CTorch

extension Tensor {
    /// The same elements in another shape; one length may be −1.
    public func reshaped(_ shape: [Int]) throws -> Tensor {
        let sizes = shape.map(Int64.init)
        return try Tensor("reshape", [self]) { ct_reshape($0[0], sizes, Int32(sizes.count)) }
    }

    /// Dimensions in another order.
    public func permuted(_ order: [Int]) throws -> Tensor {
        let dims = order.map(Int64.init)
        return try Tensor("permute", [self]) { ct_permute($0[0], dims, Int32(dims.count)) }
    }

    /// `length` entries of a dimension from `start`; shares memory.
    public func narrowed(_ dimension: Int, from start: Int, length: Int) throws -> Tensor {
        try Tensor("narrow", [self]) { ct_narrow($0[0], Int64(dimension), Int64(start), Int64(length)) }
    }

    /// Tensors side by side along a dimension; their other lengths must agree.
    public static func concatenated(_ parts: [Tensor], along dimension: Int) throws -> Tensor {
        try Tensor("concatenation", parts) { ct_concatenate($0, Int32($0.count), Int64(dimension)) }
    }

    /// Elements converted to another type.
    public func converted(to type: ElementType) throws -> Tensor { try Tensor("conversion", [self]) { ct_to_dtype($0[0], type.code) } }

    /// On another device; itself where it already is there.
    public func moved(to device: Device) throws -> Tensor { try Tensor("moving", [self]) { ct_to_device($0[0], device.code) } }

    /// Channels last in memory, which convolutions prefer; the shape stays [batch, channels, height, width].
    public func channelsLast() throws -> Tensor { try unary(CT_CHANNELS_LAST, "channels_last") }
}
