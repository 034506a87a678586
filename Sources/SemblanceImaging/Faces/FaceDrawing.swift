import SemblanceCore

/// Draws one face, from the back to the front.
struct FaceDrawing {
    let face: DrawnFace
    var canvas: FaceCanvas
    let skin: FaceColor
    let hair: FaceColor
    /// The outline of the head.
    let head: Oval
    /// How far features move aside as the face turns.
    let shift: Float
    /// Where the light falls on the head.
    let lit: FacePoint

    init(face: DrawnFace, size: Int) {
        self.face = face
        skin = face.person.skin.color
        hair = face.person.hairColor.color
        shift = face.pose.turn * 0.13
        lit = FacePoint(face.light * 0.45, -0.45)
        let width = face.person.build.headWidth
        head =
            switch face.person.shape {
            case .round: Oval(0, 0, width: 0.8 * width, above: 0.93, below: 0.94, squareness: 0.12)
            case .oval: Oval(0, 0, width: 0.72 * width, above: 0.95, below: 1.02)
            case .square: Oval(0, 0, width: 0.75 * width, above: 0.93, below: 0.98, squareness: 0.5)
            case .long: Oval(0, 0, width: 0.66 * width, above: 0.98, below: 1.1, squareness: 0.15)
            }
        let background = face.background.color
        canvas = FaceCanvas(
            size: size, pose: face.pose,
            background: FacePaint(
                background.lighter(0.35), fadingTo: background.darker(0.22), from: FacePoint(0.5 + face.light * 0.3, 0.25),
                reach: 0.95))
    }

    func image() -> RGBImage {
        var drawing = self
        drawing.drawBody()
        drawing.drawHead()
        drawing.drawFacialHair()
        drawing.drawNose()
        drawing.drawMouth()
        drawing.drawEye(side: -1)
        drawing.drawEye(side: 1)
        drawing.drawHair()
        if face.glasses { drawing.drawGlasses() }
        return drawing.canvas.image()
    }

    private mutating func drawBody() {
        let clothes = face.clothes
        canvas.fill(
            Oval(0, 2.35, width: 1.5, above: 1.12, below: 1.5, squareness: 0.35),
            FacePaint(clothes.lighter(0.14), fadingTo: clothes.darker(0.3), from: FacePoint(lit.x, 1.2), reach: 1.5))
        drawBackHair()
        let shade = skin.darker(0.2)
        let neck = Oval(0, 1.05, width: 0.36, above: 0.6, below: 0.42, squareness: 0.55)
        canvas.fill(neck, FacePaint(shade))
        let underChin = Oval(shift * 0.4, head.below - 0.1, width: 0.6, above: 0.3, below: 0.28)
        canvas.fill(
            Both(neck, underChin),
            FacePaint(skin.darker(0.45), fadingTo: shade, from: FacePoint(shift * 0.4, head.below - 0.1), reach: 0.34))
    }

    private mutating func drawBackHair() {
        let paint = FacePaint(hair.darker(0.12), fadingTo: hair.darker(0.5), from: FacePoint(lit.x, -0.6), reach: 2.1)
        switch face.person.hairLength {
        case .long: canvas.fill(Oval(-shift * 0.4, 0.25, width: 1.02, above: 1.36, below: 1.6, squareness: 0.5), paint)
        case .medium: canvas.fill(Oval(-shift * 0.4, 0.1, width: 0.97, above: 1.2, below: 0.85, squareness: 0.35), paint)
        case .short, .bald: break
        }
    }

    private mutating func drawHead() {
        for side: Float in [-1, 1] {
            let x = side * (head.width + 0.02) - shift * 0.5
            canvas.fill(Oval(x, 0.07, width: 0.11, above: 0.17, below: 0.17), FacePaint(skin.darker(0.12)))
            canvas.fill(
                Oval(x, 0.07, width: 0.055, above: 0.1, below: 0.1), FacePaint(skin.darker(0.32)), opacity: 0.6, softness: 0.06)
        }
        canvas.fill(head, FacePaint(skin.lighter(0.2), fadingTo: skin.darker(0.16), from: lit, reach: 1.5))
        let blush = skin.mixed(FaceColor(0xd8594c), 0.5)
        for side: Float in [-1, 1] {
            canvas.fill(
                Oval(side * 0.42 + shift, 0.34, width: 0.15, above: 0.11), FacePaint(blush), opacity: 0.28, softness: 0.24)
        }
    }

    private mutating func drawNose() {
        let build = face.person.build
        let tip = 0.02 + build.noseLength
        let x = shift * 1.35
        let side: Float = face.light > 0 ? -1 : 1
        canvas.fill(
            Stroke(
                FacePoint(shift + side * 0.05, -0.05), FacePoint(x + side * 0.06, tip * 0.5), FacePoint(x + side * 0.07, tip), width: 0.09),
            FacePaint(skin.darker(0.3)), opacity: 0.3, softness: 0.1)
        canvas.fill(
            Oval(x, tip - 0.03, width: 0.06, above: 0.06), FacePaint(skin.lighter(0.4)), opacity: 0.45, softness: 0.09)
        canvas.fill(
            Stroke(
                FacePoint(x - build.noseWidth, tip), FacePoint(x, tip + 0.11), FacePoint(x + build.noseWidth, tip), width: 0.04),
            FacePaint(skin.darker(0.45)), opacity: 0.75, softness: 0.035)
    }

    private mutating func drawHair() {
        guard face.person.hairLength != .bald else { return }
        let build = face.person.build
        let volume: Float = face.person.hairLength == .short ? 0.06 : 0.11
        let cap = Oval(
            -shift * 0.25, 0, width: head.width + volume, above: head.above + volume + 0.1, below: head.below,
            squareness: head.squareness)
        let line = Hairline(
            middle: shift * 0.6, width: head.width, base: build.hairlineHeight, tilt: build.hairlineTilt,
            drop: face.person.hairLength == .short ? 0.42 : 0.72, coversAbove: true)
        var shadow = line
        shadow.base += 0.06
        canvas.fill(Both(head, shadow), FacePaint(skin.darker(0.4)), opacity: 0.4, softness: 0.1)
        canvas.fill(
            Both(cap, line), FacePaint(hair.lighter(0.16), fadingTo: hair.darker(0.3), from: FacePoint(lit.x, -0.85), reach: 1.1))
        let sheen = Stroke(
            FacePoint(lit.x - 0.3, -0.74), FacePoint(lit.x, -0.98), FacePoint(lit.x + 0.3, -0.76), width: 0.07)
        canvas.fill(Both(sheen, cap), FacePaint(hair.lighter(0.5)), opacity: 0.35, softness: 0.12)
    }
}
