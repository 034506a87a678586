#include "CCodecs.h"
#include "internal.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

// A progressive file may repeat scans that cost a pass over the whole picture each; encoders write about ten.
#define MAXIMUM_SCANS 50

typedef struct {
    struct jpeg_error_mgr manager;
    jmp_buf escape;
    char *message;
    CCodecsStatus status;
} ErrorState;

static CCodecsStatus status_of(int code) {
    switch (code) {
    case JERR_IMAGE_TOO_BIG: return CCodecsStatusTooLarge;
    case JERR_OUT_OF_MEMORY: return CCodecsStatusNoMemory;
    default: return CCodecsStatusDamaged;
    }
}

_Noreturn static void leave(j_common_ptr codec) {
    ErrorState *state = (ErrorState *)codec->err;
    char text[JMSG_LENGTH_MAX];
    state->manager.format_message(codec, text);
    ccodecs_say(state->message, text);
    state->status = status_of(state->manager.msg_code);
    longjmp(state->escape, 1);
}

// Warnings after which pixels are missing or wrong end the decoding; libjpeg alone would fill in grey. The others (bytes
// between markers, an odd version of JFIF) leave the picture whole.
static void heed_warning(j_common_ptr codec, int level) {
    if (level >= 0) return;
    switch (codec->err->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC: leave(codec);
    default: codec->err->num_warnings++;
    }
}

static void keep_quiet(j_common_ptr codec) {
    (void)codec;
}

static void watch_scans(j_common_ptr codec) {
    if (codec->is_decompressor && ((j_decompress_ptr)codec)->input_scan_number > MAXIMUM_SCANS) {
        ErrorState *state = (ErrorState *)codec->err;
        ccodecs_say(state->message, "more progressive scans than any encoder writes");
        state->status = CCodecsStatusDamaged;
        longjmp(state->escape, 1);
    }
}

static struct jpeg_error_mgr *set_up(ErrorState *state, char *message) {
    memset(state, 0, sizeof *state);
    jpeg_std_error(&state->manager);
    state->manager.error_exit = leave;
    state->manager.emit_message = heed_warning;
    state->manager.output_message = keep_quiet;
    state->message = message;
    state->status = CCodecsStatusSuccess;
    return &state->manager;
}

static int32_t orientation_of(j_decompress_ptr codec) {
    for (jpeg_saved_marker_ptr marker = codec->marker_list; marker != NULL; marker = marker->next) {
        if (marker->marker == JPEG_APP0 + 1 && marker->data_length >= 6 && memcmp(marker->data, "Exif\0\0", 6) == 0) {
            return ccodecs_exif_orientation(marker->data, marker->data_length);
        }
    }
    return 1;
}

// The functions that call setjmp own nothing: what must be released belongs to their callers, whose variables a jump leaves
// alone.

static CCodecsStatus probe(j_decompress_ptr codec, ErrorState *state, const uint8_t *bytes, size_t count, CCodecsInfo *info) {
    if (setjmp(state->escape)) return state->status;
    jpeg_create_decompress(codec);
    jpeg_save_markers(codec, JPEG_APP0 + 1, 0xffff);
    jpeg_mem_src(codec, bytes, count);
    jpeg_read_header(codec, TRUE);
    info->width = codec->image_width;
    info->height = codec->image_height;
    info->orientation = orientation_of(codec);
    info->animated = false;
    return CCodecsStatusSuccess;
}

CCodecsStatus ccodecs_jpeg_probe(const uint8_t *bytes, size_t count, CCodecsInfo *info, char *message) {
    ErrorState state;
    struct jpeg_decompress_struct codec;
    memset(&codec, 0, sizeof codec);
    codec.err = set_up(&state, message);
    CCodecsStatus status = probe(&codec, &state, bytes, count, info);
    jpeg_destroy_decompress(&codec);
    return status;
}

// Four inks to RGB in place of libjpeg, which does not convert them. Adobe's files hold the inks inverted.
static void convert_inks(const uint8_t *inks, uint8_t *rgb, size_t count, bool inverted) {
    const uint32_t flip = inverted ? 0 : 255;
    for (size_t index = 0; index < count; index++) {
        uint32_t black = inks[4 * index + 3] ^ flip;
        for (size_t channel = 0; channel < 3; channel++) {
            rgb[3 * index + channel] = (uint8_t)(((inks[4 * index + channel] ^ flip) * black + 127) / 255);
        }
    }
}

