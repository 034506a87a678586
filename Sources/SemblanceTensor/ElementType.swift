import CTorch

/// The type of a tensor's elements. The raw value is the name that safetensors files use.
public enum ElementType: String, Sendable, CaseIterable {
    /// IEEE single precision.
    case float32 = "F32"
    /// Brain float: f32's range with 8 bits of precision.
    case bfloat16 = "BF16"
    /// IEEE half precision.
    case float16 = "F16"
    /// Bytes.
    case uint8 = "U8"
    /// 64-bit integers.
    case int64 = "I64"
    /// IEEE double precision.
    case float64 = "F64"

    /// Bytes an element.
    public var size: Int {
        switch self {
        case .uint8: 1
        case .bfloat16, .float16: 2
        case .float32: 4
        case .int64, .float64: 8
        }
    }

    var code: ct_dtype {
        switch self {
        case .float32: CT_FLOAT32
        case .bfloat16: CT_BFLOAT16
        case .float16: CT_FLOAT16
        case .uint8: CT_UINT8
        case .int64: CT_INT64
        case .float64: CT_FLOAT64
        }
    }

    init?(code: Int32) {
        guard let match = ElementType.allCases.first(where: { Int32($0.code.rawValue) == code }) else { return nil }
        self = match
    }
}
