// A step of critically damped springs: kinesics/motion/follow.py works out its numbers.
#include "follow.h"

void follow_step(const Follow *f) {
    for (int64_t k = 0; k < f->count; k++) {
        double gap = f->at[k] - f->wanted[k], speed = f->speed[k];
        f->at[k] = f->wanted[k] + f->stays[k] * gap + f->runs[k] * speed;
        f->speed[k] = f->turns[k] * gap + f->slows[k] * speed;
    }
}
