# brief: bytes a second between two workers by the size of a message, a panel for each model, a curve for each transport
# SPDX-License-Identifier: MIT
# metric: ops_per_s
# x: bytes 2
# series: transport
# panel: model
# where: workload = ipc_transfer
# prefer: workers
# One range for all panels: they are compared.
stats data using (strcol('metric') eq 'ops_per_s' ? column('low') * column('x') / 2 : NaN) nooutput name 'least'
stats data using (strcol('metric') eq 'ops_per_s' ? column('high') * column('x') / 2 : NaN) nooutput name 'most'
columns = panel_count > 4 ? 3 : panel_count > 1 ? 2 : 1
rows = (panel_count + columns - 1) / columns
left = 0.075; right = 1.03; bottom = 0.165; top = 0.80
wide = (right - left) / columns
high = (top - bottom) / rows
set multiplot
# The title and the key for all panels, in the strip above them.
set lmargin screen left; set rmargin screen right; set bmargin screen 0.83; set tmargin screen 0.93
set label 900 'How fast do bytes come across?' at screen 0.53, 0.965 center font ',19'
set key at screen 0.53, screen 0.915 center top horizontal maxrows 2 width 1 Left reverse samplen 4 font ',12'
unset border; unset tics
set xrange [0:1]; set yrange [0:1]
plot NaN notitle, for [s = 1:series_count] keyentry with linespoints lc rgb hue(s) dt dash(s) pt mark(s) title series_name[s]
do for [i = 900:904] { unset label i }
unset key
set border 3 lc rgb '#555555' lw 0.8
set xtics nomirror textcolor rgb '#333333' font ',11'
set ytics nomirror textcolor rgb '#333333' font ',11'
set logscale x 2
set xrange [x_least / 1.35 : x_most * 1.35]
set yrange [least_min / 1.3 : most_max * 1.3]
set logscale y 10
set format y '%.0s%cB'
eval set_ticks
do for [p = 1:panel_count] {
    row = (p - 1) / columns
    set lmargin screen left + ((p - 1) % columns) * wide
    set rmargin screen left + ((p - 1) % columns + 1) * wide - 0.055
    set tmargin screen top - row * high - 0.03
    set bmargin screen top - (row + 1) * high + 0.045
    set title (strlen(panel_name[p]) > 45 ? substr(panel_name[p], 1, 42) . '...' : panel_name[p]) . ': bytes/s' font ',12' offset 0, -0.5
    set xlabel (p + columns > panel_count ? 'bytes of a message' : '') font ',12' offset 0, 0.5
    plot for [s in panel_series[p]] data using (pick(s, p, 'ops_per_s', 'x') * aside(s)):(pick(s, p, 'ops_per_s', 'median') * pick(s, p, 'ops_per_s', 'x') / 2) \
             with lines lc rgb hue(s) dt dash(s) lw 0.8 notitle, \
         for [s in panel_series[p]] data using (pick(s, p, 'ops_per_s', 'x') * aside(s)):(pick(s, p, 'ops_per_s', 'median') * pick(s, p, 'ops_per_s', 'x') / 2): \
             (pick(s, p, 'ops_per_s', 'low') * pick(s, p, 'ops_per_s', 'x') / 2):(pick(s, p, 'ops_per_s', 'high') * pick(s, p, 'ops_per_s', 'x') / 2) \
             with yerrorbars lc rgb hue(s) pt mark(s) ps (format eq 'svg' ? 0.55 : 0.9) notitle
}
unset multiplot
