// Shared by the codecs; not part of the module.
#ifndef CCODECS_INTERNAL_H
#define CCODECS_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

/// Copies `text` to a caller's message of CCODECS_MESSAGE_SIZE bytes, printable ASCII only.
void ccodecs_say(char *message, const char *text);

/// Lays `count` RGBA pixels over white.
void ccodecs_flatten(const uint8_t *rgba, uint8_t *rgb, size_t count);

#endif
