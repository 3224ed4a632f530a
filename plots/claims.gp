# brief: a claim's ratios with their intervals and the bounds that are asked for (tvp claims --format markdown)
# SPDX-License-Identifier: MIT
# of: claims
# `tvp claims` sets, beside what plots/common.gp names:
#   table_rows   columns label quantity estimate low high bound upper side answer (side: 1 above the bound is asked, -1 below it,
#                2 between bound and upper, 0 nothing;
#                answer: 1 no, 2 yes, 3 undecided or not asked); value_row_count   how many
#   claim_text verdict runtime   words
high = 190 + 62 * value_row_count
set terminal svg size 1000,high noenhanced font 'DejaVu Sans,Arial,sans-serif,13' fontscale 1.1 background rgb 'white' linewidth 1.4
set output output
unset label 901
unset label 902
unset label 903
wide(text, most) = strlen(text) > most ? substr(text, 1, most - 3) . '...' : text
set label 904 wide(run . ': ' . verdict, 90) at graph 0, 1 offset 0, 2.9 left font ',16'
set label 905 wide(claim_text, 118) at graph 0, 1 offset 0, 1.3 left font ',11' textcolor rgb '#444444'
set label 906 wide(machine . '; ' . system_name, 140) at character 1, 1.4 left font ',9' textcolor rgb '#666666'
set label 907 wide(runtime . (date eq '' ? '' : '; ' . date) . '; tvp ' . tvp, 175) at character 1, 0.6 left font ',9' textcolor rgb '#666666'
array answer_colour[3] = [0xD55E00, 0x0072B2, 0x777777]
key_at = 0.985
set label 908 'undecided, or not asked' at screen key_at, 1 offset 0, -0.8 right font ',10' textcolor rgb '#777777'
set label 909 'no' at screen key_at - 0.19, 1 offset 0, -0.8 right font ',10' textcolor rgb '#D55E00'
set label 910 'yes' at screen key_at - 0.225, 1 offset 0, -0.8 right font ',10' textcolor rgb '#0072B2'
set lmargin 4
set rmargin 4
set tmargin 5
set bmargin 5.5
set logscale x 2
set xrange [0.45 : 2.2]
stats table_rows using (column('low')) name 'low' nooutput
stats table_rows using (column('high')) name 'high' nooutput
stats table_rows using (column('side') == 0 ? column('estimate') : column('bound')) name 'bound' nooutput
least = low_min < bound_min ? low_min : bound_min
stats table_rows using (column('side') == 2 ? column('upper') : column('estimate')) name 'upper' nooutput
stats table_rows using (column('side')) name 'between' nooutput
most = high_max > bound_max ? high_max : bound_max
if (upper_max > most) { most = upper_max }
xleast = (least < 0.8 ? least : 0.8) / 1.25
xmost = (most > 1.3 ? most : 1.3) * 1.25
set xrange [xleast : xmost]
left_edge = xleast * (xmost / xleast) ** 0.004
step = (xmost / xleast) ** 0.014
set xtics font ',11'
set format x '%g'
if (most / least > 500) { set logscale x 10 }
set xlabel 'times (logarithmic)' font ',11' offset 0, 0.6
unset ytics
set yrange [value_row_count + 0.5 : 0.35]
set border 1
set grid xtics ls 100
unset key
set arrow 1 from 1, graph 0 to 1, graph 1 nohead ls 101
bars = 'table_rows using (column("low")):($0 + 1.12):(column("high") - column("low")):(0):(answer_colour[column("answer")]) with vectors nohead lw 3 lc rgb variable notitle'
points = 'table_rows using (column("estimate")):($0 + 1.12):(answer_colour[column("answer")]) with points pt 7 ps 0.75 lc rgb variable notitle'
asked(bound, upper, side) = side == 0 ? '' : side == 2 ? sprintf('  [asked: from %g to %g]', bound, upper) : sprintf('  [asked: %s %g]', side > 0 ? 'at least' : 'at most', bound)
labels = 'table_rows using (left_edge):($0 + 0.72):(wide(strcol("label"), 95) . " (" . strcol("quantity") . ")" . asked(column("bound"), column("upper"), column("side"))) with labels left font ",10.5" notitle'
marks = 'table_rows using (column("side") == 0 ? NaN : column("bound")):($0 + 0.95):(0):(0.34) with vectors nohead dt 2 lw 1.6 lc rgb "#222222" notitle'
arrows = 'table_rows using (column("side") == 0 ? NaN : column("bound")):($0 + 0.95):(column("bound") * (column("side") > 0 ? step - 1 : 1 / step - 1)):(0) with vectors head filled size screen 0.006, 25 lw 1 lc rgb "#222222" notitle'
upper = 'table_rows using (column("side") == 2 ? column("upper") : NaN):($0 + 0.95):(0):(0.34) with vectors nohead dt 2 lw 1.6 lc rgb "#222222" notitle'
down = 'table_rows using (column("side") == 2 ? column("upper") : NaN):($0 + 0.95):(column("upper") * (1 / step - 1)):(0) with vectors head filled size screen 0.006, 25 lw 1 lc rgb "#222222" notitle'
eval 'plot ' . bars . ', ' . points . ', ' . labels . (value_bound_count > 0 ? ', ' . marks . ', ' . arrows : '') . (between_max == 2 ? ', ' . upper . ', ' . down : '')
