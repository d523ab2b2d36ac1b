// How far the parts of a body are from each other in one pose: kinesics/rig/clearance.py.
#include "clearance.h"

static const double TINY = 1e-12;

static void point(double *out, const Frame *frame, const double *a) {
    memcpy(out, frame->at, sizeof(double) * SIZE);
    for (int i = 0; i < SIZE; i++) add(out, frame->axes[i], a[i]);
}

// Links a level of the tree after another: the parent of each is placed before it.
static void place(const Clearance *c, const double *pose) {
    c->placed[0] = (Frame){{{1.0, 0.0, 0.0}, {0.0, 1.0, 0.0}, {0.0, 0.0, 1.0}}, {0.0, 0.0, 0.0}};
    for (int64_t k = 0; k < c->links; k++) {
        const Frame *parent = c->placed + c->parent[k];
        Frame *own = c->placed + k + 1;
        double axis[SIZE], value = pose[c->joint[k]];
        *own = *parent;
        point(own->at, parent, c->origin + SIZE * k);
        turned(axis, own->axes, c->axis + SIZE * k);
        if (c->slides[k]) add(own->at, axis, value);
        else turn(own->axes, axis, value);
    }
    for (int64_t m = 0; m < 2 * c->rods; m++)
        point(c->points + SIZE * m, c->placed + c->holder[m / 2], c->ends + SIZE * m);
}

static double within(double share) { return smaller(larger(share, 0.0), 1.0); }

// The points of two segments that are nearest to each other, and the way from the second to the
// first (Ericson 2005, Real-Time Collision Detection, 5.1.9).
typedef struct {
    double first[SIZE], second[SIZE], way[SIZE], away;
} Nearest;

static Nearest nearest(const double *one, const double *two) {
    double along[2][SIZE], gap[SIZE];
    Nearest found;
    for (int i = 0; i < SIZE; i++) {
        found.first[i] = one[i];
        found.second[i] = two[i];
        along[0][i] = one[SIZE + i] - one[i];
        along[1][i] = two[SIZE + i] - two[i];
        gap[i] = one[i] - two[i];
    }
    double a = dot(along[0], along[0]), b = dot(along[0], along[1]), c = dot(along[0], gap);
    double e = dot(along[1], along[1]), f = dot(along[1], gap);
    double s = within((b * f - c * e) / larger(a * e - b * b, TINY));
    double t = within((b * s + f) / larger(e, TINY));
    s = within((b * t - c) / larger(a, TINY));
    add(found.first, along[0], s);
    add(found.second, along[1], t);
    for (int i = 0; i < SIZE; i++) found.way[i] = found.first[i] - found.second[i];
    found.away = __builtin_sqrt(dot(found.way, found.way));
    return found;
}

static Nearest of_pair(const Clearance *c, int64_t p) {
    return nearest(c->points + 2 * SIZE * c->one[p], c->points + 2 * SIZE * c->two[p]);
}

// (P,) from surface to surface, in a pose of all joints.
void clearance_of(const Clearance *c, const double *pose, double *clear) {
    place(c, pose);
    for (int64_t p = 0; p < c->pairs; p++) clear[p] = of_pair(c, p).away - c->apart[p];
}

// How fast a point of what holds a rod goes along `way`, with these velocities of all joints.
static double speed(
    const Clearance *c, int64_t rod, const double *at, const double *way, const double *velocity
) {
    double sum = 0.0;
    for (int64_t k = c->holder[rod]; k > 0; k = c->parent[k - 1]) {
        Frame *own = c->placed + k;
        double axis[SIZE], arm[SIZE], moved[SIZE];
        turned(axis, own->axes, c->axis + SIZE * (k - 1));
        for (int i = 0; i < SIZE; i++) arm[i] = at[i] - own->at[i];
        cross(moved, axis, arm);
        sum += velocity[c->joint[k - 1]] * dot(c->slides[k - 1] ? axis : moved, way);
    }
    return sum;
}

// How fast a pair gets clearer, in the pose that was asked for last.
double clearance_rate(const Clearance *c, int64_t p, const double *velocity) {
    Nearest found = of_pair(c, p);
    double one = speed(c, c->one[p], found.first, found.way, velocity);
    double two = speed(c, c->two[p], found.second, found.way, velocity);
    return (one - two) / larger(found.away, 1e-9);
}
