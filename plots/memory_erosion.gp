# brief: how copy-on-write wears off: memory of parent and workers by the share that each writes, by page size
# SPDX-License-Identifier: MIT
# metric: family_pss_bytes parent_pss_bytes
# kind: memory
# x: write 2
# series: model pages
# where: sharing = inherit
# where: data > 0
# prefer: workers
set title 'How fast does copy-on-write wear off?'
set xlabel 'share of the data''s pages that each worker writes'
set ylabel 'memory of parent and workers together (MiB)'
span = x_most > x_least ? x_most - x_least : 1
beside(s) = span * 0.012 * (s - (series_count + 1) / 2.0)
set xrange [x_least - 0.08 * span : x_most + 0.08 * span]
set yrange [0 : *]
mib(s) = pick(s, 1, 'family_pss_bytes', 'median') / 2**20
stats data using (is(1, 1, 'parent_pss_bytes') ? column('median') : NaN) nooutput name 'alone'
set key outside right top Left reverse samplen 4
set rmargin screen 0.77
set xtics ()
# A text that would overlap the one before stands a line lower.
last = x_least - span
do for [i = 1:tick_count] {
    fits = abs(tick_at[i] - last) > 0.05 * span
    set xtics add ((fits ? '' : "\n") . tick_name[i] tick_at[i])
    last = fits ? tick_at[i] : last
}
plot alone_median / 2**20 ls 101 dt 5 title 'the parent alone', \
     for [s = 1:series_count] data using (pick(s, 1, 'family_pss_bytes', 'x') + beside(s)):(mib(s)) \
         with lines lc rgb hue(s) dt dash(s) lw 0.8 notitle, \
     for [s = 1:series_count] data using (pick(s, 1, 'family_pss_bytes', 'x') + beside(s)):(mib(s)): \
         (pick(s, 1, 'family_pss_bytes', 'low') / 2**20):(pick(s, 1, 'family_pss_bytes', 'high') / 2**20) \
         with yerrorbars lc rgb hue(s) pt mark(s) notitle, \
     for [s = 1:series_count] keyentry with linespoints lc rgb hue(s) dt dash(s) pt mark(s) title series_name[s]
