import CTorch

extension Tensor {
    /// The same elements in another shape; one length may be −1.
    public func reshaped(_ shape: [Int]) throws -> Tensor {
        let sizes = shape.map(Int64.init)
        return try Tensor(ct_reshape(handle, sizes, Int32(sizes.count)), "reshape")
    }

    /// Dimensions in another order.
    public func permuted(_ order: [Int]) throws -> Tensor {
        let dims = order.map(Int64.init)
        return try Tensor(ct_permute(handle, dims, Int32(dims.count)), "permute")
    }

    /// One dimension backwards.
    public func flipped(_ dimension: Int) throws -> Tensor { try Tensor(ct_flip(handle, Int64(dimension)), "flip") }

    /// `length` entries of a dimension from `start`; shares memory.
    public func narrowed(_ dimension: Int, from start: Int, length: Int) throws -> Tensor {
        try Tensor(ct_narrow(handle, Int64(dimension), Int64(start), Int64(length)), "narrow")
    }

    /// Tensors one behind the other along a dimension.
    public static func concatenated(_ tensors: [Tensor], _ dimension: Int = 0) throws -> Tensor {
        try Tensor(ct_concatenate(tensors.map(\.handle), Int32(tensors.count), Int64(dimension)), "cat")
    }

    /// Elements converted to another type.
    public func converted(to type: ElementType) throws -> Tensor { try Tensor(ct_to_dtype(handle, type.code), "conversion") }

    /// On another device; itself where it already is there.
    public func moved(to device: Device) throws -> Tensor { try Tensor(ct_to_device(handle, device.code), "moving") }

    /// A copy with memory of its own and no history.
    public func cloned() throws -> Tensor { try unary(CT_CLONE, "clone") }

    /// Channels last in memory, which convolutions prefer; the shape stays [batch, channels, height, width].
    public func channelsLast() throws -> Tensor { try unary(CT_CHANNELS_LAST, "channels_last") }

    /// Rows of `self` where `mask` (one value each) is not zero, rows of `other` elsewhere.
    public func selectingRows(_ mask: Tensor, else other: Tensor) throws -> Tensor {
        try Tensor(ct_where_rows(mask.handle, handle, other.handle), "where")
    }
}
