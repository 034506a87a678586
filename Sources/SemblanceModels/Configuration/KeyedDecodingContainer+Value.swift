extension KeyedDecodingContainer {
    /// A member's value, or another one where the member is absent: configurations of older builds lack what has been added since.
    func value<Value: Decodable>(_ key: Key, or usual: Value) throws -> Value {
        try decodeIfPresent(Value.self, forKey: key) ?? usual
    }
}
