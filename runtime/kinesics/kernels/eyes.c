// The vestibulo-ocular reflex: eyes stay where they look while others move head and torso.
// Directions are kinesics/motion/direction.py's.
#include "mix.h"

#include <math.h>

typedef struct {
    double yaw, pitch;
} Direction;

static Direction in_head(Direction gaze, const double *head) {
    double yaw = gaze.yaw - head[0], roll = head[2], level = cos(gaze.pitch);
    double x = level * cos(yaw), y = level * sin(yaw), z = -sin(gaze.pitch);
    double bow = cos(head[1]), lift = sin(head[1]), ahead = x;
    x = ahead * bow - z * lift, z = ahead * lift + z * bow;
    if (roll != 0.0) {
        double lean = cos(roll), over = sin(roll), aside = y;
        y = aside * lean + z * over, z = z * lean - aside * over;
    }
    return (Direction){atan2(y, x), -asin(smaller(larger(z, -1.0), 1.0))};
}

static Direction from_head(Direction eyes, const double *head) {
    double roll = head[2], level = cos(eyes.pitch);
    double x = level * cos(eyes.yaw), y = level * sin(eyes.yaw), z = -sin(eyes.pitch);
    if (roll != 0.0) {
        double lean = cos(roll), over = sin(roll), aside = y;
        y = aside * lean - z * over, z = z * lean + aside * over;
    }
    double bow = cos(head[1]), lift = sin(head[1]), ahead = x;
    x = ahead * bow + z * lift, z = z * bow - ahead * lift;
    return (Direction){atan2(y, x) + head[0], -asin(smaller(larger(z, -1.0), 1.0))};
}

// Turn the eyes of a mix by what moves head and torso besides who `planned` (6,) both.
void keep_gaze(const Mix *m, double *values, double share, const double *planned) {
    double moved[6];
    int same = 1;
    share = smaller(share, 1.0);
    for (int k = 0; k < 6; k++) {
        moved[k] = planned[k] + share * (values[m->carrier[k]] - planned[k]);
        same &= moved[k] == planned[k];
    }
    if (same) return;
    Direction eyes = {values[m->gaze[0]], values[m->gaze[1]]};
    Direction gaze = from_head(from_head(eyes, planned), planned + 3);
    eyes = in_head(in_head(gaze, moved + 3), moved);
    values[m->gaze[0]] = eyes.yaw, values[m->gaze[1]] = eyes.pitch;
}
