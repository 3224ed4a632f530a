# brief: what an op takes, a panel for each workload, by model, for each of several systems
# SPDX-License-Identifier: MIT
# of: systems
# metric: op_ns
# x: model
# series: system
# panel: workload
# prefer: workers
columns = panel_count > 4 ? 3 : panel_count > 1 ? 2 : 1
rows = (panel_count + columns - 1) / columns
left = 0.085; right = 1.03; bottom = 0.165; top = 0.82
wide = (right - left) / columns
high = (top - bottom) / rows
set multiplot
set label 904 'Not interleaved: factors, no verdicts' at screen 0.015, 0.046 left font ',11' textcolor rgb '#444444'
set label 902 ''
set lmargin screen left; set rmargin screen right; set bmargin screen 0.84; set tmargin screen 0.93
set label 900 'What does an op take, by system?' at screen 0.53, 0.965 center font ',19'
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
set yrange [0 : *]
eval set_ticks
beside(s) = 0.5 * (s - (series_count + 1) / 2.0) / series_count
do for [p = 1:panel_count] {
    row = (p - 1) / columns
    set lmargin screen left + ((p - 1) % columns) * wide
    set rmargin screen left + ((p - 1) % columns + 1) * wide - 0.065
    set tmargin screen top - row * high - 0.03
    set bmargin screen top - (row + 1) * high + 0.045
    set title (strlen(panel_name[p]) > 45 ? substr(panel_name[p], 1, 42) . '...' : panel_name[p]) font ',12' offset 0, -0.5
    stats data using (column('panel') == p && strcol('metric') eq 'op_ns' ? column('high') : NaN) nooutput name 'op'
    unit = op_max < 1e3 ? 1 : op_max < 1e6 ? 1e3 : op_max < 1e9 ? 1e6 : 1e9
    set ylabel unit == 1 ? 'ns' : unit == 1e3 ? 'us' : unit == 1e6 ? 'ms' : 's' font ',11' offset 1.5, 0
    plot for [s in panel_series[p]] data using (pick(s, p, 'op_ns', 'x') + beside(s)):(pick(s, p, 'op_ns', 'median') / unit): \
             (pick(s, p, 'op_ns', 'low') / unit):(pick(s, p, 'op_ns', 'high') / unit) \
             with yerrorbars lc rgb hue(s) pt mark(s) ps (format eq 'svg' ? 0.55 : 0.9) notitle
}
unset multiplot
