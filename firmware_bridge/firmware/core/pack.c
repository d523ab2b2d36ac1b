/* The subset of msgpack on this wire: arrays of integers, bin and str, validated before any use. */
#include <string.h>

#include "core.h"

struct reader {
    const uint8_t *at, *end;
};

/* Big-endian integer of `size` bytes; the reader has them. */
static uint64_t take(struct reader *r, uint32_t size) {
    uint64_t value = 0;
    for (uint32_t i = 0; i < size; i++)
        value = value << 8 | *r->at++;
    return value;
}

static int has(const struct reader *r, uint64_t size) {
    return (uint64_t)(r->end - r->at) >= size;
}

static int read_signed(struct reader *r, uint8_t tag, int64_t *value) {
    uint32_t size = 1u << (tag - 0xd0);
    if (!has(r, size))
        return 0;
    uint64_t raw = take(r, size), sign = (uint64_t)1 << (8 * size - 1);
    *value = (int64_t)((raw ^ sign) - sign);
    return 1;
}

static int read_integer(struct reader *r, int64_t *value) {
    if (!has(r, 1))
        return 0;
    uint8_t tag = *r->at++;
    if (tag <= 0x7f || tag >= 0xe0) {
        *value = (int8_t)tag;
        return 1;
    }
    if (tag >= 0xd0 && tag <= 0xd3)
        return read_signed(r, tag, value);
    if (tag < 0xcc || tag > 0xcf || !has(r, 1u << (tag - 0xcc)))
        return 0;
    uint64_t raw = take(r, 1u << (tag - 0xcc));
    *value = (int64_t)raw;
    return raw <= INT64_MAX;
}

static int read_bytes(struct reader *r, int is_text, struct kin_field *field) {
    if (!has(r, 1))
        return 0;
    uint8_t tag = *r->at++, wide = is_text ? 0xd9 : 0xc4;
    uint64_t length;
    if (is_text && (tag & 0xe0) == 0xa0)
        length = tag & 0x1f;
    else if ((tag == wide || tag == wide + 1) && has(r, 1u << (tag - wide)))
        length = take(r, 1u << (tag - wide));
    else
        return 0;
    if (!has(r, length))
        return 0;
    field->data = r->at;
    field->length = (uint32_t)length;
    r->at += length;
    return 1;
}

static int read_field(struct reader *r, uint8_t kind, struct kin_field *field) {
    static const int64_t highest[] = {UINT8_MAX, UINT16_MAX, UINT32_MAX, INT64_MAX, INT64_MAX};
    if (kind == KIN_BIN || kind == KIN_STR)
        return read_bytes(r, kind == KIN_STR, field);
    if (!read_integer(r, &field->value))
        return 0;
    return kind == KIN_I64 || (field->value >= 0 && field->value <= highest[kind]);
}

static int read_array(struct reader *r, uint32_t *count) {
    if (!has(r, 1))
        return 0;
    uint8_t tag = *r->at++;
    *count = tag & 0x0f;
    return (tag & 0xf0) == 0x90 || (tag == 0xdc && has(r, 2) && (*count = (uint32_t)take(r, 2), 1));
}

const struct kin_spec *kin_unpack(const uint8_t *data, uint32_t length, uint16_t *seq,
                                  struct kin_field *fields) {
    struct reader r = {data, data + length};
    struct kin_field id, number;
    uint32_t count;
    if (!read_array(&r, &count) || !read_field(&r, KIN_U8, &id) || !read_field(&r, KIN_U16, &number))
        return 0;
    for (uint32_t i = 0; i < KIN_FROM_HOST_COUNT; i++) {
        const struct kin_spec *spec = &KIN_FROM_HOST[i];
        if (spec->id != id.value)
            continue;
        if (count != spec->fields + 2u)
            return 0;
        for (uint32_t f = 0; f < spec->fields; f++)
            if (!read_field(&r, spec->kind[f], &fields[f]))
                return 0;
        *seq = (uint16_t)number.value;
        return r.at == r.end ? spec : 0;
    }
    return 0;
}

static struct {
    uint8_t data[KIN_MAX_PAYLOAD + 4];
    uint32_t length;
} out;

static void put(uint8_t tag, uint64_t value, uint32_t size) {
    out.data[out.length++] = tag;
    while (size--)
        out.data[out.length++] = (uint8_t)(value >> (8 * size));
}

void kin_pack_uint(uint64_t value) {
    if (value <= 0x7f)
        out.data[out.length++] = (uint8_t)value;
    else if (value <= UINT8_MAX)
        put(0xcc, value, 1);
    else if (value <= UINT16_MAX)
        put(0xcd, value, 2);
    else if (value <= UINT32_MAX)
        put(0xce, value, 4);
    else
        put(0xcf, value, 8);
}

void kin_pack_int(int64_t value) {
    if (value >= 0)
        kin_pack_uint((uint64_t)value);
    else
        put(0xd3, (uint64_t)value, 8);
}

uint8_t *kin_pack_bin(uint32_t length) {
    put(0xc5, length, 2);
    out.length += length;
    return out.data + out.length - length;
}

void kin_pack_str(const char *text) {
    uint32_t length = 0;
    while (text[length] && length < 255)
        length++;
    put(0xd9, length, 1);
    memcpy(out.data + out.length, text, length);
    out.length += length;
}

void kin_pack_begin(uint8_t id, uint32_t fields) {
    out.length = 0;
    out.data[out.length++] = (uint8_t)(0x90 | (fields + 2)); /* no message has more than 13 */
    kin_pack_uint(id);
    kin_pack_uint(kin.seq_out++);
}

void kin_pack_send(void) {
    static uint8_t encoded[sizeof out.data + sizeof out.data / 254 + 2];
    uint32_t crc = kin_crc32(out.data, out.length);
    for (uint32_t i = 0; i < 4; i++)
        out.data[out.length++] = (uint8_t)(crc >> (8 * i));
    if (!kin_port_write(encoded, kin_cobs_encode(out.data, out.length, encoded)))
        kin.counters[KIN_COUNT_TX_DROPPED]++;
}
