/* The firmware as a Linux process behind a serial port of its own: the core and its servos in real time.
 * It prints the port's name; `--help` in main() lists what it takes. A tick that this process could not
 * run in time is run late under its own date, as a microcontroller's timer would have had it. */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "../../core/core.h"
#include "../../servo/servo.h"

const char kin_port_build[] = "native 1.2 (Linux)";

enum { MOST_TICKS_BEHIND = 1000, LINE = 128, FLUSH_TICKS = 50, SLOT = 8448 };

static struct {
    int terminal, slave, commands; /* descriptors; commands: -1 if nobody gives any */
    FILE *trace;
    int flash; /* descriptor; -1: forgets everything */
    int64_t boot_ns, tick;
    uint64_t start_us;
    uint32_t boot_id, seed, conditions;
    struct servo servo[KIN_MAX_JOINTS];
    int64_t measured[KIN_MAX_JOINTS];
    uint8_t placed[KIN_MAX_JOINTS];
    uint8_t out[8192];
    size_t sending;
    char line[LINE];
    size_t line_length;
} port = {.commands = -1, .flash = -1, .start_us = 1000000};

static volatile sig_atomic_t ended;

static void end(int signal) {
    (void)signal;
    ended = 1;
}

static void die(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t monotonic_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static uint64_t clock_us(int64_t t_ns) {
    return port.start_us + (uint64_t)((t_ns - port.boot_ns) / 1000);
}

static int64_t tick_ns(int64_t tick) {
    return port.boot_ns + tick * KIN_TICK_US * 1000;
}

/* ---- what the core asks for ---- */

int kin_port_write(const uint8_t *bytes, uint32_t length) {
    if (port.sending + length > sizeof port.out) /* nobody reads */
        return 0;
    memcpy(port.out + port.sending, bytes, length);
    port.sending += length;
    return 1;
}

static void place(uint32_t joint, double position) {
    servo_boot(&port.servo[joint], position, port.seed + joint);
    port.placed[joint] = 1;
}

void kin_port_output(uint32_t joint, int64_t pico, int torque) {
    struct servo *servo = &port.servo[joint];
    if (!port.placed[joint])
        place(joint, (double)pico * 1e-12);
    servo_tick(servo, (double)pico * 1e-12, torque);
    port.measured[joint] = (int64_t)(servo_measure(servo) * 1e12);
}

int kin_port_measure(uint32_t joint, int64_t *pico) {
    *pico = port.measured[joint];
    return port.placed[joint];
}

uint32_t kin_port_conditions(void) {
    return port.conditions;
}

int kin_port_health(uint32_t joint, uint32_t *milliampere, uint32_t *celsius) {
    *milliampere = (uint32_t)(port.servo[joint].current * 1000.0);
    *celsius = (uint32_t)port.servo[joint].temperature;
    return port.placed[joint];
}

uint32_t kin_port_supply_mv(void) {
    return 6000;
}

/* A slot in the file is its length and its bytes. */
uint32_t kin_port_load(uint32_t slot, uint8_t *bytes, uint32_t capacity) {
    uint32_t length = 0;
    if (port.flash < 0 || pread(port.flash, &length, 4, slot * SLOT) != 4 || length > capacity)
        return 0;
    return pread(port.flash, bytes, length, slot * SLOT + 4) == (ssize_t)length ? length : 0;
}

void kin_port_store(uint32_t slot, const uint8_t *bytes, uint32_t length) {
    uint8_t image[SLOT];
    if (port.flash < 0)
        return;
    memcpy(image, &length, 4);
    memcpy(image + 4, bytes, length);
    if (pwrite(port.flash, image, length + 4, slot * SLOT) < 0)
        die("flash");
}

/* ---- the process ---- */

static void open_terminal(void) {
    struct termios raw;
    port.terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (port.terminal < 0 || grantpt(port.terminal) || unlockpt(port.terminal))
        die("no pseudo-terminal");
    /* Raw before anybody opens it, and kept open: else the line discipline echoes the firmware's words
     * back into it, and a host that leaves would end the port. */
    port.slave = open(ptsname(port.terminal), O_RDWR | O_NOCTTY);
    if (port.slave < 0 || tcgetattr(port.slave, &raw))
        die("no terminal");
    cfmakeraw(&raw);
    if (tcsetattr(port.slave, TCSANOW, &raw) || fcntl(port.terminal, F_SETFL, O_NONBLOCK))
        die("terminal");
    printf("%s\n", ptsname(port.terminal));
    fflush(stdout);
}

/* A row of the trace: host ns, state, torque, joints, then played and measured of each joint. */
static void record(int64_t t_ns) {
    int64_t row[4 + 2 * KIN_MAX_JOINTS] = {t_ns, kin.state, (int64_t)kin.torque, kin.joints};
    if (!port.trace || !kin.joints)
        return;
    for (uint32_t j = 0; j < kin.joints; j++) {
        row[4 + j] = kin.axis[j].played;
        row[4 + kin.joints + j] = port.measured[j];
    }
    fwrite(row, sizeof *row, 4 + 2 * (size_t)kin.joints, port.trace);
    if (port.tick % FLUSH_TICKS == 0)
        fflush(port.trace);
}

static void run_ticks(int64_t until_ns) {
    if (until_ns - tick_ns(port.tick) > (int64_t)MOST_TICKS_BEHIND * KIN_TICK_US * 1000)
        port.tick = (until_ns - port.boot_ns) / (KIN_TICK_US * 1000); /* this process was stopped */
    while (tick_ns(port.tick) <= until_ns) {
        int64_t t_ns = tick_ns(port.tick++);
        kin_tick(clock_us(t_ns));
        record(t_ns);
    }
}

static void send(void) {
    ssize_t taken = port.sending ? write(port.terminal, port.out, port.sending) : 0;
    if (taken <= 0)
        return;
    port.sending -= (size_t)taken;
    memmove(port.out, port.out + taken, port.sending);
}

static void receive(void) {
    uint8_t bytes[4096];
    ssize_t length = read(port.terminal, bytes, sizeof bytes);
    int64_t now_ns = monotonic_ns();
    run_ticks(now_ns);
    if (length > 0)
        kin_receive(bytes, (uint32_t)length, clock_us(now_ns));
}

static void obey(const char *line) {
    double position;
    unsigned value;
    if (sscanf(line, "conditions %u", &value) == 1)
        port.conditions = value;
    else if (sscanf(line, "place %u %lf", &value, &position) == 2 && value < KIN_MAX_JOINTS)
        place(value, position);
    else
        fprintf(stderr, "not a command: %s; there are 'conditions BITS', 'place JOINT POSITION'\n", line);
}

static void listen(void) {
    char byte;
    if (read(port.commands, &byte, 1) <= 0) {
        ended = 1;
    } else if (byte == '\n' || port.line_length == LINE - 1) {
        port.line[port.line_length] = 0;
        port.line_length = 0;
        obey(port.line);
    } else {
        port.line[port.line_length++] = byte;
    }
}

static void live(void) {
    while (!ended) {
        struct pollfd wanted[] = {{port.terminal, POLLIN, 0}, {port.commands, POLLIN, 0}};
        int64_t left_ns = tick_ns(port.tick) - monotonic_ns();
        struct timespec wait = {0, left_ns > 0 ? left_ns : 0};
        if (ppoll(wanted, 2, &wait, 0) > 0) {
            if (wanted[0].revents)
                receive();
            if (wanted[1].revents)
                listen();
        }
        run_ticks(monotonic_ns());
        send();
    }
}

/* JOINT:value,value,...: one value for each enum servo_parameter, in their order */
static int set_servo(const char *text) {
    char *at;
    unsigned long joint = strtoul(text, &at, 10);
    if (joint >= KIN_MAX_JOINTS || *at != ':')
        return 0;
    for (int i = 0; i < SERVO_PARAMETERS; i++) {
        const char *from = at + 1;
        port.servo[joint].parameter[i] = strtod(from, &at);
        if (at == from || *at != (i + 1 < SERVO_PARAMETERS ? ',' : 0))
            return 0;
    }
    return 1;
}

static int set(const char *name, const char *value) {
    if (!strcmp(name, "--trace"))
        return (port.trace = fopen(value, "wb")) != 0;
    if (!strcmp(name, "--flash"))
        return (port.flash = open(value, O_RDWR | O_CREAT, 0644)) >= 0;
    if (!strcmp(name, "--start-us"))
        port.start_us = strtoull(value, 0, 10);
    else if (!strcmp(name, "--boot-id"))
        port.boot_id = (uint32_t)strtoul(value, 0, 10);
    else if (!strcmp(name, "--seed"))
        port.seed = (uint32_t)strtoul(value, 0, 10);
    else if (!strcmp(name, "--commands"))
        port.commands = (int)strtol(value, 0, 10);
    else
        return !strcmp(name, "--servo") && set_servo(value);
    return 1;
}

static void take_options(int count, char **option) {
    static const double USUAL[SERVO_PARAMETERS] = {0.01, 10, 1, 10, 1000, 0, 0, 1, 2, 120, -HUGE_VAL, HUGE_VAL};
    for (int j = 0; j < KIN_MAX_JOINTS; j++)
        memcpy(port.servo[j].parameter, USUAL, sizeof USUAL);
    for (int i = 1; i < count; i += 2)
        if (i + 1 == count || !set(option[i], option[i + 1])) {
            fprintf(stderr, "cannot use %s; options, each with a value:\n"
                    "  --trace FILE            every tick: what was played and measured\n"
                    "  --flash FILE            keeps table and pose for the next start\n"
                    "  --start-us N            what the clock shows at boot\n"
                    "  --boot-id N  --seed N\n"
                    "  --servo JOINT:V,V,...   as in servo.h\n"
                    "  --commands DESCRIPTOR   read lines there, and end when it ends\n", option[i]);
            exit(2);
        }
}

int main(int count, char **option) {
    struct sigaction on_end = {.sa_handler = end};
    sigaction(SIGTERM, &on_end, 0);
    sigaction(SIGINT, &on_end, 0);
    take_options(count, option);
    open_terminal();
    port.boot_ns = monotonic_ns();
    if (!port.boot_id) /* each start another, unless told */
        port.boot_id = 1 + (uint32_t)(port.boot_ns / 1000000) % 0x7FFFFFFF;
    kin_boot(port.boot_id, KIN_TWIN | KIN_NEVER_RUN_ON_HARDWARE);
    live();
    if (port.trace)
        fclose(port.trace);
    return 0;
}
