/// Writes a flat JSON object member by member. Text that is no UTF-8, and U+0000, which databases refuse, become U+FFFD.
struct JSONObjectText {
    private var text: [UInt8] = [UInt8(ascii: "{")]

    /// A name or a value in quotes, as JSON writes it.
    static func quoted(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        quoted.reserveCapacity(bytes.count + 2)
        for byte in String(decoding: bytes, as: UTF8.self).utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
            case 0: quoted += "\u{FFFD}".utf8
            case 1..<0x10: quoted += "\\u000\(String(byte, radix: 16))".utf8
            case 0x10..<0x20: quoted += "\\u00\(String(byte, radix: 16))".utf8
            default: quoted.append(byte)
            }
        }
        quoted.append(UInt8(ascii: "\""))
        return quoted
    }

    /// Adds a member; both its name and its value are JSON already.
    mutating func add(_ name: [UInt8], _ value: some Sequence<UInt8>) {
        if text.count > 1 { text.append(UInt8(ascii: ",")) }
        text += name
        text.append(UInt8(ascii: ":"))
        text += value
    }

    /// The whole object as UTF-8.
    var bytes: [UInt8] { text + [UInt8(ascii: "}")] }
}
