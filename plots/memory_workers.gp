# brief: how often the parent's data is held in memory, by workers, for each model and way of sharing
# SPDX-License-Identifier: MIT
# metric: memory_factor
# kind: memory
# x: workers 2
# series: model sharing
set title 'Does every worker multiply the data in memory?'
set xlabel 'workers'
set ylabel 'memory of parent and workers / of the parent alone'
set logscale x 2
set xrange [x_least / 1.35 : x_most * 1.35]
set yrange [0 : x_most + 2]
set key outside right top Left reverse samplen 4
set rmargin screen 0.77
set samples 200
eval set_ticks
plot x + 1 ls 101 title 'workers + 1: copies', 1 ls 101 dt 5 title '1: nothing copied', \
     for [s = 1:series_count] data using (pick(s, 1, 'memory_factor', 'x') * aside(s)):(pick(s, 1, 'memory_factor', 'median')) \
         with lines lc rgb hue(s) dt dash(s) lw 0.8 notitle, \
     for [s = 1:series_count] data using (pick(s, 1, 'memory_factor', 'x') * aside(s)):(pick(s, 1, 'memory_factor', 'median')): \
         (pick(s, 1, 'memory_factor', 'low')):(pick(s, 1, 'memory_factor', 'high')) \
         with yerrorbars lc rgb hue(s) pt mark(s) notitle, \
     for [s = 1:series_count] keyentry with linespoints lc rgb hue(s) dt dash(s) pt mark(s) title series_name[s]
