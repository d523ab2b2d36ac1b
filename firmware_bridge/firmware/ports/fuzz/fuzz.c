/* libFuzzer: any bytes, as they come and as payloads in good frames, with ticks and faults between.
 *
 * The input is a chain of pieces: a byte that says what, a byte of length, then the bytes. */
#include <stdlib.h>
#include <string.h>

#include "../../core/core.h"

void library_boot(uint32_t boot_id, int forget);
void library_set_conditions(uint32_t bits);

#ifndef TICKS
#define TICKS 64 /* most that a piece makes pass; 1: none, which leaves the parser */
#endif

static uint64_t now_us;

/* Whatever came before: a joint with torque does not move faster than its table says. */
static void check(const int64_t *before, uint64_t torque) {
    for (uint32_t j = 0; j < kin.joints; j++) {
        int64_t step = kin.axis[j].played - before[j];
        if ((torque & kin.torque) >> j & 1 && (step > kin.axis[j].speed + 1 || -step > kin.axis[j].speed + 1))
            abort();
    }
}

static void tick(uint32_t count) {
    int64_t before[KIN_MAX_JOINTS];
    while (count--) {
        uint64_t torque = kin.torque;
        for (uint32_t j = 0; j < kin.joints; j++)
            before[j] = kin.axis[j].played;
        now_us += KIN_TICK_US;
        kin_tick(now_us);
        check(before, torque);
    }
}

/* Wraps a payload: without this no fuzzer would ever pass the CRC. */
static void receive_framed(const uint8_t *payload, uint32_t length) {
    uint8_t data[260], encoded[270];
    memcpy(data, payload, length);
    uint32_t crc = kin_crc32(data, length);
    memcpy(data + length, &crc, 4);
    kin_receive(encoded, kin_cobs_encode(data, length + 4, encoded), now_us);
}

static void perform(uint8_t what, const uint8_t *bytes, uint32_t length) {
    uint8_t *exact = malloc(length + 1u); /* so that a read beyond the end is seen */
    memcpy(exact, bytes, length);
    switch (what % 6) {
    case 0:
        kin_receive(exact, length, now_us);
        break;
    case 1:
    case 2:
        receive_framed(exact, length);
        break;
    case 3:
        tick(length % TICKS);
        break;
    case 4:
        now_us += length ? (uint64_t)exact[0] << (length % 32) : 0;
        break;
    default:
        library_set_conditions(length ? exact[0] & 7 : 0);
    }
    free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    now_us = 1000000;
    library_boot(1, 1);
    while (size >= 2) {
        uint32_t length = data[1] < size - 2 ? data[1] : (uint32_t)size - 2;
        perform(data[0], data + 2, length);
        data += 2 + length;
        size -= 2 + length;
    }
    tick(TICKS > 1);
    return 0;
}
