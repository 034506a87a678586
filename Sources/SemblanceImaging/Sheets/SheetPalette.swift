/// The colours of curves and bars.
enum SheetPalette {
    /// Blue, orange, green, red, purple, brown: as far apart as colours of lines can be.
    private static let colours: [(red: UInt8, green: UInt8, blue: UInt8)] = [
        (31, 119, 180), (225, 112, 20), (44, 140, 60), (200, 40, 45), (130, 90, 180), (130, 80, 70),
    ]

    /// The colour of the n-th curve or bar; they come again after the last.
    static func colour(_ index: Int) -> (red: UInt8, green: UInt8, blue: UInt8) { colours[index % colours.count] }
}
