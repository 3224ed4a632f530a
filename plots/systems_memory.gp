# brief: how often the parent's data is held in memory, by model and way of sharing, for each of several systems
# SPDX-License-Identifier: MIT
# of: systems
# metric: memory_factor|ws_factor
# kind: memory
# x: model
# series: system
# panel: sharing
# prefer: workers
stats data using (column('high')) nooutput name 'factor'
columns = panel_count
left = 0.075; right = 1.03; bottom = 0.165; top = 0.84
wide = (right - left) / columns
set multiplot
set label 904 'Memory of parent and workers / of the parent alone: PSS; where a system has none, by working sets' at screen 0.015, 0.046 left font ',11' textcolor rgb '#444444'
set label 902 ''
set lmargin screen left; set rmargin screen right; set bmargin screen 0.84; set tmargin screen 0.93
set label 900 'How often is the data in memory, by system?' at screen 0.53, 0.965 center font ',19'
set key at screen 0.53, screen 0.925 center top horizontal maxrows 2 width 1 Left reverse samplen 1 font ',12'
unset border; unset tics
set xrange [0:1]; set yrange [0:1]
plot NaN notitle, for [s = 1:series_count] keyentry with points lc rgb hue(s) pt mark(s) title series_name[s]
do for [i = 900:904] { unset label i }
unset key
set border 3 lc rgb '#555555' lw 0.8
set xtics nomirror textcolor rgb '#333333' font ',11'
set ytics nomirror textcolor rgb '#333333' font ',11'
set xrange [0.5 : x_most + 0.5]
set yrange [0 : factor_max * 1.08]
eval set_ticks
beside(s) = 0.5 * (s - (series_count + 1) / 2.0) / series_count
do for [p = 1:panel_count] {
    set lmargin screen left + (p - 1) * wide
    set rmargin screen left + p * wide - 0.055
    set tmargin screen top - 0.04
    set bmargin screen bottom
    set title panel_name[p] font ',12' offset 0, -0.5
    plot 1 ls 101 dt 5 notitle, \
         for [s in panel_series[p]] data using (pick(s, p, 'memory_factor', 'x') + beside(s)):(pick(s, p, 'memory_factor', 'median')): \
             (pick(s, p, 'memory_factor', 'low')):(pick(s, p, 'memory_factor', 'high')) \
             with yerrorbars lc rgb hue(s) pt mark(s) notitle
}
unset multiplot
