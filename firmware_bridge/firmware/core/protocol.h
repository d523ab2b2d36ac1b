/* Generated from protocol.toml by kinesics_bridge.wire.generate; do not edit. */
#ifndef KIN_PROTOCOL_H
#define KIN_PROTOCOL_H
#include <stdint.h>

#define KIN_MAJOR 1
#define KIN_MINOR 2
#ifndef KIN_MAX_JOINTS
#define KIN_MAX_JOINTS 64 /* joints in one table */
#endif
#define KIN_MAX_PAYLOAD 1020 /* B: payload without its CRC */
#ifndef KIN_QUEUE_DEPTH
#define KIN_QUEUE_DEPTH 256 /* rows: dated rows the firmware can hold */
#endif
#define KIN_MAX_ROBOT_ID 32 /* B: UTF-8 bytes of a robot's name */
#define KIN_TICK_US 1000 /* us: period of the motion step */
#define KIN_ROW_PERIOD_US 10000 /* us: spacing of the rows of one frame */
#define KIN_MAX_GAP_US 100000 /* us: rows further apart than this are not joined by a line */
#define KIN_SMOOTH_IN_TICKS 10 /* ticks: moving average before the limiter: one row period */
#define KIN_SMOOTH_OUT_TICKS 20 /* ticks: moving average after the limiter: bounds the jerk */
#define KIN_LOOKAHEAD_US 14000 /* us: delay of both averages; rows are read this far ahead, so it cancels */
#define KIN_SILENCE_HOLD_US 250000 /* us: no valid frame for this long: hold */
#define KIN_SILENCE_SAFE_US 2000000 /* us: then go to the safe pose */
#define KIN_SILENCE_LIMP_US 10000000 /* us: then apply each joint's torque policy */
#define KIN_TELEMETRY_PERIOD_US 40000 /* us: nothing steers by it: a body's motion lies below 10 Hz, and each costs the host cold code */
#define KIN_STATUS_PERIOD_US 100000 /* us:  */
#define KIN_ENABLE_INTERVAL_US 2000 /* us: joints get torque one after the other */
#define KIN_REENTRY_PERMILLE 250 /* 1/1000: share of the velocity limit at which motion is taken up again */
#define KIN_REENTRY_RAMP_MS 1000 /* ms: that share grows to the whole limit in this time */
#define KIN_SETTLE_MS 300 /* ms: a joint loses its torque after this long at rest: servos follow late */
#define KIN_SAFE_PERMILLE 150 /* 1/1000: share of the velocity limit on the way to the safe pose */
#define KIN_ARM_PERMILLE 50 /* 1/1000: share of a joint's range within which the first row must match the pose */
#define KIN_MAX_RULES 32 /* rules in one table */
#define KIN_POSE_PERIOD_US 10000 /* us: a pose that has changed is kept for the next boot this often */
#define KIN_PICO_PER_NANO 1000 /* tables are in nano-units (nrad, nm), motion is computed in pico-units */
#define KIN_MAX_FIELDS 13
#define KIN_STOP_INPUT 1
#define KIN_BROWN_OUT 2
#define KIN_OVER_TEMPERATURE 4
#define KIN_TWIN 1
#define KIN_NEVER_RUN_ON_HARDWARE 2
enum kin_state {
    KIN_STATE_DISARMED,
    KIN_STATE_ARMING,
    KIN_STATE_ACTIVE,
    KIN_STATE_STARVED,
    KIN_STATE_HOLD,
    KIN_STATE_SAFE,
    KIN_STATE_LIMP,
    KIN_STATE_STOPPED,
    KIN_STATE_STANDBY,
    KIN_STATE_COUNT,
};
enum kin_event {
    KIN_EVENT_ARMED,
    KIN_EVENT_DISARMED,
    KIN_EVENT_ENABLED,
    KIN_EVENT_STOPPED,
    KIN_EVENT_CLEARED,
    KIN_EVENT_ROWS_GONE,
    KIN_EVENT_ROWS_BACK,
    KIN_EVENT_SILENT_HOLD,
    KIN_EVENT_SILENT_SAFE,
    KIN_EVENT_SILENT_LIMP,
    KIN_EVENT_HEARD,
    KIN_EVENT_FAULT,
    KIN_EVENT_COUNT,
};
enum kin_reply {
    KIN_REPLY_OK,
    KIN_REPLY_BUSY,
    KIN_REPLY_BAD_ROW,
    KIN_REPLY_BAD_HASH,
    KIN_REPLY_NO_TABLE,
    KIN_REPLY_FAULTY,
    KIN_REPLY_NO_ROWS,
    KIN_REPLY_POSE,
    KIN_REPLY_LATCHED,
    KIN_REPLY_LOOSER,
    KIN_REPLY_COUNT,
};
enum kin_count {
    KIN_COUNT_FRAMES,
    KIN_COUNT_FRAMING_ERRORS,
    KIN_COUNT_CRC_ERRORS,
    KIN_COUNT_MALFORMED,
    KIN_COUNT_SEQUENCE_GAPS,
    KIN_COUNT_REFUSED,
    KIN_COUNT_ROWS,
    KIN_COUNT_ROWS_LATE,
    KIN_COUNT_ROWS_REPLACED,
    KIN_COUNT_ROWS_DROPPED,
    KIN_COUNT_ROWS_PLAYED,
    KIN_COUNT_UNDERRUNS,
    KIN_COUNT_UNDERRUN_TICKS,
    KIN_COUNT_CLAMPED_TICKS,
    KIN_COUNT_REENTRIES,
    KIN_COUNT_SILENCES,
    KIN_COUNT_STOPS,
    KIN_COUNT_TX_DROPPED,
    KIN_COUNT_TICK_SLIPS,
    KIN_COUNT_COUNT,
};
enum kin_joint {
    KIN_JOINT_NAME_HASH,
    KIN_JOINT_POSITION_MIN,
    KIN_JOINT_POSITION_MAX,
    KIN_JOINT_NEUTRAL,
    KIN_JOINT_SAFE,
    KIN_JOINT_VELOCITY,
    KIN_JOINT_ACCELERATION,
    KIN_JOINT_JERK,
    KIN_JOINT_OFFSET,
    KIN_JOINT_SCALE,
    KIN_JOINT_FEEDBACK,
    KIN_JOINT_TORQUE_POLICY,
    KIN_JOINT_COUNT,
};
enum kin_rule {
    KIN_RULE_KIND,
    KIN_RULE_JOINT,
    KIN_RULE_OTHER,
    KIN_RULE_LOW,
    KIN_RULE_HIGH,
    KIN_RULE_OTHER_LOW,
    KIN_RULE_OTHER_HIGH,
    KIN_RULE_TIME_MS,
    KIN_RULE_COUNT,
};
enum kin_guard {
    KIN_GUARD_CURRENT,
    KIN_GUARD_TEMPERATURE,
    KIN_GUARD_WHILE,
    KIN_GUARD_EXTREME,
    KIN_GUARD_COUNT,
};
enum kin_motion { KIN_MOTION_BRAKE, KIN_MOTION_FOLLOW, KIN_MOTION_SAFE };
enum kin_kind { KIN_U8, KIN_U16, KIN_U32, KIN_U64, KIN_I64, KIN_BIN, KIN_STR };
enum kin_message {
    KIN_MSG_HELLO = 1,
    KIN_MSG_CAPS = 2,
    KIN_MSG_TIME_REQUEST = 3,
    KIN_MSG_TIME_REPLY = 4,
    KIN_MSG_JOINT_SET = 5,
    KIN_MSG_TABLE_COMMIT = 6,
    KIN_MSG_ARM = 7,
    KIN_MSG_DISARM = 8,
    KIN_MSG_SETPOINTS = 9,
    KIN_MSG_STOP = 10,
    KIN_MSG_STOP_CLEAR = 11,
    KIN_MSG_REPLY = 12,
    KIN_MSG_TELEMETRY_ROW = 13,
    KIN_MSG_STATUS = 14,
    KIN_MSG_CLAMPS = 15,
    KIN_MSG_EVENT = 16,
    KIN_MSG_RULE_SET = 17,
    KIN_MSG_TABLE_ERASE = 18,
    KIN_MSG_HEALTH = 19,
    KIN_MSG_TABLE_READ = 20,
    KIN_MSG_TABLE_ROW = 21,
};
struct kin_spec { uint8_t id; uint8_t fields; uint8_t kind[KIN_MAX_FIELDS]; };
extern const struct kin_spec KIN_FROM_HOST[];
#define KIN_FROM_HOST_COUNT 12
extern const uint8_t KIN_NEXT_STATE[KIN_STATE_COUNT][KIN_EVENT_COUNT];
extern const uint8_t KIN_STATE_MOTION[KIN_STATE_COUNT];
extern const uint8_t KIN_EVENT_RELEASES[KIN_EVENT_COUNT];
#endif
