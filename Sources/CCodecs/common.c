#include "CCodecs.h"
#include "internal.h"

#include <stdlib.h>

void ccodecs_say(char *message, const char *text) {
    size_t length = 0;
    for (; text[length] != 0 && length + 1 < CCODECS_MESSAGE_SIZE; length++) {
        char character = text[length];
        message[length] = character >= 0x20 && character < 0x7f ? character : ' ';
    }
    message[length] = 0;
}

void ccodecs_flatten(const uint8_t *rgba, uint8_t *rgb, size_t count) {
    for (size_t index = 0; index < count; index++) {
        uint32_t alpha = rgba[4 * index + 3];
        uint32_t white = 255 * (255 - alpha);
        for (size_t channel = 0; channel < 3; channel++) {
            rgb[3 * index + channel] = (uint8_t)((rgba[4 * index + channel] * alpha + white + 127) / 255);
        }
    }
}

void ccodecs_free(uint8_t *encoded) {
    free(encoded);
}
