/* State shared by the files of the core; ports include kinesics.h only. */
#ifndef KIN_CORE_H
#define KIN_CORE_H
#include "kinesics.h"
#include "protocol.h"

enum { KIN_CLAMP_KINDS = 6, KIN_ROBOT_ID_SIZE = KIN_MAX_ROBOT_ID + 1 };

/* Limits and motion of one joint: pico-units, ticks. */
struct kin_axis {
    int64_t name;                     /* hash of the joint's name; 0 before the first table */
    int64_t low, high, speed, change; /* position, per tick, per tick^2 */
    int64_t offset, scale;            /* position of a code is offset + code * scale */
    int64_t tolerance;                /* pose and first row may differ by this at ARM */
    int64_t x, v, cap;                /* limiter: position, last step, largest step for now */
    int64_t wanted, wanted_v;         /* its last input and that input's step */
    int64_t in[KIN_SMOOTH_IN_TICKS], in_sum;
    int64_t out[KIN_SMOOTH_OUT_TICKS], out_sum;
    int64_t played;
    int64_t kept;    /* as played when the pose was kept last */
    int64_t refuge;  /* where it goes when it yields */
    uint32_t rested; /* ticks at rest, up to KIN_SETTLE_MS */
    uint32_t clamps[KIN_CLAMP_KINDS];
};

/* The row pair that a moment lies between; the line through it may be read outside of it. */
struct kin_segment {
    const int16_t *left, *right;
    int64_t into_us, length_us;
};

struct kin_core {
    uint64_t now_us, step_us, heard_us, enable_us, telemetry_us, status_us, pose_us;
    uint32_t boot_id, table_hash, pose_number;
    uint32_t counters[KIN_COUNT_COUNT];
    uint16_t seq_out, seq_in;
    uint8_t capabilities, state, joints, rules, staged, staged_rules, silence, greeted, host_minor;
    uint8_t ticking, release, fresh, conditions, clamps_changed;
    uint8_t in_phase, out_phase;
    uint64_t torque;
    uint64_t over_current, over_temperature, limited; /* a bit a joint */
    uint64_t tired;                                   /* a bit a rule */
    char robot_id[KIN_ROBOT_ID_SIZE];
    int64_t table[KIN_MAX_JOINTS][KIN_JOINT_COUNT];
    struct kin_axis axis[KIN_MAX_JOINTS];
    int64_t rule[KIN_MAX_RULES][KIN_RULE_COUNT];
    uint32_t rule_ticks[KIN_MAX_RULES];
};

extern struct kin_core kin;

struct kin_field {
    int64_t value; /* u64 fields above INT64_MAX are refused */
    const uint8_t *data;
    uint32_t length;
};

/* wire.c */
uint32_t kin_crc32(const uint8_t *data, uint32_t length);
uint32_t kin_cobs_encode(const uint8_t *data, uint32_t length, uint8_t *out);
int32_t kin_cobs_decode(uint8_t *data, uint32_t length); /* in place; decoded length, or -1 */
void kin_wire_clear(void);
/* The payload that ends with this byte, until the next one is taken; else null. */
const uint8_t *kin_wire_take(uint8_t byte, uint32_t *size);

/* pack.c */
const struct kin_spec *kin_unpack(const uint8_t *data, uint32_t length, uint16_t *seq,
                                  struct kin_field *fields);
void kin_pack_begin(uint8_t id, uint32_t fields);
void kin_pack_uint(uint64_t value);
void kin_pack_int(int64_t value);
void kin_pack_str(const char *text);
uint8_t *kin_pack_bin(uint32_t length);
void kin_pack_send(void);

/* report.c */
void kin_send_event(uint8_t event, uint8_t before, uint8_t after);
void kin_report(void);

/* table.c */
uint8_t kin_table_set(const struct kin_field *row, int64_t *detail);
uint8_t kin_table_commit(const struct kin_field *fields, int64_t *detail);

uint8_t kin_rule_set(const struct kin_field *row, int64_t *detail);
uint8_t kin_table_erase(uint32_t hash, int64_t *detail);
void kin_table_boot(void); /* the provisioned one, if there is one */

/* tighten.c */
int kin_row_is_looser(uint32_t joint, const int64_t *row, int64_t *detail);
int kin_table_is_looser(uint32_t joints, int64_t *detail);

/* flash.c: the provisioned table is read field by field after kin_flash_open, until anything else here */
uint32_t kin_flash_hash(uint32_t joints, uint32_t rules);
void kin_flash_provision(void);
void kin_flash_erase(void);
int kin_flash_open(uint32_t *joints, uint32_t *rules); /* 0: nothing is provisioned */
uint32_t kin_flash_table_hash(void);
int64_t kin_flash_joint(uint32_t joint, uint32_t field);
int64_t kin_flash_rule(uint32_t rule, uint32_t field);
void kin_flash_robot_id(char *robot_id);
void kin_flash_pose(void);
void kin_flash_take_pose(void);

/* guard.c */
void kin_guard(void);

/* queue.c */
void kin_queue_clear(void);
void kin_queue_push(uint64_t t0_us, const uint8_t *rows, uint32_t count);
int kin_queue_find(uint64_t t_us, struct kin_segment *segment);
int64_t kin_queue_reach(uint64_t now_us);

/* motion.c */
void kin_axis_rest(struct kin_axis *axis, int64_t pico);
void kin_axis_restart(struct kin_axis *axis, int64_t p, int64_t step);
int kin_axis_rested(const struct kin_axis *axis);
int kin_axis_follow(struct kin_axis *axis, int64_t p); /* 1: the input exceeded the table */
void kin_axis_settle(struct kin_axis *axis);
void kin_axis_bound(struct kin_axis *axis, int64_t low, int64_t high); /* for now */
void kin_axis_brake(struct kin_axis *axis);
void kin_axis_seek(struct kin_axis *axis, int64_t goal);
int64_t kin_row_at(const struct kin_axis *axis, const struct kin_segment *s, uint32_t joint);
int64_t kin_row_step(const struct kin_axis *axis, const struct kin_segment *s, uint32_t joint);
int16_t kin_code(const struct kin_axis *axis, int64_t pico);

/* state.c */
void kin_event(uint8_t event);
uint8_t kin_try_arm(uint32_t table_hash, int64_t *detail);
#endif
