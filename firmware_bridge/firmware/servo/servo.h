/* A position servo as physics: dead time, second order, saturation, noise, current, temperature.
 * Part of the twin and of native builds, never of a microcontroller's image. Units: rad or m, s, A, degC. */
#ifndef KIN_SERVO_H
#define KIN_SERVO_H
#include <stdint.h>

enum { SERVO_HISTORY = 256 }; /* ticks of 1 ms: the longest dead time */

enum servo_parameter {
    SERVO_DEAD_TIME,          /* s */
    SERVO_NATURAL_FREQUENCY,  /* Hz */
    SERVO_DAMPING,            /* 1: critical */
    SERVO_VELOCITY_MAX,       /* per s */
    SERVO_ACCELERATION_MAX,   /* per s2: what the torque can do */
    SERVO_NOISE,              /* standard deviation of the measured position */
    SERVO_RESOLUTION,         /* step of the measured position; 0: none */
    SERVO_STALL_CURRENT,      /* A at acceleration_max */
    SERVO_HEATING,            /* degC per (A2 s) */
    SERVO_COOLING,            /* s: time constant towards ambient */
    SERVO_STOP_LOW,           /* where the mechanics end; -inf: nowhere */
    SERVO_STOP_HIGH,
    SERVO_PARAMETERS
};

struct servo {
    double parameter[SERVO_PARAMETERS];
    double position, velocity, current, temperature;
    double command[SERVO_HISTORY];
    uint32_t at, random;
};

void servo_boot(struct servo *s, double position, uint32_t seed);
void servo_tick(struct servo *s, double command, int torque);
double servo_measure(struct servo *s); /* draws noise: once per tick */
#endif
