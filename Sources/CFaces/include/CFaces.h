// Faces in pictures, by dlib's detector of frontal faces, behind plain C functions.
//
// The detector needs no model file: what it has learned is part of the library. Exceptions stay inside.
#ifndef CFACES_H
#define CFACES_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A detector. It keeps what it has computed of the last picture, so one thread uses it at a time.
typedef struct CFacesDetector CFacesDetector;

/// A square in pixels, which may reach beyond the picture.
typedef struct {
    int32_t x;
    int32_t y;
    int32_t side;
} CFacesBox;

/// Unpacks a detector, some tenths of a second of work; NULL where that fails. Release it by cfaces_free.
CFacesDetector *cfaces_create(void);

/// Another detector, at no cost but its memory; NULL where there is none. Release it by cfaces_free.
CFacesDetector *cfaces_copy(const CFacesDetector *detector);

/// Releases a detector; NULL is none.
void cfaces_free(CFacesDetector *detector);

/// Finds faces of about 80 pixels and more in RGB8 pixels, the surest first. No more than `capacity` boxes are written.
///
/// Returns how many there are, which may be more than `capacity`, or a negative number where memory runs out.
int32_t cfaces_find(
    CFacesDetector *detector, const uint8_t *pixels, int32_t width, int32_t height, CFacesBox *boxes, int32_t capacity);

#ifdef __cplusplus
}
#endif

#endif
