# brief: a series of the history over time, with its change points (tvp history plot)
# SPDX-License-Identifier: MIT
# of: history
# `tvp history plot` sets, beside what plots/common.gp names:
#   data       columns x value low high ratio (ratio: to the reference, the first one 1)
#   levels     columns x value ratio: lines from the first to the last point of each level, parted by empty lines
#   cell metric y_unit y_by   what is drawn; values are divided by y_by
#   first latest better judged   words for the caption
#   imported by_ratio has_bars   1: figures of no run of tvp; ratios were judged; points have intervals
#   change_count change_at[] change_kind[] change_text[]   kind 1 code, 2 environment, 3 suspected; change_told: how many have room
array kind_colour[3] = ['#D55E00', '#0072B2', '#B8860B']
array kind_dash[3] = [1, 2, 3]
unset label 901
unset label 902
unset label 903
trend = better eq 'lower' ? ', lower is better' : better eq 'higher' ? ', higher is better' : ''
what = imported ? 'Points: imported figures' : 'Points: medians of runs over their trials' . (has_bars && x_values <= 150 ? ', bars: their 95 % intervals' : '')
set label 901 cut(what . '; lines: levels between changes. ' . x_values . ' points, ' . first . ' to ' . latest . '.') at screen 0.015, 0.072 left font ',11' textcolor rgb '#444444'
set label 902 cut(machine) at screen 0.015, 0.046 left font ',11' textcolor rgb '#444444'
set label 903 cut(judged . '; ' . run . ', tvp ' . tvp) at screen 0.015, 0.020 \
    left font ',11' textcolor rgb '#444444'

# What changed, in words; where there is no room for all, the newest.
room = change_count < change_told ? change_count : change_told
hidden = change_count - room
line_at(i) = 0.105 + 0.028 * (room - i)
do for [i = 1:room] {
    line = change_text[hidden + i]
    line = strlen(line) > 165 ? substr(line, 1, 162) . '...' : line
    set label 910 + i line at screen 0.035, line_at(i) left font ',10.5' textcolor rgb kind_colour[change_kind[hidden + i]]
}
if (change_count == 0) {
    set label 910 'no change point' at screen 0.035, 0.105 left font ',11' textcolor rgb '#444444'
}
if (hidden > 0) {
    set label 909 sprintf('%d earlier ones are not described', hidden) at screen 0.985, line_at(1) right font ',11' textcolor rgb '#444444'
}
bottom = 0.175 + 0.028 * (room > 1 ? room - 1 : 0)
top = 0.885
split = by_ratio ? bottom + (top - bottom) * 0.42 : bottom

# A range of nothing is none: levels that do not vary get room.
stats data using (column('value') / y_by) nooutput name 'VALUE'
if (VALUE_min == VALUE_max) { set yrange [VALUE_min - 1 : VALUE_max + 1] }
if (by_ratio) { stats data using (column('ratio')) nooutput name 'RATIO' }

set multiplot
set label 900 'How did it change over time?' at screen 0.53, 0.965 center font ',19'
set label 904 cut(cell . ': ' . metric . (y_unit eq '' ? '' : ' in ' . y_unit) . trend) at screen 0.53, 0.92 center font ',13'
unset key
set lmargin screen 0.09
set rmargin screen 0.97
set xrange [x_least - 0.5 - 0.01 * x_values : x_most + 0.5 + 0.01 * x_values]
set border 3 lc rgb '#555555' lw 0.8
# Curves of hundreds of points need no bars.
dense = x_values > 150
size = (format eq 'svg' ? 0.4 : 0.7) * (dense ? 0.6 : 1)
do for [i = 1:change_count] {
    set arrow 100 + i from change_at[i], graph 0 to change_at[i], graph 1 nohead lc rgb kind_colour[change_kind[i]] dt kind_dash[change_kind[i]] lw 1.3 front
    if (i > hidden) {
        set label 100 + i sprintf('%d', i) at change_at[i], graph 1 offset 0.4, -0.7 left font ',12' textcolor rgb kind_colour[change_kind[i]] front
    }
}

set tmargin screen top
set bmargin screen split + (by_ratio ? 0.035 : 0)
set offsets 0, 0, graph 0.12, graph 0.05
unset xtics
if (by_ratio) { set xtics (); do for [i = 1:tick_count] { set xtics add ('' tick_at[i]) } } else { eval set_ticks }
set xtics font ',11'
set ytics font ',11'
set format y '%.4g'
if (has_bars && !dense) {
    plot data using (column('x')):(column('value') / y_by):(column('low') / y_by):(column('high') / y_by) \
             with yerrorbars lc rgb '#9BB7CC' lw 0.8 pt 7 ps 0, \
         data using (column('x')):(column('value') / y_by) with points lc rgb '#33586F' pt 7 ps size, \
         levels using (column('x')):(column('value') / y_by) with lines lc rgb '#222222' lw 2
} else {
    plot data using (column('x')):(column('value') / y_by) with points lc rgb '#33586F' pt 7 ps size, \
         levels using (column('x')):(column('value') / y_by) with lines lc rgb '#222222' lw 2
}
if (by_ratio) {
    do for [i = 900:920] { unset label i }
    do for [i = 1:change_count] { unset label 100 + i }
    set tmargin screen split - 0.035
    set bmargin screen bottom
    set label 905 'the same as a ratio to the reference, the first point 1' at graph 0.5, graph 1 center offset 0, 0.7 font ',12'
    set offsets 0, 0, graph 0.08, graph 0.08
    set yrange [*:*]
    if (RATIO_min == RATIO_max) { set yrange [RATIO_min - 1 : RATIO_max + 1] }
    unset xtics
    eval set_ticks
    set xtics font ',11'
    plot data using (column('x')):(column('ratio')) with points lc rgb '#33586F' pt 7 ps size, \
         levels using (column('x')):(column('ratio')) with lines lc rgb '#222222' lw 2
}
unset multiplot
