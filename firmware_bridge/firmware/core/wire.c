/* Bytes to frames: COBS, CRC-32, and the receiver that counts what it cannot use. */
#include <stddef.h>

#include "core.h"

enum {
    MAX_DECODED = KIN_MAX_PAYLOAD + 4,
    MAX_ENCODED = MAX_DECODED + MAX_DECODED / 254 + 1,
};

static struct {
    uint8_t data[MAX_ENCODED];
    uint32_t length;
    uint8_t overlong;
} frame;

uint32_t kin_crc32(const uint8_t *data, uint32_t length) {
    static const uint32_t nibble[16] = {
        0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
        0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
    };
    uint32_t crc = 0xffffffffu;
    for (uint32_t i = 0; i < length; i++) {
        crc ^= data[i];
        crc = (crc >> 4) ^ nibble[crc & 15];
        crc = (crc >> 4) ^ nibble[crc & 15];
    }
    return ~crc;
}

uint32_t kin_cobs_encode(const uint8_t *data, uint32_t length, uint8_t *out) {
    uint32_t code_at = 0, at = 1;
    uint8_t code = 1;
    for (uint32_t i = 0; i < length; i++) {
        if (data[i]) {
            out[at++] = data[i];
            code++;
        }
        if (!data[i] || (code == 255 && i + 1 < length)) {
            out[code_at] = code;
            code_at = at++;
            code = 1;
        }
    }
    out[code_at] = code;
    out[at++] = 0;
    return at;
}

int32_t kin_cobs_decode(uint8_t *data, uint32_t length) {
    uint32_t from = 0, to = 0;
    while (from < length) {
        uint32_t code = data[from++];
        if (code == 0 || from + code - 1 > length)
            return -1;
        for (uint32_t i = 1; i < code; i++)
            data[to++] = data[from++];
        if (code < 255 && from < length)
            data[to++] = 0;
    }
    return (int32_t)to;
}

static uint32_t word_le(const uint8_t *data) {
    return data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16 | (uint32_t)data[3] << 24;
}

/* What the bytes since the last delimiter say; null, and counted, where they are no frame. */
static const uint8_t *payload_of_frame(uint32_t *size) {
    int32_t length = frame.overlong ? -1 : kin_cobs_decode(frame.data, frame.length);
    if (length < 5) {
        kin.counters[KIN_COUNT_FRAMING_ERRORS]++;
        return NULL;
    }
    *size = (uint32_t)length - 4;
    if (kin_crc32(frame.data, *size) != word_le(frame.data + *size)) {
        kin.counters[KIN_COUNT_CRC_ERRORS]++;
        return NULL;
    }
    return frame.data;
}

void kin_wire_clear(void) {
    frame.length = 0;
    frame.overlong = 0;
}

const uint8_t *kin_wire_take(uint8_t byte, uint32_t *size) {
    const uint8_t *payload = NULL;
    if (byte == 0) {
        if (frame.length || frame.overlong) /* bare delimiters are idle filling, not errors */
            payload = payload_of_frame(size);
        kin_wire_clear();
    } else if (frame.length < MAX_ENCODED) {
        frame.data[frame.length++] = byte;
    } else {
        frame.overlong = 1;
    }
    return payload;
}
