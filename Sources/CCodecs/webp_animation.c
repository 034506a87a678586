#include "CCodecs.h"
#include "internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <webp/encode.h>
#include <webp/mux.h>

struct CCodecsAnimation {
    WebPAnimEncoder *encoder;
    WebPConfig config;
    uint32_t width;
    uint32_t height;
    /// When the next picture is shown, in milliseconds.
    int time;
};

static CCodecsStatus refuse(CCodecsStatus status, const char *words, char *message) {
    ccodecs_say(message, words);
    return status;
}

static CCodecsStatus refuse_by(CCodecsAnimation *animation, char *message) {
    return refuse(CCodecsStatusDamaged, WebPAnimEncoderGetError(animation->encoder), message);
}

CCodecsStatus ccodecs_animation_begin(
    uint32_t width, uint32_t height, int32_t quality, CCodecsAnimation **animation, char *message) {
    if (width > WEBP_MAX_DIMENSION || height > WEBP_MAX_DIMENSION) {
        return refuse(CCodecsStatusTooLarge, "WebP takes sides of up to 16383 pixels", message);
    }
    CCodecsAnimation *begun = calloc(1, sizeof *begun);
    if (begun == NULL) return refuse(CCodecsStatusNoMemory, "out of memory", message);
    *animation = begun;
    begun->width = width;
    begun->height = height;
    WebPAnimEncoderOptions options;
    if (!WebPConfigPreset(&begun->config, WEBP_PRESET_PHOTO, (float)quality) || !WebPAnimEncoderOptionsInit(&options)) {
        return refuse(CCodecsStatusDamaged, "another version of libwebp than this was built for", message);
    }
    // 0 repeats for ever.
    options.anim_params.loop_count = 0;
    begun->encoder = WebPAnimEncoderNew((int)width, (int)height, &options);
    return begun->encoder != NULL ? CCodecsStatusSuccess : refuse(CCodecsStatusNoMemory, "out of memory", message);
}

CCodecsStatus ccodecs_animation_add(CCodecsAnimation *animation, const uint8_t *pixels, int32_t milliseconds, char *message) {
    if (milliseconds > INT_MAX - animation->time) return refuse(CCodecsStatusTooLarge, "it runs for more than 24 days", message);
    WebPPicture picture;
    if (!WebPPictureInit(&picture)) {
        return refuse(CCodecsStatusDamaged, "another version of libwebp than this was built for", message);
    }
    picture.use_argb = 1;
    picture.width = (int)animation->width;
    picture.height = (int)animation->height;
    if (!WebPPictureImportRGB(&picture, pixels, picture.width * 3)) {
        WebPPictureFree(&picture);
        return refuse(CCodecsStatusNoMemory, "out of memory", message);
    }
    int added = WebPAnimEncoderAdd(animation->encoder, &picture, animation->time, &animation->config);
    WebPPictureFree(&picture);
    if (!added) return refuse_by(animation, message);
    animation->time += milliseconds;
    return CCodecsStatusSuccess;
}

CCodecsStatus ccodecs_animation_finish(CCodecsAnimation *animation, uint8_t **encoded, size_t *encoded_count, char *message) {
    WebPData file;
    WebPDataInit(&file);
    if (!WebPAnimEncoderAdd(animation->encoder, NULL, animation->time, NULL) ||
        !WebPAnimEncoderAssemble(animation->encoder, &file)) {
        return refuse_by(animation, message);
    }
    // Whoever releases it calls free, which libwebp does not promise to be right for memory of its own.
    uint8_t *copy = malloc(file.size);
    if (copy != NULL) memcpy(copy, file.bytes, file.size);
    *encoded = copy;
    *encoded_count = copy != NULL ? file.size : 0;
    WebPDataClear(&file);
    return copy != NULL ? CCodecsStatusSuccess : refuse(CCodecsStatusNoMemory, "out of memory", message);
}

void ccodecs_animation_free(CCodecsAnimation *animation) {
    if (animation == NULL) return;
    WebPAnimEncoderDelete(animation->encoder);
    free(animation);
}
