import SemblanceCore

extension NumPyHeader {
    /// Reads the beginning of a file: the format's version, the header's length and the three entries of its dictionary.
    ///
    /// - Throws: `unsupported` where there is no such beginning.
    init(parsing bytes: [UInt8]) throws {
        let isKnown = bytes.count >= 12 && bytes.starts(with: Self.magic) && (1...3).contains(bytes[6])
        let start = isKnown && bytes[6] > 1 ? 12 : 10
        let length = isKnown ? bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) } : 0
        guard isKnown, bytes.count - start >= length else {
            throw SemblanceError(
                .unsupported, "not a NumPy array", advice: "give a file that numpy.save or semblance latents export wrote")
        }
        let text = String(decoding: bytes[start..<start + length], as: UTF8.self)
        guard let type = text.firstMatch(of: /'descr':\s*'([^']*)'/), let order = text.firstMatch(of: /'fortran_order':\s*(True|False)/),
            let sizes = text.firstMatch(of: /'shape':\s*\(([0-9, ]*)\)/), let shape = Self.shape(sizes.1)
        else {
            throw SemblanceError(.unsupported, "a NumPy array whose header cannot be read", advice: "write it again with numpy.save")
        }
        self.init(description: String(type.1), isColumnMajor: order.1 == "True", shape: shape, byteCount: start + length)
    }

    /// The numbers between parentheses; nil where one is beyond an Int.
    private static func shape(_ text: Substring) -> [Int]? {
        let sizes = text.split { $0 == "," || $0 == " " }
        let numbers = sizes.compactMap { Int($0) }
        return numbers.count == sizes.count ? numbers : nil
    }
}
