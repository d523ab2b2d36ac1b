/* From a joint's position to what its servo understands; a board's file says which joint hangs on what.
 * Pure functions over bytes: the board's file owns pins and serial ports. */
#ifndef KIN_OUTPUT_H
#define KIN_OUTPUT_H
#include <stdint.h>

/* A servo that follows a pulse. Pulses outside low..high are never made. */
struct pwm_servo {
    int32_t middle_us, us_per_rad; /* negative: turns the other way */
    int32_t low_us, high_us;
};

uint32_t pwm_pulse_us(const struct pwm_servo *servo, int64_t pico);

/* A servo on a bus. */
struct bus_servo {
    uint8_t id;
    int32_t middle, steps_per_turn; /* negative: turns the other way */
    int32_t low, high;              /* goals outside are never sent */
};

int32_t bus_goal(const struct bus_servo *servo, int64_t pico);
int64_t bus_pico(const struct bus_servo *servo, int32_t steps);

/* Dynamixel protocol 2.0, X series. Packets are written to `out`; the length is returned. */
enum { DYNAMIXEL_PACKET = 14, DYNAMIXEL_ENTRY = 5, DYNAMIXEL_STATUS = 15 };
uint16_t dynamixel_crc(const uint8_t *bytes, uint32_t length);
uint32_t dynamixel_sync_goal(const uint8_t *ids, const int32_t *goals, uint32_t count, uint8_t *out);
uint32_t dynamixel_torque(uint8_t id, int on, uint8_t *out);
uint32_t dynamixel_ask_position(uint8_t id, uint8_t *out);
/* The position in a status packet of this servo; 0: it is none, or it tells of an error. */
int dynamixel_position(const uint8_t *bytes, uint32_t length, uint8_t id, int32_t *steps);

/* Feetech STS series (little-endian registers, 4096 steps). */
enum { FEETECH_PACKET = 8, FEETECH_ENTRY = 3, FEETECH_STATUS = 8 };
uint8_t feetech_sum(const uint8_t *bytes, uint32_t length);
uint32_t feetech_sync_goal(const uint8_t *ids, const int32_t *goals, uint32_t count, uint8_t *out);
uint32_t feetech_torque(uint8_t id, int on, uint8_t *out);
uint32_t feetech_ask_position(uint8_t id, uint8_t *out);
int feetech_position(const uint8_t *bytes, uint32_t length, uint8_t id, int32_t *steps);
#endif