static CCodecsStatus decode(
    j_decompress_ptr codec, ErrorState *state, const uint8_t *bytes, size_t count, int32_t eighths, uint8_t *pixels,
    size_t capacity, struct jpeg_progress_mgr *progress) {
    if (setjmp(state->escape)) return state->status;
    jpeg_create_decompress(codec);
    codec->progress = progress;
    jpeg_mem_src(codec, bytes, count);
    jpeg_read_header(codec, TRUE);
    codec->scale_num = (unsigned int)eighths;
    codec->scale_denom = 8;
    bool inks = codec->jpeg_color_space == JCS_CMYK || codec->jpeg_color_space == JCS_YCCK;
    codec->out_color_space = inks ? JCS_CMYK : JCS_RGB;
    jpeg_start_decompress(codec);

    size_t row_bytes = (size_t)codec->output_width * 3;
    if (row_bytes * codec->output_height != capacity) {
        ccodecs_say(state->message, "the size changed between header and scan");
        return CCodecsStatusDamaged;
    }
    JSAMPARRAY ink_row = NULL;
    if (inks) {
        ink_row = codec->mem->alloc_sarray((j_common_ptr)codec, JPOOL_IMAGE, codec->output_width * 4, 1);
    }
    while (codec->output_scanline < codec->output_height) {
        uint8_t *row = pixels + codec->output_scanline * row_bytes;
        if (inks) {
            jpeg_read_scanlines(codec, ink_row, 1);
            convert_inks(ink_row[0], row, codec->output_width, codec->saw_Adobe_marker);
        } else {
            jpeg_read_scanlines(codec, &row, 1);
        }
    }
    // What follows the last row, be it a second file, is nobody's concern: no jpeg_finish_decompress.
    return CCodecsStatusSuccess;
}

CCodecsStatus ccodecs_jpeg_decode(
    const uint8_t *bytes, size_t count, int32_t eighths, uint8_t *pixels, size_t capacity, char *message) {
    ErrorState state;
    struct jpeg_decompress_struct codec;
    struct jpeg_progress_mgr progress = {.progress_monitor = watch_scans};
    memset(&codec, 0, sizeof codec);
    codec.err = set_up(&state, message);
    CCodecsStatus status = decode(&codec, &state, bytes, count, eighths, pixels, capacity, &progress);
    jpeg_destroy_decompress(&codec);
    return status;
}

static CCodecsStatus encode(
    j_compress_ptr codec, ErrorState *state, const uint8_t *pixels, uint32_t width, uint32_t height, int32_t quality,
    bool compact, unsigned char **encoded, unsigned long *count) {
    if (setjmp(state->escape)) return state->status;
    jpeg_create_compress(codec);
    jpeg_mem_dest(codec, encoded, count);
    codec->image_width = width;
    codec->image_height = height;
    codec->input_components = 3;
    codec->in_color_space = JCS_RGB;
    jpeg_set_defaults(codec);
    jpeg_set_quality(codec, quality, TRUE);
    codec->optimize_coding = compact;
    if (quality >= 90) {
        codec->comp_info[0].h_samp_factor = 1;
        codec->comp_info[0].v_samp_factor = 1;
    }
    jpeg_start_compress(codec, TRUE);
    while (codec->next_scanline < height) {
        JSAMPROW row = (JSAMPROW)(pixels + (size_t)codec->next_scanline * width * 3);
        jpeg_write_scanlines(codec, &row, 1);
    }
    jpeg_finish_compress(codec);
    return CCodecsStatusSuccess;
}

CCodecsStatus ccodecs_jpeg_encode(
    const uint8_t *pixels, uint32_t width, uint32_t height, int32_t quality, bool compact, uint8_t **encoded, size_t *encoded_count,
    char *message) {
    ErrorState state;
    struct jpeg_compress_struct codec;
    unsigned char *buffer = NULL;
    unsigned long count = 0;
    memset(&codec, 0, sizeof codec);
    codec.err = set_up(&state, message);
    CCodecsStatus status = encode(&codec, &state, pixels, width, height, quality, compact, &buffer, &count);
    jpeg_destroy_compress(&codec);
    if (status != CCodecsStatusSuccess) {
        free(buffer);
        return status;
    }
    *encoded = buffer;
    *encoded_count = count;
    return CCodecsStatusSuccess;
}
