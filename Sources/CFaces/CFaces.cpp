// The body of CFaces.h, and the only file that sees dlib's headers.
#include "CFaces.h"

#include <dlib/image_processing/frontal_face_detector.h>
#include <memory>

struct CFacesDetector {
    dlib::frontal_face_detector value;
};

namespace {

/// What `body` makes, or `failure` where it throws.
template <typename Value, typename Body> Value guarded(Value failure, Body body) noexcept {
    try {
        return body();
    } catch (...) {
        return failure;
    }
}

/// The lightness of pixels, as JPEG has it.
dlib::array2d<unsigned char> grey(const uint8_t *pixels, int32_t width, int32_t height) {
    dlib::array2d<unsigned char> picture(height, width);
    for (int32_t y = 0; y < height; y++) {
        for (int32_t x = 0; x < width; x++, pixels += 3) {
            picture[y][x] = static_cast<unsigned char>((19595 * pixels[0] + 38470 * pixels[1] + 7471 * pixels[2] + 32768) >> 16);
        }
    }
    return picture;
}

} // namespace

CFacesDetector *cfaces_create(void) {
    return guarded<CFacesDetector *>(nullptr, [] { return new CFacesDetector{dlib::get_frontal_face_detector()}; });
}

CFacesDetector *cfaces_copy(const CFacesDetector *detector) {
    return guarded<CFacesDetector *>(nullptr, [=] { return new CFacesDetector{detector->value}; });
}

void cfaces_free(CFacesDetector *detector) { delete detector; }

int32_t cfaces_find(
    CFacesDetector *detector, const uint8_t *pixels, int32_t width, int32_t height, CFacesBox *boxes, int32_t capacity) {
    return guarded<int32_t>(-1, [=] {
        const auto found = detector->value(grey(pixels, width, height));
        for (size_t i = 0; i < found.size() && i < static_cast<size_t>(capacity); i++) {
            const auto &box = found[i];
            boxes[i] = {
                static_cast<int32_t>(box.left()), static_cast<int32_t>(box.top()), static_cast<int32_t>(box.width())};
        }
        return static_cast<int32_t>(found.size());
    });
}
