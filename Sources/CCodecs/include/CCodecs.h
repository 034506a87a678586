// Image formats behind plain C functions.
//
// Every function returns a status and never jumps out: the libraries' setjmp and longjmp stay inside these files. Where the
// status is not CCodecsStatusSuccess, `message` (CCODECS_MESSAGE_SIZE bytes, always terminated) holds the library's own words.
#ifndef CCODECS_H
#define CCODECS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CCODECS_MESSAGE_SIZE 256

typedef enum __attribute__((enum_extensibility(closed))) {
    CCodecsStatusSuccess = 0,
    /// The bytes are cut, damaged or of a kind that the library does not read.
    CCodecsStatusDamaged = 1,
    /// Sides beyond what the format's library takes.
    CCodecsStatusTooLarge = 2,
    /// No memory could be had.
    CCodecsStatusNoMemory = 3,
} CCodecsStatus;

/// What a header says; no pixel memory is taken to learn it.
typedef struct {
    /// Stored sides in pixels, before the orientation is applied.
    uint32_t width;
    uint32_t height;
    /// EXIF orientation 1 … 8; 1 where none is given or the one given is invalid.
    int32_t orientation;
    /// Whether the file is an animation.
    bool animated;
} CCodecsInfo;

/// The EXIF orientation in a TIFF block, with or without "Exif\0\0" before it; 1 where there is none or it is invalid.
int32_t ccodecs_exif_orientation(const uint8_t *bytes, size_t count);

CCodecsStatus ccodecs_jpeg_probe(const uint8_t *bytes, size_t count, CCodecsInfo *info, char *message);
CCodecsStatus ccodecs_png_probe(const uint8_t *bytes, size_t count, CCodecsInfo *info, char *message);
CCodecsStatus ccodecs_webp_probe(const uint8_t *bytes, size_t count, CCodecsInfo *info, char *message);

/// Decodes to RGB8 into `pixels`, which holds `capacity` = width · height · 3 bytes, both sides being ⌈side · eighths / 8⌉.
/// `eighths` is 1 … 8: the fraction of the stored size that the inverse DCT gives.
CCodecsStatus ccodecs_jpeg_decode(
    const uint8_t *bytes, size_t count, int32_t eighths, uint8_t *pixels, size_t capacity, char *message);

/// Decodes to RGB8 at the stored size; alpha is flattened onto white, 16 bits are scaled to 8.
CCodecsStatus ccodecs_png_decode(const uint8_t *bytes, size_t count, uint8_t *pixels, size_t capacity, char *message);

/// Decodes a still picture to RGB8 at the stored size; alpha is flattened onto white.
CCodecsStatus ccodecs_webp_decode(const uint8_t *bytes, size_t count, uint8_t *pixels, size_t capacity, char *message);

/// Encodes RGB8 as a baseline JPEG, quality 1 … 100; full chroma from 90 on, 4:2:0 below. `compact` makes the
/// Huffman tables for this picture, in a second pass. Release `*encoded` by ccodecs_free.
CCodecsStatus ccodecs_jpeg_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int32_t quality, bool compact, uint8_t **encoded,
    size_t *encoded_count, char *message);

/// Encodes RGB8 as a PNG. Release `*encoded` by ccodecs_free.
CCodecsStatus ccodecs_png_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint8_t **encoded, size_t *encoded_count, char *message);

/// An animation that is being made: a lossy WebP that is repeated for ever.
typedef struct CCodecsAnimation CCodecsAnimation;

/// Begins one of pictures of this size, quality 1 … 100. Release `*animation` by ccodecs_animation_free, whatever the status.
CCodecsStatus ccodecs_animation_begin(
    uint32_t width, uint32_t height, int32_t quality, CCodecsAnimation **animation, char *message);

/// Adds a picture of RGB8 that is shown for `milliseconds`.
CCodecsStatus ccodecs_animation_add(CCodecsAnimation *animation, const uint8_t *pixels, int32_t milliseconds, char *message);

/// The file, after which nothing can be added. Release `*encoded` by ccodecs_free.
CCodecsStatus ccodecs_animation_finish(CCodecsAnimation *animation, uint8_t **encoded, size_t *encoded_count, char *message);

/// Releases an animation; nothing for NULL.
void ccodecs_animation_free(CCodecsAnimation *animation);

/// Releases what an encoder gave.
void ccodecs_free(uint8_t *encoded);

#endif
