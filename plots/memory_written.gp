# brief: how often the parent's data is held in memory, by the share of it that each worker writes
# SPDX-License-Identifier: MIT
# metric: memory_factor
# kind: memory
# x: write 2
# series: model sharing
# prefer: workers
set title 'What does writing to shared data cost in memory?'
set xlabel 'share of the data''s pages that each worker writes'
set ylabel 'memory of parent and workers / of the parent alone'
span = x_most > x_least ? x_most - x_least : 1
beside(s) = span * 0.012 * (s - (series_count + 1) / 2.0)
set xrange [x_least - 0.08 * span : x_most + 0.08 * span]
set yrange [0 : *]
set offsets 0, 0, 0.3, 0
set key outside right top Left reverse samplen 4
set rmargin screen 0.77
eval set_ticks
plot 1 ls 101 dt 5 title '1: nothing copied', \
     for [s = 1:series_count] data using (pick(s, 1, 'memory_factor', 'x') + beside(s)):(pick(s, 1, 'memory_factor', 'median')) \
         with lines lc rgb hue(s) dt dash(s) lw 0.8 notitle, \
     for [s = 1:series_count] data using (pick(s, 1, 'memory_factor', 'x') + beside(s)):(pick(s, 1, 'memory_factor', 'median')): \
         (pick(s, 1, 'memory_factor', 'low')):(pick(s, 1, 'memory_factor', 'high')) \
         with yerrorbars lc rgb hue(s) pt mark(s) notitle, \
     for [s = 1:series_count] keyentry with linespoints lc rgb hue(s) dt dash(s) pt mark(s) title series_name[s]
