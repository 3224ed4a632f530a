/* SPDX-License-Identifier: MIT */
/* Student's t, by the incomplete beta function. */
#include "student.h"

#include <float.h>
#include <math.h>

#define TERMS_MAX 10000

/* A denominator of the continued fraction that may not be 0 (Lentz's method as modified by Thompson and
 * Barnett, Journal of Computational Physics 64, 1986). */
static double not_zero(double value)
{
    return fabs(value) < DBL_MIN / DBL_EPSILON ? DBL_MIN / DBL_EPSILON : value;
}

/* The continued fraction of I_x(a, b), for x < (a + 1) / (a + b + 2), where it converges fast. */
static double fraction(double x, double a, double b)
{
    double c = 1, d = 1 / not_zero(1 - (a + b) * x / (a + 1)), value = d;
    for (int m = 1; m <= TERMS_MAX; m++) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                     odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / not_zero(1 + even * d);
        c = not_zero(1 + even / c);
        value *= d * c;
        d = 1 / not_zero(1 + odd * d);
        c = not_zero(1 + odd / c);
        value *= d * c;
        if (fabs(d * c - 1) < 4 * DBL_EPSILON)
            break;
    }
    return value;
}

/* I_x(a, b); `y` is 1 - x, which its caller knows better than subtraction does. */
static double beta_share(double x, double y, double a, double b)
{
    if (x <= 0 || y <= 0)
        return x <= 0 ? 0 : 1;
    const double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(y));
    return x < (a + 1) / (a + b + 2) ? front * fraction(x, a, b) / a : 1 - front * fraction(y, b, a) / b;
}

double stats_student_tail(double t, double df)
{
    if (!(df > 0) || isnan(t))
        return NAN;
    if (isinf(t))
        return 0;
    const double square = t * t;
    return beta_share(df / (df + square), square / (df + square), df / 2, 0.5);
}

/* The tail falls as t grows: by halving, first of the exponent. */
double stats_student_bound(double level, double df)
{
    if (!(level > 0 && level < 1) || !(df > 0))
        return NAN;
    double low = 0, high = 1;
    while (high < 1e300 && stats_student_tail(high, df) > level) {
        low = high;
        high *= 2;
    }
    for (int step = 0; step < 200 && high - low > 2 * DBL_EPSILON * high; step++) {
        const double middle = low + (high - low) / 2;
        if (stats_student_tail(middle, df) > level)
            low = middle;
        else
            high = middle;
    }
    return high;
}
