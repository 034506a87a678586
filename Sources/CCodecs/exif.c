#include "CCodecs.h"

#include <string.h>

static uint32_t read_number(const uint8_t *bytes, size_t length, bool little) {
    uint32_t value = 0;
    for (size_t index = 0; index < length; index++) {
        value = value << 8 | bytes[little ? length - 1 - index : index];
    }
    return value;
}

int32_t ccodecs_exif_orientation(const uint8_t *bytes, size_t count) {
    const int32_t upright = 1;
    if (count >= 6 && memcmp(bytes, "Exif\0\0", 6) == 0) {
        bytes += 6;
        count -= 6;
    }
    if (count < 8) return upright;
    bool little = bytes[0] == 'I' && bytes[1] == 'I';
    if (!little && !(bytes[0] == 'M' && bytes[1] == 'M')) return upright;
    if (read_number(bytes + 2, 2, little) != 42) return upright;

    // Offsets count from the byte order mark. Only the first directory describes the main picture.
    size_t directory = read_number(bytes + 4, 4, little);
    if (directory > count - 2) return upright;
    size_t entries = read_number(bytes + directory, 2, little);
    for (size_t index = 0; index < entries; index++) {
        size_t entry = directory + 2 + 12 * index;
        if (entry + 12 > count) return upright;
        const uint32_t orientation_tag = 0x0112, short_type = 3;
        if (read_number(bytes + entry, 2, little) != orientation_tag) continue;
        if (read_number(bytes + entry + 2, 2, little) != short_type) return upright;
        uint32_t value = read_number(bytes + entry + 8, 2, little);
        return value >= 1 && value <= 8 ? (int32_t)value : upright;
    }
    return upright;
}
