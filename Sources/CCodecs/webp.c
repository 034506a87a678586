#include "CCodecs.h"
#include "internal.h"

#include <stdlib.h>

#include <webp/decode.h>
#include <webp/demux.h>

static const char *words_for(VP8StatusCode code) {
    switch (code) {
    case VP8_STATUS_OUT_OF_MEMORY: return "out of memory";
    case VP8_STATUS_BITSTREAM_ERROR: return "the bit stream is damaged";
    case VP8_STATUS_UNSUPPORTED_FEATURE: return "a feature that is not supported";
    case VP8_STATUS_NOT_ENOUGH_DATA: return "the data end too early";
    default: return "not a readable picture";
    }
}

static CCodecsStatus fail(VP8StatusCode code, char *message) {
    ccodecs_say(message, words_for(code));
    return code == VP8_STATUS_OUT_OF_MEMORY ? CCodecsStatusNoMemory : CCodecsStatusDamaged;
}

static int32_t orientation_of(const uint8_t *bytes, size_t count) {
    WebPData data = {bytes, count};
    WebPDemuxer *demuxer = WebPDemux(&data);
    if (demuxer == NULL) return 1;
    int32_t orientation = 1;
    WebPChunkIterator chunk;
    if (WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk)) {
        orientation = ccodecs_exif_orientation(chunk.chunk.bytes, chunk.chunk.size);
        WebPDemuxReleaseChunkIterator(&chunk);
    }
    WebPDemuxDelete(demuxer);
    return orientation;
}

CCodecsStatus ccodecs_webp_probe(const uint8_t *bytes, size_t count, CCodecsInfo *info, char *message) {
    WebPBitstreamFeatures features;
    VP8StatusCode code = WebPGetFeatures(bytes, count, &features);
    if (code != VP8_STATUS_OK) return fail(code, message);
    info->width = (uint32_t)features.width;
    info->height = (uint32_t)features.height;
    info->animated = features.has_animation != 0;
    info->orientation = orientation_of(bytes, count);
    return CCodecsStatusSuccess;
}

CCodecsStatus ccodecs_webp_decode(const uint8_t *bytes, size_t count, uint8_t *pixels, size_t capacity, char *message) {
    WebPDecoderConfig config;
    if (!WebPInitDecoderConfig(&config)) {
        ccodecs_say(message, "another version of libwebp than this was built for");
        return CCodecsStatusDamaged;
    }
    VP8StatusCode code = WebPGetFeatures(bytes, count, &config.input);
    if (code != VP8_STATUS_OK) return fail(code, message);
    size_t width = (size_t)config.input.width;
    size_t height = (size_t)config.input.height;
    if (width * height * 3 != capacity) {
        ccodecs_say(message, "the size changed between header and picture");
        return CCodecsStatusDamaged;
    }

    bool alpha = config.input.has_alpha != 0;
    size_t stride = width * (alpha ? 4 : 3);
    uint8_t *layered = alpha ? malloc(stride * height) : NULL;
    if (alpha && layered == NULL) return fail(VP8_STATUS_OUT_OF_MEMORY, message);
    config.output.colorspace = alpha ? MODE_RGBA : MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = alpha ? layered : pixels;
    config.output.u.RGBA.stride = (int)stride;
    config.output.u.RGBA.size = stride * height;
    code = WebPDecode(bytes, count, &config);
    if (code == VP8_STATUS_OK && alpha) ccodecs_flatten(layered, pixels, width * height);
    WebPFreeDecBuffer(&config.output);
    free(layered);
    return code == VP8_STATUS_OK ? CCodecsStatusSuccess : fail(code, message);
}
