#!/usr/bin/env bash
# Merges three float16 models of the size of Stable Diffusion 1.5 by Cupel, sd-meh and sd-mecha, side by side:
#   benchmarks/merge.sh FOLDER [RUNS] [METHOD]
# FOLDER gets 10 GB. PYTHON names a Python that has sd-meh and sd-mecha; without it only Cupel runs. Each program is run cold
# (its inputs are not in the page cache) and warm. Times: until the program ends, and until its output is on the disk, which
# none of them waits for where no file is replaced. Memory: the largest RssAnon, which is heap and native memory without mapped files.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
folder=$1
runs=${2:-3}
method=${3:-add_difference}
alpha=0.7
mkdir -p "$folder"
a=$folder/a.safetensors b=$folder/b.safetensors c=$folder/c.safetensors

if [ ! -f "$c" ]; then
  . "$root/.mvn/jdk.sh"
  home=$(cupel_java_home)
  (cd "$root" && JAVA_HOME=$home ./mvnw -q -ntp -Dspotless.check.skip -pl merger test-compile)
  "$home/bin/java" -cp "$root/merger/target/test-classes" dev.cupel.merger.FullSizeFile "$folder" \
    a.safetensors b.safetensors c.safetensors
fi

forget() { # pages of the files that are not dirty
  sync "$@"
  for file in "$@"; do dd if="$file" iflag=nocache count=0 status=none; done
}

remember() { cat "$@" >/dev/null; }

# name, output, command…
measure() {
  local name=$1 out=$2 peak=0 now start end synced
  shift 2
  rm -f "$out"
  start=$EPOCHREALTIME
  "$@" >"$folder/$name.log" 2>&1 &
  local pid=$!
  while kill -0 $pid 2>/dev/null; do
    now=$(awk '/RssAnon/ {print $2}' "/proc/$pid/status" 2>/dev/null || true)
    [ "${now:-0}" -gt "$peak" ] && peak=$now
    sleep 0.05
  done
  wait $pid || { echo "$name failed: $folder/$name.log" >&2; return; }
  end=$EPOCHREALTIME
  sync "$out"
  synced=$EPOCHREALTIME
  awk -v n="$name" -v w="$what" -v s="$start" -v e="$end" -v y="$synced" -v p="$peak" \
    'BEGIN {printf "%-9s %-5s %7.2f s  %7.2f s on disk  %6.0f MiB\n", n, w, e - s, y - s, p / 1024}'
}

cupel() { # a new start each time, without the remembered hashes
  XDG_CACHE_HOME=$folder/cache measure "$1" "$folder/cupel.safetensors" "$root/cupel" merge --method "$method" \
    --new-base "$a" --tuned "$b" --old-base "$c" --alpha $alpha -o "$folder/cupel.safetensors"
}

"$root/cupel" --version >/dev/null
for run in $(seq "$runs"); do
  for what in cold warm; do
    for program in first again sd_meh sd_mecha; do
      if [ $what = cold ]; then forget "$a" "$b" "$c"; else remember "$a" "$b" "$c"; fi
      case $program in
        first) rm -rf "$folder/cache"; cupel cupel-1st ;;
        again) cupel cupel ;;
        *)
          [ -n "${PYTHON:-}" ] && OMP_NUM_THREADS=2 measure "$program" "$folder/$program.safetensors" "$PYTHON" \
            "$here/merge_$program.py" "$a" "$b" "$c" "$folder/$program.safetensors" $alpha 2
          ;;
      esac
    done
  done
done
rm -f "$folder"/{cupel,sd_meh,sd_mecha}.safetensors
