/* SPDX-License-Identifier: MIT */
/* Student's t by its finite series, and turned round by bisection. */
#include "student.h"

#include <math.h>

#define NORMAL_FROM 1000u

double stats_student_within(double t, size_t freedom)
{
    if (freedom > NORMAL_FROM)
        return erf(t / sqrt(2.0));
    const double n = (double)freedom, angle = atan(t / sqrt(n));
    const double sine = t / sqrt(n + t * t), square = n / (n + t * t);
    const int odd = freedom % 2 == 1;
    /* 1 + 1/2 c^2 + 1x3/(2x4) c^4 ... for even, c (1 + 2/3 c^2 + 2x4/(3x5) c^4 ...) for odd freedom */
    double sum = 0, term = 1;
    for (size_t k = (size_t)odd; k < (freedom >= 2 ? freedom - 1 : 0); k += 2) {
        sum += term;
        term *= square * (double)(k + 1) / (double)(k + 2);
    }
    if (!odd)
        return sine * sum;
    return 2 / 3.14159265358979323846 * (angle + sine * sqrt(square) * sum);
}

double stats_student_bound(double level, size_t freedom)
{
    double low = 0, high = 1e6;
    if (freedom == 0)
        return INFINITY;
    for (int i = 0; i < 100; i++) {
        double t = 0.5 * (low + high);
        if (1 - stats_student_within(t, freedom) > level)
            low = t;
        else
            high = t;
    }
    return 0.5 * (low + high);
}
