// A step of a face: kinesics/affect/dynamics.py says why.
#include "face.h"

void face_step(const Face *f) {
    int64_t count = f->actions;
    double *position = f->state, *velocity = position + count, *used = velocity + count;
    for (int64_t n = 0; n < count; n++) {
        double wanted = smaller(f->gain[n] * f->wanted[n], 1.0);
        used[n] = smaller(used[n] + f->ease * (wanted - used[n]), wanted);
        double target = wanted - f->used_up[n] * used[n], away = position[n] - target;
        int64_t way = (away < 0.0 ? count : 0) + n;
        double rate = f->rates[way], decay = f->decays[way];
        double pushed = (velocity[n] + rate * away) * f->step_s;
        position[n] = target + (away + pushed) * decay;
        velocity[n] = (velocity[n] - rate * pushed) * decay;
    }
}
