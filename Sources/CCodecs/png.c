#include "CCodecs.h"
#include "internal.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

// Metadata that is kept may take this much memory a chunk, and come in this many chunks.
#define MAXIMUM_CHUNK_BYTES (1 << 20)
#define MAXIMUM_CHUNKS 128

typedef struct {
    const uint8_t *bytes;
    size_t count;
    size_t position;
} Source;

typedef struct {
    uint8_t *bytes;
    size_t count;
    size_t capacity;
} Sink;

typedef struct {
    png_structp png;
    png_infop info;
    char *message;
    /// Memory of ours that a jump must not lose.
    uint8_t *scratch;
    CCodecsStatus status;
} Session;

_Noreturn static void leave(png_structp png, png_const_charp text) {
    Session *session = png_get_error_ptr(png);
    ccodecs_say(session->message, text);
    session->status = strstr(text, "ut of memory") ? CCodecsStatusNoMemory : CCodecsStatusDamaged;
    png_longjmp(png, 1);
}

static void keep_quiet(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void take_bytes(png_structp png, png_bytep target, size_t count) {
    Source *source = png_get_io_ptr(png);
    if (count > source->count - source->position) png_error(png, "the data end too early");
    memcpy(target, source->bytes + source->position, count);
    source->position += count;
}

static bool open_reader(Session *session, Source *source, char *message) {
    memset(session, 0, sizeof *session);
    session->message = message;
    session->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, session, leave, keep_quiet);
    session->info = session->png == NULL ? NULL : png_create_info_struct(session->png);
    if (session->info == NULL) {
        png_destroy_read_struct(&session->png, NULL, NULL);
        ccodecs_say(message, "out of memory");
        return false;
    }
    png_set_read_fn(session->png, source, take_bytes);
    return true;
}

// Called below a setjmp. Profiles and texts never reach the pixels, and may be bombs of their own: they are skipped unread.
static void read_header(Session *session) {
    static const png_byte skipped[] = "iCCP\0zTXt\0iTXt\0tEXt\0sPLT\0hIST\0pCAL\0sCAL";
    png_set_keep_unknown_chunks(session->png, PNG_HANDLE_CHUNK_NEVER, skipped, (int)sizeof skipped / 5);
    png_set_user_limits(session->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_cache_max(session->png, MAXIMUM_CHUNKS);
    png_set_chunk_malloc_max(session->png, MAXIMUM_CHUNK_BYTES);
    png_read_info(session->png, session->info);
}

// The functions that call setjmp own nothing: what must be released belongs to their callers, whose variables a jump leaves
// alone.

static CCodecsStatus probe(Session *session, CCodecsInfo *info) {
    if (setjmp(png_jmpbuf(session->png))) return session->status;
    read_header(session);
    info->width = png_get_image_width(session->png, session->info);
    info->height = png_get_image_height(session->png, session->info);
    info->orientation = 1;
    info->animated = false;
    png_bytep exif = NULL;
    png_uint_32 exif_count = 0;
    if (png_get_eXIf_1(session->png, session->info, &exif_count, &exif) != 0 && exif != NULL) {
        info->orientation = ccodecs_exif_orientation(exif, exif_count);
    }
    return CCodecsStatusSuccess;
}

CCodecsStatus ccodecs_png_probe(const uint8_t *bytes, size_t count, CCodecsInfo *info, char *message) {
    Session session;
    Source source = {bytes, count, 0};
    if (!open_reader(&session, &source, message)) return CCodecsStatusNoMemory;
    CCodecsStatus status = probe(&session, info);
    png_destroy_read_struct(&session.png, &session.info, NULL);
    return status;
}

static CCodecsStatus decode(Session *session, uint8_t *pixels, size_t capacity) {
    if (setjmp(png_jmpbuf(session->png))) return session->status;
    png_structp png = session->png;
    read_header(session);
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, session->info);

    size_t width = png_get_image_width(png, session->info);
    size_t height = png_get_image_height(png, session->info);
    size_t channels = png_get_channels(png, session->info);
    if (width * height * 3 != capacity || channels < 3) png_error(png, "an unexpected layout of pixels");
    bool alpha = channels == 4;

    // Passes of an interlaced picture complete each other's rows, so with alpha all of them must stay until the last.
    size_t kept_rows = passes > 1 ? height : 1;
    if (alpha) {
        session->scratch = malloc(kept_rows * width * 4);
        if (session->scratch == NULL) png_error(png, "out of memory");
    }
    for (int pass = 0; pass < passes; pass++) {
        for (size_t row = 0; row < height; row++) {
            uint8_t *target = pixels + row * width * 3;
            uint8_t *layered = alpha ? session->scratch + (row % kept_rows) * width * 4 : NULL;
            png_read_row(png, alpha ? layered : target, NULL);
            if (alpha && pass == passes - 1) ccodecs_flatten(layered, target, width);
        }
    }
    // Checks the last checksum, too.
    png_read_end(png, NULL);
    return CCodecsStatusSuccess;
}

CCodecsStatus ccodecs_png_decode(const uint8_t *bytes, size_t count, uint8_t *pixels, size_t capacity, char *message) {
    Session session;
    Source source = {bytes, count, 0};
    if (!open_reader(&session, &source, message)) return CCodecsStatusNoMemory;
    CCodecsStatus status = decode(&session, pixels, capacity);
    png_destroy_read_struct(&session.png, &session.info, NULL);
    free(session.scratch);
    return status;
}

static void give_bytes(png_structp png, png_bytep data, size_t count) {
    Sink *sink = png_get_io_ptr(png);
    if (count > sink->capacity - sink->count) {
        size_t capacity = (sink->count + count) * 2 + 4096;
        uint8_t *grown = realloc(sink->bytes, capacity);
        if (grown == NULL) png_error(png, "out of memory");
        sink->bytes = grown;
        sink->capacity = capacity;
    }
    memcpy(sink->bytes + sink->count, data, count);
    sink->count += count;
}

static void flush_nothing(png_structp png) {
    (void)png;
}

static CCodecsStatus encode(Session *session, Sink *sink, const uint8_t *pixels, uint32_t width, uint32_t height) {
    if (setjmp(png_jmpbuf(session->png))) return session->status;
    png_set_user_limits(session->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_write_fn(session->png, sink, give_bytes, flush_nothing);
    png_set_IHDR(
        session->png, session->info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(session->png, session->info);
    for (size_t row = 0; row < height; row++) {
        png_write_row(session->png, pixels + row * width * 3);
    }
    png_write_end(session->png, session->info);
    return CCodecsStatusSuccess;
}

CCodecsStatus ccodecs_png_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, uint8_t **encoded, size_t *encoded_count, char *message) {
    Session session = {.message = message};
    Sink sink = {NULL, 0, 0};
    session.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &session, leave, keep_quiet);
    session.info = session.png == NULL ? NULL : png_create_info_struct(session.png);
    if (session.info == NULL) {
        png_destroy_write_struct(&session.png, NULL);
        ccodecs_say(message, "out of memory");
        return CCodecsStatusNoMemory;
    }
    CCodecsStatus status = encode(&session, &sink, pixels, width, height);
    png_destroy_write_struct(&session.png, &session.info);
    if (status != CCodecsStatusSuccess) {
        free(sink.bytes);
        return status;
    }
    *encoded = sink.bytes;
    *encoded_count = sink.count;
    return CCodecsStatusSuccess;
}
