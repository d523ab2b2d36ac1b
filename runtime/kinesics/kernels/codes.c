// The nearest codes of a row: kinesics_bridge/joints/joint_table.py says it of many rows.
#include "codes.h"

#include <math.h>

// Whether every position is a number; else nothing may be sent.
int codes_row(const Codes *c) {
    int numbers = 1;
    for (int64_t j = 0; j < c->joints; j++) {
        double code = rint((c->positions[j] - c->offset[j]) / c->scale[j]);
        numbers &= code == code;
        code = smaller(larger(code, c->low[j]), c->high[j]);
        c->codes[j] = (int16_t)code;
        c->went[j] = code * c->scale[j] + c->offset[j];
    }
    return numbers;
}
