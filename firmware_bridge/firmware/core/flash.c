/* What outlives a reset: the provisioned table, and the last pose of joints that cannot tell it. The
 * port keeps bytes in slots; here they get a CRC, and the pose two slots in turn, so that a reset while
 * one is written costs nothing but the last period. */
#include <string.h>

#include "core.h"

enum {
    HEAD = 8 + KIN_MAX_ROBOT_ID + 1, /* version, joints and rules (2 each), robot id */
    ROWS = KIN_MAX_JOINTS * KIN_JOINT_COUNT * 8 + KIN_MAX_RULES * KIN_RULE_COUNT * 8,
    VERSION = 0x4b420101,
    POSE_ENTRY = 12,
};

static struct {
    uint8_t data[HEAD + ROWS + 4];
    uint32_t at;
} blob;

static void put(uint64_t value, uint32_t size) {
    while (size--) {
        blob.data[blob.at++] = (uint8_t)value;
        value >>= 8;
    }
}

static uint64_t get(uint32_t at, uint32_t size) {
    uint64_t value = 0;
    while (size--)
        value = value << 8 | blob.data[at + size];
    return value;
}

/* Reads a slot; its length without the CRC, 0 if there is nothing whole in it. */
static uint32_t load(uint32_t slot) {
    uint32_t length = kin_port_load(slot, blob.data, sizeof blob.data);
    if (length < HEAD || length > sizeof blob.data || get(length - 4, 4) != kin_crc32(blob.data, length - 4))
        return 0;
    return get(0, 4) == VERSION ? length - 4 : 0;
}

static void store(uint32_t slot) {
    put(kin_crc32(blob.data, blob.at), 4);
    kin_port_store(slot, blob.data, blob.at);
}

static void put_head(uint32_t joints, uint32_t rules) {
    blob.at = 0;
    put(VERSION, 4);
    put(joints, 2);
    put(rules, 2);
    memcpy(blob.data + blob.at, kin.robot_id, sizeof kin.robot_id);
    blob.at += sizeof kin.robot_id;
}

uint32_t kin_flash_hash(uint32_t joints, uint32_t rules) {
    put_head(joints, rules);
    for (uint32_t j = 0; j < joints; j++)
        for (uint32_t f = 0; f < KIN_JOINT_COUNT; f++)
            put((uint64_t)kin.table[j][f], 8);
    for (uint32_t r = 0; r < rules; r++)
        for (uint32_t f = 0; f < KIN_RULE_COUNT; f++)
            put((uint64_t)kin.rule[r][f], 8);
    return kin_crc32(blob.data + HEAD, blob.at - HEAD);
}

void kin_flash_provision(void) {
    kin_flash_hash(kin.joints, kin.rules);
    store(KIN_SLOT_TABLE);
}

void kin_flash_erase(void) {
    kin_port_store(KIN_SLOT_TABLE, blob.data, 0);
}

int kin_flash_open(uint32_t *joints, uint32_t *rules) {
    uint32_t length = load(KIN_SLOT_TABLE);
    *joints = (uint32_t)get(4, 2);
    *rules = (uint32_t)get(6, 2);
    uint32_t rows = *joints * KIN_JOINT_COUNT + *rules * KIN_RULE_COUNT;
    return length && *joints && *joints <= KIN_MAX_JOINTS && *rules <= KIN_MAX_RULES && length == HEAD + 8 * rows;
}

uint32_t kin_flash_table_hash(void) {
    return kin_crc32(blob.data + HEAD, 8 * (uint32_t)(get(4, 2) * KIN_JOINT_COUNT + get(6, 2) * KIN_RULE_COUNT));
}

int64_t kin_flash_joint(uint32_t joint, uint32_t field) {
    return (int64_t)get(HEAD + 8 * (joint * KIN_JOINT_COUNT + field), 8);
}

int64_t kin_flash_rule(uint32_t rule, uint32_t field) {
    uint32_t joints = (uint32_t)get(4, 2);
    return (int64_t)get(HEAD + 8 * (joints * KIN_JOINT_COUNT + rule * KIN_RULE_COUNT + field), 8);
}

void kin_flash_robot_id(char *robot_id) {
    memcpy(robot_id, blob.data + HEAD - KIN_MAX_ROBOT_ID - 1, KIN_MAX_ROBOT_ID);
}

static int keeps_pose(uint32_t j) {
    return !kin.table[j][KIN_JOINT_FEEDBACK];
}

/* Once a tick: keeps the pose if it has changed since, at most once a period. */
void kin_flash_pose(void) {
    int changed = 0;
    for (uint32_t j = 0; j < kin.joints; j++)
        changed |= keeps_pose(j) && kin.axis[j].kept != kin.axis[j].played;
    if (!changed || kin.now_us < kin.pose_us)
        return;
    kin.pose_us = kin.now_us + KIN_POSE_PERIOD_US;
    put_head(kin.joints, 0);
    put(++kin.pose_number, 4);
    for (uint32_t j = 0; j < kin.joints; j++) {
        kin.axis[j].kept = kin.axis[j].played;
        put((uint64_t)kin.axis[j].name, 4);
        put((uint64_t)kin.axis[j].played, 8);
    }
    store(KIN_SLOT_POSE + kin.pose_number % 2);
}

static uint32_t pose_number(uint32_t slot) {
    uint32_t length = load(slot);
    return length == HEAD + 4 + get(4, 2) * POSE_ENTRY ? (uint32_t)get(HEAD, 4) : 0;
}

/* After boot: joints without feedback are where they were last, as far as anybody knows. */
void kin_flash_take_pose(void) {
    uint32_t even = pose_number(KIN_SLOT_POSE), odd = pose_number(KIN_SLOT_POSE + 1);
    kin.pose_number = (int32_t)(odd - even) > 0 ? odd : even;
    if (!pose_number(KIN_SLOT_POSE + kin.pose_number % 2))
        return;
    for (uint32_t j = 0; j < kin.joints && j < get(4, 2); j++) {
        uint32_t at = HEAD + 4 + j * POSE_ENTRY;
        int64_t pose = (int64_t)get(at + 4, 8);
        struct kin_axis *axis = &kin.axis[j];
        if (keeps_pose(j) && (int64_t)get(at, 4) == axis->name && pose >= axis->low && pose <= axis->high)
            kin_axis_rest(axis, axis->kept = pose);
    }
}
