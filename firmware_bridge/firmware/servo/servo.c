#include "servo.h"

static const double TICK_S = 1e-3, TWO_PI = 6.283185307179586, AMBIENT = 25.0;

static double clamp(double value, double limit) {
    return value > limit ? limit : value < -limit ? -limit : value;
}

void servo_boot(struct servo *s, double position, uint32_t seed) {
    s->position = position;
    s->velocity = s->current = 0.0;
    s->temperature = AMBIENT;
    s->at = 0;
    s->random = seed * 2654435761u | 1u; /* xorshift must not start at 0 */
    for (int i = 0; i < SERVO_HISTORY; i++)
        s->command[i] = position;
}

/* The command of dead_time ago, linear between ticks. */
static double delayed(const struct servo *s) {
    double age = s->parameter[SERVO_DEAD_TIME] / TICK_S;
    if (age > SERVO_HISTORY - 2)
        age = SERVO_HISTORY - 2;
    uint32_t whole = (uint32_t)age;
    double part = age - whole;
    double newer = s->command[(s->at - whole) % SERVO_HISTORY];
    double older = s->command[(s->at - whole - 1) % SERVO_HISTORY];
    return newer + (older - newer) * part;
}

/* A stop takes all speed towards it, at once, and no push moves it. */
static void meet_stops(struct servo *s) {
    double low = s->parameter[SERVO_STOP_LOW], high = s->parameter[SERVO_STOP_HIGH];
    double held = s->position < low ? low : s->position > high ? high : s->position;
    if (held != s->position)
        s->velocity = 0.0;
    s->position = held;
}

void servo_tick(struct servo *s, double command, int torque) {
    const double *p = s->parameter;
    double drive = 0.0;
    s->at = (s->at + 1) % SERVO_HISTORY;
    s->command[s->at] = torque ? command : s->position; /* without torque the gears hold it */
    if (torque) {
        double omega = TWO_PI * p[SERVO_NATURAL_FREQUENCY];
        drive = omega * omega * (delayed(s) - s->position) - 2.0 * p[SERVO_DAMPING] * omega * s->velocity;
        drive = clamp(drive, p[SERVO_ACCELERATION_MAX]);
        s->velocity = clamp(s->velocity + drive * TICK_S, p[SERVO_VELOCITY_MAX]);
    } else {
        s->velocity = 0.0;
    }
    s->position += s->velocity * TICK_S;
    meet_stops(s);
    s->current = (drive < 0.0 ? -drive : drive) / p[SERVO_ACCELERATION_MAX] * p[SERVO_STALL_CURRENT];
    double heat = s->current * s->current * p[SERVO_HEATING];
    s->temperature += (heat - (s->temperature - AMBIENT) / p[SERVO_COOLING]) * TICK_S;
}

/* Uniform in -0.5..0.5. */
static double draw(struct servo *s) {
    s->random ^= s->random << 13;
    s->random ^= s->random >> 17;
    s->random ^= s->random << 5;
    return s->random / 4294967296.0 - 0.5;
}

double servo_measure(struct servo *s) {
    double resolution = s->parameter[SERVO_RESOLUTION], value = s->position;
    if (s->parameter[SERVO_NOISE] > 0.0) /* four uniforms have variance 1/3 */
        value += (draw(s) + draw(s) + draw(s) + draw(s)) * 1.7320508075688772 * s->parameter[SERVO_NOISE];
    if (resolution > 0.0) {
        double steps = value / resolution;
        value = (double)(int64_t)(steps < 0.0 ? steps - 0.5 : steps + 0.5) * resolution;
    }
    return value;
}
