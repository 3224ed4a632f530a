# brief: what tvp ab sees on this machine: slowdowns found by size, the smallest one seen by time
# SPDX-License-Identifier: MIT
# file: selftest.json
set multiplot
set label 900 sprintf('What does tvp ab see on this machine? %d runs of it', value_runs) at screen 0.53, 0.955 center font ',19'
set label 901 sprintf('n = %d runs; bars: 95 %% interval (Wilson). Found: REGRESSED at a level of %g %%. Both arms are the same image, one slowed by a known number of ops.', value_runs, 100 * value_level)
set key font ',10'

# How often a slowdown is found, by its size.
set lmargin screen 0.075; set rmargin screen 0.50; set bmargin screen 0.20; set tmargin screen 0.86
set title 'Slowdowns found' font ',14'
set xlabel 'slower by (%)' font ',12' offset 0, 0.3
set yrange [-0.03 : 1.06]
set ytics ('0 %%' 0, '20 %%' 0.2, '40 %%' 0.4, '60 %%' 0.6, '80 %%' 0.8, '100 %%' 1) font ',11'
set xtics font ',11'
set xrange [-0.3 : *]
set key bottom right samplen 2
apart(s) = series_count > 1 ? 0.5 * (s - (series_count + 1) / 2.0) / series_count : 0
of(s, name) = column('series') == s + 0 ? column(name) : NaN
plot for [s = 1:series_count] table_power using (100 * of(s, 'shift')):(of(s, 'expected')) with lines lc rgb hue(s) dt 2 lw 1 notitle, \
     for [s = 1:series_count] table_power using (100 * of(s, 'shift') + apart(s)):(of(s, 'rate')):(of(s, 'low')):(of(s, 'high')) \
         with yerrorbars lc rgb hue(s) pt mark(s) notitle, \
     0.8 with lines ls 101 title '80 %', \
     NaN with lines lc rgb '#000000' dt 2 lw 1 title 'expected by the noise seen'
do for [i = 900:904] { unset label i }

# The smallest slowdown seen, by minutes of measurement.
set lmargin screen 0.575; set rmargin screen 0.97
set title 'Smallest slowdown found 4 times in 5' font ',14'
set xlabel 'minutes of measurement' font ',12' offset 0, 0.3
set logscale x 10
set xrange [0.08 : 75]
set xtics (0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60) font ',11'
set yrange [0 : *]
set ytics autofreq font ',11'
set format y '%g %%'
set key top right samplen 2
plot for [s = 1:series_count] table_resolution using (of(s, 'minutes')):(100 * of(s, 'sees')) with linespoints lc rgb hue(s) pt mark(s) \
         title (strlen(series_name[s]) > 60 ? substr(series_name[s], 1, 57) . '...' : series_name[s]), \
     for [s = 1:series_count] table_resolution using (of(s, 'minutes')):(100 * of(s, 'interval')) with lines lc rgb hue(s) dt 3 lw 1 notitle, \
     NaN with lines lc rgb '#000000' dt 3 lw 1 title 'half of the interval'
unset multiplot
