#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# `tvp run --image NAME=PATH,...`: each cell is played by each image, in the same blocks, as rows of their own; the images are kept, so
# that the run can be resumed; what is no image is refused in one line and leaves nothing.
set -u
. "$(dirname "$0")/lib/common.sh"
image=$(dirname "$TVP")/tvp-trial
cd "$SCRATCH" || exit 1

# An image that says in its environment which one it is would need another build: a copy with another file's content will do.
cp "$image" other && printf '\0' >>other
run() { "$TVP" run --image "own=$image,other=./other" --workload noop --model thread,fork,spawn --starts 3 --time 1ms --trials 6 --seed 5 --label images --quiet "$@"; }
run --out run >log 2>&1 || fail "exit $?: $(cat log)"
"$TVP" export run >run.csv || fail "export"
for name in own other; do
    for model in thread fork spawn; do
        n=$(grep -c ",noop,.*image=$name;.*,$model,.*,enter_ns,ns,[0-9]" run.csv)
        [ "$n" -eq 6 ] || fail "$model by $name: $n figures, not 6"
    done
done
python3 - run/plan.jsonl <<'P' || fail "not interleaved"
import collections, json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
images = {line["cell"]: line["params"]["image"] for line in lines if line["type"] == "cell"}
blocks = collections.defaultdict(collections.Counter)
for line in lines:
    if line["type"] == "trial":
        blocks[line["block"]][images[line["cell"]]] += 1
assert all(counts == {"own": 3, "other": 3} for counts in blocks.values()), blocks
head = lines[0]
assert [i["name"] for i in head["images"]] == ["own", "other"] and head["images"][0]["image_hash"] == head["image_hash"] != head["images"][1]["image_hash"], head["images"]
assert not any("/" in word for word in head["command"]), head["command"]
assert len({(l["ops"], l["batch"]) for l in lines if l["type"] == "cell"}) == 1, "not the same ops"
P
"$TVP" show run >shown || fail "show"
grep -q '^-- image own' shown && grep -q '^-- image other' shown || fail "no rows of their own: $(cat shown)"
ok "each image plays each cell in each block, with the same ops, and has rows of its own"

# The copies are what is played, also later.
rm other
run --trials 2 --out again >log 2>&1 && fail "an image that is gone is played"
grep -q '^tvp: --image ./other: no such file' log || fail "$(cat log)"
cp -r run half
sed -i '20,$d' half/trials.jsonl
"$TVP" run --resume half --quiet >log 2>&1 || fail "--resume: $(cat log)"
[ "$(wc -l <half/trials.jsonl)" -eq 36 ] || fail "--resume left $(wc -l <half/trials.jsonl) records"
ok "--resume finds the images again"

refused "an image that is none" 2 'is no lean image of tvp$' "$TVP" run --image "a=$(type -P true)" --workload noop --out none
refused "an image without a name" 2 'is not NAME=PATH' "$TVP" run --image "$image" --workload noop --out none
refused "two of one name" 2 'two images are called a$' "$TVP" run --image "a=$image,a=$image" --workload noop --out none
refused "images for ab" 2 'target and --image are for .tvp run' "$TVP" ab --b "$image" --image "a=$image" --workload noop
[ ! -e none ] || fail "a folder is left"
