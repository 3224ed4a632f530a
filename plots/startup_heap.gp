# brief: what the parent's heap adds to a worker's start-up, by model and page size
# SPDX-License-Identifier: MIT
# metric: enter_ns enter_cold_ns
# x: heap 2
# series: model pages
# where: heap > 0
# prefer: starts
set title 'Does a larger parent start its workers more slowly?'
set xlabel 'touched heap of the parent (log)'
set ylabel 'from the creating call to the first statement (log)'
set logscale x 2
set logscale y
set format y ''
do for [e = 0:9] { set ytics add (time_name[e + 1] 10.0**e) }
set mytics 10
set xrange [x_least / 1.5 : x_most * 1.5]
set key outside right top Left reverse samplen 4
set rmargin screen 0.77
eval set_ticks
plot for [s = 1:series_count] data using (pick(s, 1, 'enter_ns', 'x') * aside(s)):(pick(s, 1, 'enter_ns', 'median')) \
         with lines lc rgb hue(s) dt dash(s) notitle, \
     for [s = 1:series_count] data using (pick(s, 1, 'enter_ns', 'x') * aside(s)):(pick(s, 1, 'enter_ns', 'median')): \
         (pick(s, 1, 'enter_ns', 'low')):(pick(s, 1, 'enter_ns', 'high')) \
         with yerrorbars lc rgb hue(s) pt mark(s) notitle, \
     for [s = 1:series_count] keyentry with linespoints lc rgb hue(s) dt dash(s) pt mark(s) title series_name[s]
