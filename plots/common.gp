# SPDX-License-Identifier: MIT
# What all figures share. `tvp plot` sets these variables first:
#   data       file with a header line, one row a panel, series, x and metric; columns: panel series x label metric n interval over
#              median low high p10 p25 p75 p90 least most (interval 0: low and high are the range; over 1: oversubscribed)
#   starts     with `# starts:`, a file with the columns series warm ns fraction: empirical distributions of single starts
#   series_count series_name[] series_first[] series_second[]   the curves; places of the first and of the other series fields
#   panel_count panel_name[] panel_series[]   the panels, what sets each apart, and the numbers of its curves as words
#   tick_count tick_at[] tick_name[] tick_panel[]   the values of x, what they are called, and, with `# by:`, of which panel
#   common     what all cells drawn agree in
#   x_least x_most x_values n_least n_most gaps cpus machine system_name date run tvp format output
# With `# file:` instead of data to panel_series: table_NAME, the path of each list of the file, with its fields as columns, and
# value_NAME, each of its numbers; series_count and series_name[] from its list `series`.
# A figure is drawn by: load, set title/labels, plot with the functions below.

set encoding utf8
if (format eq 'svg') {
    set terminal svg size 1200,800 noenhanced font 'DejaVu Sans,Arial,sans-serif,13' fontscale 1.3 background rgb 'white' linewidth 1.6
} else {
    set terminal pngcairo size 1200,800 noenhanced font 'sans,13' background rgb 'white' linewidth 1.8
}
set output output
set datafile separator "\t"
set datafile columnheaders
set datafile missing NaN

# Okabe and Ito, https://jfly.uni-koeln.de/color/: told apart by all eyes, and by shape besides.
array colour[7] = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000']
array shape[6] = [7, 5, 9, 13, 11, 15]
array dashes[4] = [1, 2, 4, 5]
two_fields = 0
do for [s = 1:series_count] { if (series_second[s] > 0) { two_fields = 1 } }
hue(s) = colour[(series_first[s + 0] - 1) % 7 + 1]
mark(s) = shape[((two_fields ? series_second[s + 0] : series_first[s + 0]) - 1) % 6 + 1]
dash(s) = two_fields ? dashes[(series_second[s + 0] - 1) % 4 + 1] : 1

# The numbers of a panel's curves come as words: s + 0.
# Of the rows of data: column `name` where series, panel and metric are these, else nothing.
is(s, p, m) = column('series') == s + 0 && column('panel') == p && strcol('metric') eq m
pick(s, p, m, name) = is(s, p, m) ? column(name) : NaN

# Axes in units that people say.
array time_name[10] = ['1 ns', '10 ns', '100 ns', '1 us', '10 us', '100 us', '1 ms', '10 ms', '100 ms', '1 s']
time_text(ns) = ns < 1e3 ? sprintf('%.3g ns', ns) : ns < 1e6 ? sprintf('%.3g us', ns / 1e3) : \
                ns < 1e9 ? sprintf('%.3g ms', ns / 1e6) : sprintf('%.3g s', ns / 1e9)
# At the values of x, in the words of the command line.
set_ticks = 'set xtics (); do for [i = 1:tick_count] { set xtics add (tick_name[i] tick_at[i]) }'
# Curves that would hide each other stand side by side: a factor for log axes.
aside(s) = 2 ** (0.16 * (s - (series_count + 1) / 2.0) / (series_count > 1 ? series_count / 2.0 : 1))

set style line 100 lc rgb '#DDDDDD' lw 0.6
set style line 101 lc rgb '#777777' lw 1.2 dt 3
set grid xtics ytics ls 100
set border 3 lc rgb '#555555' lw 0.8
set tics nomirror textcolor rgb '#333333'
set bars 0.6
set pointsize format eq 'svg' ? 0.75 : 1.2

# The caption: where, when, what of all cells is the same, how sure.
cut(text) = strlen(text) > 150 ? substr(text, 1, 147) . '...' : text
trials = n_least == n_most ? sprintf('%d', n_least) : sprintf('%d to %d', n_least, n_most)
bars = n_most == 1 ? 'a single trial has no bars' : n_most < 6 ? 'bars: range (fewer than 6 trials have no 95 % interval)' : 'bars: 95 % interval of the median' . (n_least < 6 ? ', or the range where fewer than 6 trials' : '')
missing = gaps == 0 ? '' : '; a gap: no figure (tvp show says why)'
caption_top = 'Medians over trials, n = ' . trials . '; ' . bars . missing . (common eq '' ? '' : '. Everywhere: ' . common) . '.'
# Broken at a blank where it is longer than a line; at most two lines.
blank(text, at) = at < 100 ? 150 : substr(text, at, at) eq ' ' ? at : blank(text, at - 1)
two_lines = strlen(caption_top) > 150
caption_first = two_lines ? substr(caption_top, 1, blank(caption_top, 150)) : caption_top
caption_second = two_lines ? cut(substr(caption_top, strlen(caption_first) + 1, strlen(caption_top))) : ''
caption_top = caption_first . (two_lines ? "\n" . caption_second : '')
caption_machine = cut(machine)
caption_run = cut(system_name . '; run ' . run . (date eq '' ? '' : ', ' . date) . ', tvp ' . tvp)
set label 901 caption_top at screen 0.015, (two_lines ? 0.098 : 0.072) left font ',11' textcolor rgb '#444444'
set label 902 caption_machine at screen 0.015, 0.046 left font ',11' textcolor rgb '#444444'
set label 903 caption_run at screen 0.015, 0.020 left font ',11' textcolor rgb '#444444'
set lmargin screen 0.09
set rmargin screen 0.97
set bmargin screen 0.19
set tmargin screen 0.90
set title font ',19' offset 0, 0.4
set key font ',12' samplen 2.5 spacing 1.15
