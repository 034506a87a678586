import SemblanceCore

extension FaceDrawing {
    /// The middle of an eye; the far one comes nearer to the nose as the face turns.
    private func eyeCentre(_ side: Float) -> FacePoint {
        let distance = face.person.build.eyeDistance * (1 - max(0, side * face.pose.turn) * 0.1)
        return FacePoint(side * distance + shift, -0.06)
    }

    mutating func drawEye(side: Float) {
        let build = face.person.build
        let centre = eyeCentre(side)
        let squint: Float = face.mouth == .smiling ? 0.82 : 1
        let size = build.eyeSize
        let white = Lens(
            centre.x, centre.y, halfWidth: 0.165 * size, above: 0.1 * size * squint, below: 0.075 * size, curl: 0.012)
        canvas.fill(
            Oval(centre.x, centre.y - 0.03, width: 0.2, above: 0.13), FacePaint(skin.darker(0.35)), opacity: 0.3, softness: 0.14)
        canvas.fill(white, FacePaint(FaceColor(0xfbf8f3)))
        let x = centre.x + face.pose.turn * 0.03
        let iris = face.person.eyeColor.color
        canvas.fill(
            Both(Oval(x, centre.y, width: 0.085 * size, above: 0.085 * size), white),
            FacePaint(iris.lighter(0.25), fadingTo: iris.darker(0.35), from: FacePoint(x, centre.y + 0.03), reach: 0.1))
        canvas.fill(Both(Oval(x, centre.y, width: 0.04 * size, above: 0.04 * size), white), FacePaint(FaceColor(0x17120f)))
        canvas.fill(
            Oval(x + (face.light > 0 ? 0.03 : -0.03), centre.y - 0.03, width: 0.022, above: 0.022), FacePaint(FaceColor(0xffffff)),
            opacity: 0.9)
        let lid = Stroke(through: (-3...3).map { white.upper(Float($0) / 3) }, width: 0.035)
        canvas.fill(lid, FacePaint(hair.mixed(FaceColor(0x1c1412), 0.7)), opacity: 0.9)
        drawBrow(side: side, above: centre)
    }

    private mutating func drawBrow(side: Float, above eye: FacePoint) {
        let build = face.person.build
        let raise: Float = face.mouth == .open ? 0.05 : 0
        let height = eye.y - build.browHeight - raise
        let brow = Stroke(
            FacePoint(eye.x - side * 0.17, height + 0.03 - build.browTilt), FacePoint(eye.x + side * 0.03, height - 0.06),
            FacePoint(eye.x + side * 0.21, height + 0.05 + build.browTilt), width: build.browWidth)
        canvas.fill(brow, FacePaint(hair.darker(0.25)), opacity: 0.9, softness: 0.025)
    }

