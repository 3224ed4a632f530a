# brief: what else of the parent and the image a worker's start-up depends on, a panel for each factor
# SPDX-License-Identifier: MIT
# metric: enter_ns starts_per_s parent_write_ns parent_write_before_ns
# by: heap mappings descriptors threads libraries burst
# series: model
# where: pages = 4k
# where: data = 0
# where: starts > 1
# prefer: starts
# A panel more where it was measured: the parent's own stall after a fork, by its heap.
heap = 0
do for [p = 1:panel_count] { if (panel_name[p] eq 'heap') { heap = p } }
stalled = ''
do for [s = 1:series_count] {
    stats data using (heap > 0 && is(s, heap, 'parent_write_ns') ? 1 : 0) nooutput name 'stall'
    if (stall_sum > 1) { stalled = stalled . sprintf('%d ', s) }
}
panels = panel_count + (stalled eq '' ? 0 : 1)
columns = panels > 6 ? 4 : panels > 4 ? 3 : panels > 1 ? 2 : 1
rows = (panels + columns - 1) / columns
left = 0.085; right = 1.03; bottom = 0.125; top = 0.85
wide = (right - left) / columns
high = (top - bottom) / rows
set multiplot
# The title and the key for all panels, in the strip above them.
set lmargin screen left; set rmargin screen right; set bmargin screen 0.83; set tmargin screen 0.93
set label 900 'What does the start of a worker depend on?' at screen 0.53, 0.965 center font ',19'
set key at screen 0.53, screen 0.915 center top horizontal maxrows 1 width 1 Left reverse samplen 4 font ',12'
unset border; unset tics
set xrange [0:1]; set yrange [0:1]
plot NaN notitle, for [s = 1:series_count] keyentry with linespoints lc rgb hue(s) dt dash(s) pt mark(s) title series_name[s]
do for [i = 900:904] { unset label i }
unset key
set border 3 lc rgb '#555555' lw 0.8
set ytics nomirror textcolor rgb '#333333' font ',11'
says(name) = name eq 'heap' ? 'touched heap of the parent' : name eq 'mappings' ? 'mappings of the parent' : \
             name eq 'descriptors' ? 'open files of the parent' : name eq 'threads' ? 'sleeping threads of the parent' : \
             name eq 'libraries' ? 'libraries beside libc' : name eq 'burst' ? 'workers called at once' : name
# Values of x stand side by side, equally far apart: each has room for its name.
ticks(p) = sum [i = 1:tick_count] (tick_panel[i] == p ? 1 : 0)
rank(p, x) = sum [i = 1:tick_count] (tick_panel[i] == p && tick_at[i] < x ? 1 : 0)
do for [place = 1:panels] {
    stall = place > panel_count
    p = stall ? heap : place
    row = (place - 1) / columns
    burst = panel_name[p] eq 'burst'
    metric = stall ? 'parent_write_ns' : burst ? 'starts_per_s' : 'enter_ns'
    set lmargin screen left + ((place - 1) % columns) * wide
    set rmargin screen left + ((place - 1) % columns + 1) * wide - 0.065
    set tmargin screen top - row * high - 0.03
    set bmargin screen top - (row + 1) * high + 0.075
    set title (stall ? 'parent writes a page after it (log)' : burst ? 'workers READY a second (log)' : 'to the first statement (log)') font ',12' offset 0, -0.5
    set xlabel says(panel_name[p]) font ',12' offset 0, 0.4
    set xrange [-0.4 : ticks(p) - 0.6]; set yrange [*:*]
    set logscale y
    unset ytics; set ytics nomirror textcolor rgb '#333333' font ',11'
    if (burst) { set format y '%.0s%c' } else {
        set format y ''
        do for [e = 0:9] { set ytics add (time_name[e + 1] 10.0**e) }
    }
    set mytics 10
    unset xtics; set xtics () nomirror textcolor rgb '#333333' font ',11'
    # Many values: every other one a line lower.
    do for [i = 1:tick_count] {
        if (tick_panel[i] == p) {
            set xtics add ((ticks(p) > 4 && rank(p, tick_at[i]) % 2 == 1 ? "\n" : '') . tick_name[i] rank(p, tick_at[i]))
        }
    }
    if (stall) {
        set key at graph 0.97, graph 0.45 right center noreverse Right samplen 2 font ',10'
        set yrange [5 : *]
        plot for [s in stalled] data using (rank(p, pick(s, p, metric, 'x'))):(pick(s, p, metric, 'median')): \
                 (pick(s, p, metric, 'low')):(pick(s, p, metric, 'high')) \
                 with yerrorlines lc rgb hue(s) pt mark(s) lw 0.8 ps (format eq 'svg' ? 0.55 : 0.9) title series_name[s + 0], \
             for [s in stalled] data using (rank(p, pick(s, p, 'parent_write_before_ns', 'x'))):(pick(s, p, 'parent_write_before_ns', 'median')) \
                 with lines lc rgb hue(s) dt 3 title series_name[s + 0] . ', before it'
    } else {
        plot for [s in panel_series[p]] data using (rank(p, pick(s, p, metric, 'x'))):(pick(s, p, metric, 'median')) \
                 with lines lc rgb hue(s) dt dash(s) lw 0.8 notitle, \
             for [s in panel_series[p]] data using (rank(p, pick(s, p, metric, 'x'))):(pick(s, p, metric, 'median')): \
                 (pick(s, p, metric, 'low')):(pick(s, p, metric, 'high')) \
                 with yerrorbars lc rgb hue(s) pt mark(s) ps (format eq 'svg' ? 0.55 : 0.9) notitle
    }
}
unset multiplot
