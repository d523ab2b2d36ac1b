/* The firmware core: what a port calls, and what a port provides. Nothing here knows a microcontroller.
 * Time is a free-running microsecond counter of 64 bits; positions are pico-units (1e-12 rad or m). */
#ifndef KINESICS_H
#define KINESICS_H
#include <stdint.h>

/* Called by the port. */
void kin_boot(uint32_t boot_id, uint8_t capabilities);
void kin_receive(const uint8_t *bytes, uint32_t length, uint64_t now_us);
void kin_tick(uint64_t now_us); /* every KIN_TICK_US; one call is one step of motion, never two */

/* Provided by the port. */
extern const char kin_port_build[];                          /* version for CAPS */
int kin_port_write(const uint8_t *bytes, uint32_t length);   /* 1: taken whole; 0: not at all */
void kin_port_output(uint32_t joint, int64_t pico, int torque);
int kin_port_measure(uint32_t joint, int64_t *pico);         /* 0: this joint cannot tell */
uint32_t kin_port_conditions(void);                          /* bits of [conditions] */
int kin_port_health(uint32_t joint, uint32_t *milliampere, uint32_t *celsius); /* 0: cannot tell */
uint32_t kin_port_supply_mv(void);                           /* 0: cannot tell */

/* Memory that outlives a reset: KIN_SLOTS of them, each replaced as a whole. The table (up to 8.3 kB) is
 * written when it is provisioned, a pose (up to 0.9 kB) every 10 ms of motion: that one is for RAM that a
 * reset spares, or FRAM; where there is only flash, a port may drop the poses. */
enum { KIN_SLOT_TABLE, KIN_SLOT_POSE, KIN_SLOTS = 3 };
uint32_t kin_port_load(uint32_t slot, uint8_t *bytes, uint32_t capacity); /* its length; 0: nothing */
void kin_port_store(uint32_t slot, const uint8_t *bytes, uint32_t length);
#endif
