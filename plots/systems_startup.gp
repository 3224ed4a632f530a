# brief: how long from the creating call to a new worker's first statement, by model, for each of several systems
# SPDX-License-Identifier: MIT
# of: systems
# metric: enter_cold_ns enter_ns
# x: model
# series: system
# where: heap = 0
# where: data = 0
# prefer: starts
set label 900 'How long until a new worker runs its first statement, by system?' at screen 0.53, 0.965 center font ',19'
set ylabel 'from the creating call to the first statement in the worker (log)'
set format y ''
do for [e = 0:9] { set ytics add (time_name[e + 1] 10.0**e) }
set mytics 10
set logscale y
set grid mytics
set xrange [0.5 : x_most + 0.5]
eval set_ticks
unset grid
set grid ytics ls 100
set key at screen 0.53, 0.935 center top Left reverse maxrows 4 samplen 1
set tmargin screen 0.78
set label 904 'Filled: later starts of a process; hollow: its first (cold). Not interleaved: factors, no verdicts' \
    at screen 0.015, 0.046 left font ',11' textcolor rgb '#444444'
set label 902 ''
beside(s) = 0.5 * (s - (series_count + 1) / 2.0) / series_count
plot for [s = 1:series_count] data using (pick(s, 1, 'enter_cold_ns', 'x') + beside(s) - 0.03):(pick(s, 1, 'enter_cold_ns', 'median')): \
         (pick(s, 1, 'enter_cold_ns', 'low')):(pick(s, 1, 'enter_cold_ns', 'high')) \
         with yerrorbars lc rgb hue(s) pt mark(s) - 1 notitle, \
     for [s = 1:series_count] data using (pick(s, 1, 'enter_ns', 'x') + beside(s) + 0.03):(pick(s, 1, 'enter_ns', 'median')): \
         (pick(s, 1, 'enter_ns', 'low')):(pick(s, 1, 'enter_ns', 'high')) \
         with yerrorbars lc rgb hue(s) pt mark(s) notitle, \
     for [s = 1:series_count] data using (pick(s, 1, 'enter_ns', 'x') + beside(s) + 0.03):(pick(s, 1, 'enter_ns', 'median')): \
         (is(s, 1, 'enter_ns') ? time_text(column('median')) : '') with labels left offset 0.9, 0 font ',11' tc rgb hue(s) notitle, \
     for [s = 1:series_count] keyentry with points lc rgb hue(s) pt mark(s) title series_name[s]