    mutating func drawMouth() {
        let build = face.person.build
        let x = shift * 1.1
        let y = build.mouthHeight
        let width = build.mouthWidth
        let full = build.lipFullness
        let lips = FacePaint(skin.mixed(FaceColor(0xb5423f), 0.5))
        let inside = FacePaint(FaceColor(0x5a1e20))
        switch face.mouth {
        case .neutral:
            canvas.fill(Lens(x, y, halfWidth: width * 0.92, above: 0.05 * full, below: 0.07 * full), lips)
            canvas.fill(
                Stroke(FacePoint(x - width * 0.9, y), FacePoint(x, y + 0.015), FacePoint(x + width * 0.9, y), width: 0.026),
                FacePaint(skin.mixed(FaceColor(0x4a1512), 0.75)), opacity: 0.85)
            canvas.fill(
                Oval(x, y + 0.2 + 0.04 * full, width: 0.14, above: 0.03), FacePaint(skin.darker(0.35)), opacity: 0.35, softness: 0.08)
        case .smiling:
            let wide = width * 1.2
            canvas.fill(Lens(x, y + 0.03, halfWidth: wide, above: -0.01 + 0.04 * full, below: 0.15 + 0.05 * full, curl: 0.11), lips)
            let opening = Lens(x, y + 0.035, halfWidth: wide * 0.88, above: 0.005, below: 0.135, curl: 0.085)
            canvas.fill(opening, inside)
            canvas.fill(
                Both(opening, Lens(x, y + 0.02, halfWidth: wide * 0.86, above: 0.05, below: 0.095, curl: 0.085)),
                FacePaint(FaceColor(0xfdfbf6)))
            drawSmileLines(x: x, y: y, width: wide)
        case .open:
            let round = width * 0.66
            canvas.fill(Oval(x, y + 0.05, width: round + 0.045 * full, above: 0.13 + 0.03 * full, below: 0.16 + 0.04 * full), lips)
            let opening = Oval(x, y + 0.05, width: round, above: 0.12, below: 0.15)
            canvas.fill(opening, inside)
            let teeth = Oval(x, y - 0.09, width: round, above: 0.06, below: 0.065, squareness: 0.4)
            canvas.fill(Both(opening, teeth), FacePaint(FaceColor(0xf8f4ee)))
            let tongue = Oval(x, y + 0.22, width: round * 0.7, above: 0.11)
            canvas.fill(Both(opening, tongue), FacePaint(FaceColor(0xc0605c)), softness: 0.03)
        }
    }

    private mutating func drawSmileLines(x: Float, y: Float, width: Float) {
        for side: Float in [-1, 1] {
            canvas.fill(
                Stroke(
                    FacePoint(x + side * width, y - 0.24), FacePoint(x + side * (width + 0.1), y - 0.12),
                    FacePoint(x + side * (width + 0.06), y + 0.02), width: 0.03),
                FacePaint(skin.darker(0.4)), opacity: 0.4, softness: 0.05)
        }
    }

    mutating func drawFacialHair() {
        let build = face.person.build
        let x = shift * 1.1
        let paint = FacePaint(hair.lighter(0.05), fadingTo: hair.darker(0.3), from: FacePoint(lit.x, 0.4), reach: 0.9)
        if face.person.facialHair == .beard {
            let line = Hairline(
                middle: x, width: head.width, base: build.mouthHeight - 0.13, tilt: 0, drop: -0.5, coversAbove: false)
            let jaw = Oval(0, 0.02, width: head.width + 0.015, above: head.above, below: head.below + 0.05, squareness: head.squareness)
            canvas.fill(Both(jaw, line), paint, opacity: 0.92, softness: 0.06)
        }
        if face.person.facialHair != .none {
            canvas.fill(
                Lens(x, build.mouthHeight - 0.09, halfWidth: build.mouthWidth * 1.12, above: 0.06, below: 0.035, curl: -0.06), paint,
                opacity: 0.95, softness: 0.03)
        }
    }

    mutating func drawGlasses() {
        let frame = FacePaint(FaceColor(0x2b2725))
        let left = eyeCentre(-1)
        let right = eyeCentre(1)
        for centre in [left, right] {
            let lens = Oval(centre.x, centre.y + 0.02, width: 0.255, above: 0.205, squareness: 0.55)
            canvas.fill(lens, FacePaint(FaceColor(0xe6f1f7)), opacity: 0.16)
            canvas.fill(Outline(shape: lens, width: 0.045), frame)
        }
        canvas.fill(
            Stroke(
                FacePoint(left.x + 0.25, left.y - 0.02), FacePoint((left.x + right.x) / 2, left.y - 0.09),
                FacePoint(right.x - 0.25, right.y - 0.02), width: 0.04), frame)
        for (centre, side) in [(left, Float(-1)), (right, Float(1))] {
            let ear = FacePoint(side * (head.width + 0.03) - shift * 0.5, centre.y)
            canvas.fill(Stroke(through: [FacePoint(centre.x + side * 0.255, centre.y - 0.04), ear], width: 0.035), frame)
        }
    }
}
