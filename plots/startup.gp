# brief: how long from the creating call to a new worker's first statement, by model: all starts, first and later ones
# SPDX-License-Identifier: MIT
# metric: enter_ns enter_cold_ns
# series: model
# where: starts > 1
# where: heap = 0
# where: data = 0
# starts: enter
set label 905 'curves: every single start, each trial weighing the same' at screen 0.985, 0.046 right font ',11' textcolor rgb '#444444'
stats starts using 'ns' nooutput name 'range'
set label 900 'How long until a new worker runs its first statement?' at screen 0.53, 0.965 center font ',19'
set xlabel 'from the creating call to the first statement in the worker (log)'
set ylabel 'share of starts that were this fast or faster'
set format x ''
do for [e = 0:9] { set xtics add (time_name[e + 1] 10.0**e) }
set mxtics 10
set grid mxtics
set yrange [0:1]
set ytics ('0 %%' 0, '25 %%' 0.25, '50 %%' 0.5, '75 %%' 0.75, '100 %%' 1)
set key at screen 0.53, 0.935 center top Left reverse maxrows 3 samplen 4
set logscale x
set xrange [range_min / 1.6 : range_max * 1.3]
set tmargin screen 0.81
curve(s, w, name) = column('series') == s && column('warm') == w ? column(name) : NaN
plot for [s = 1:series_count] starts using (curve(s, 1, 'ns')):(curve(s, 1, 'fraction')) \
         with lines lw 2 lc rgb hue(s) title series_name[s] . ', later starts in a process', \
     for [s = 1:series_count] starts using (curve(s, 0, 'ns')):(curve(s, 0, 'fraction')) \
         with lines lw 1.4 dt 2 lc rgb hue(s) title series_name[s] . ', first start (cold)', \
     for [s = 1:series_count] data using (pick(s, 1, 'enter_ns', 'median')):(0.5):(pick(s, 1, 'enter_ns', 'low')): \
         (pick(s, 1, 'enter_ns', 'high')) with xerrorbars lc rgb hue(s) pt mark(s) ps (format eq 'svg' ? 1 : 1.6) notitle, \
     for [s = 1:series_count] data using (pick(s, 1, 'enter_cold_ns', 'median')):(0.5): \
         (pick(s, 1, 'enter_cold_ns', 'low')):(pick(s, 1, 'enter_cold_ns', 'high')) \
         with xerrorbars lw 0.6 lc rgb hue(s) pt mark(s) - 1 ps (format eq 'svg' ? 1 : 1.6) notitle, \
     for [s = 1:series_count] data using (pick(s, 1, 'enter_ns', 'median')):(0.5): \
         (is(s, 1, 'enter_ns') ? time_text(column('median')) : '') with labels right offset -1, 0.9 tc rgb hue(s) notitle
