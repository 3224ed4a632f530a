# brief: throughput by the length of a task, a curve for each model and lifetime of workers
# SPDX-License-Identifier: MIT
# metric: ops_per_s
# x: task 2
# series: model lifetime
# prefer: workers
set title 'How long must a task be for its worker''s life to pay?'
set xlabel 'length of a task, asked for (log)'
set ylabel 'ops/s of all workers'
set logscale x 2
set xrange [x_least / 1.5 : x_most * 1.5]
set yrange [0 : *]
set format y '%.1s%c'
set key outside right top Left reverse samplen 4
set rmargin screen 0.77
eval set_ticks
plot for [s = 1:series_count] data using (pick(s, 1, 'ops_per_s', 'x') * aside(s)):(pick(s, 1, 'ops_per_s', 'median')) \
         with lines lc rgb hue(s) dt dash(s) notitle, \
     for [s = 1:series_count] data using (pick(s, 1, 'ops_per_s', 'x') * aside(s)):(pick(s, 1, 'ops_per_s', 'median')): \
         (pick(s, 1, 'ops_per_s', 'low')):(pick(s, 1, 'ops_per_s', 'high')) \
         with yerrorbars lc rgb hue(s) pt mark(s) notitle, \
     for [s = 1:series_count] keyentry with linespoints lc rgb hue(s) dt dash(s) pt mark(s) title series_name[s]
