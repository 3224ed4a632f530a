# brief: throughput by the share of an op that computes instead of waiting, a curve for each model
# SPDX-License-Identifier: MIT
# metric: ops_per_s
# x: cpu 2
# series: model
# where: workload = io_mix
# prefer: workers
beside(s) = 0.6 * (s - (series_count + 1) / 2.0)
set title 'From which share of computing on do threads under one lock lose?'
set xlabel 'share of an op that computes, percent; it waits for the rest'
set ylabel 'ops/s of all workers'
set xrange [x_least - 4 : x_most + 4]
set yrange [0 : *]
set format y '%.1s%c'
set key outside right top Left reverse samplen 4
set rmargin screen 0.82
eval set_ticks
plot for [s = 1:series_count] data using (pick(s, 1, 'ops_per_s', 'x') + beside(s)):(pick(s, 1, 'ops_per_s', 'median')) \
         with lines lc rgb hue(s) dt dash(s) notitle, \
     for [s = 1:series_count] data using (pick(s, 1, 'ops_per_s', 'x') + beside(s)):(pick(s, 1, 'ops_per_s', 'median')): \
         (pick(s, 1, 'ops_per_s', 'low')):(pick(s, 1, 'ops_per_s', 'high')) \
         with yerrorbars lc rgb hue(s) pt mark(s) notitle, \
     for [s = 1:series_count] keyentry with linespoints lc rgb hue(s) dt dash(s) pt mark(s) title series_name[s]
