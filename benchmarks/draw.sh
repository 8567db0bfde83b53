#!/usr/bin/env bash
# The networks of Stable Diffusion 1.5 at full size by Cupel and by diffusers, in turns, on the same random weights:
#   benchmarks/draw.sh FOLDER [THREADS] [RUNS] [WHAT...]
# FOLDER gets 2 GB. PYTHON names a Python that has torch 2.7.1, diffusers and transformers; without it only Cupel runs. Each WHAT is a measurement as
# FullSizeBenchmark describes them, such as "unet fp32 2 512" (a step of one picture with guidance). Both programs stay open, so
# 12 GB of memory are needed. Printed are, of the faster of the runs, seconds, processor time of all threads (which other work on
# the machine disturbs less) and the peak of resident memory, and how far the results are apart, relative to the largest number.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
folder=$1 threads=${2:-1} runs=${3:-3}
shift $(($# < 3 ? $# : 3))
[ $# -gt 0 ] || set -- "text fp32" "unet fp32 2 512" "unet fp32 8 512" "decode fp32 1 512"
mkdir -p "$folder"
(cd "$root" && ./mvnw -q -ntp -Dspotless.check.skip -pl evaluator -am test-compile)
home=$(. "$root/.mvn/jdk.sh" >/dev/null 2>&1; cupel_java_home)
classes=$root/evaluator/target/classes:$root/evaluator/target/test-classes:$root/merger/target/classes:$root/merger/target/test-classes
"$root/cupel" --version >/dev/null # fills the folder of libraries
[ -f "$folder/a.safetensors" ] || "$home/bin/java" -cp "$classes" dev.cupel.merger.FullSizeFile "$folder" a.safetensors

export OMP_WAIT_POLICY=PASSIVE OMP_NUM_THREADS=$threads
coproc cupel { GLIBC_TUNABLES=glibc.malloc.hugetlb=1 exec "$home/bin/java" --enable-native-access=ALL-UNNAMED -Xmx1g \
  -cp "$classes:$root/optimizer/target/lib/*" dev.cupel.evaluator.network.FullSizeBenchmark "$folder/a.safetensors" "$threads"; }
read -r _ <&"${cupel[0]}"
exec 7<&"${cupel[0]}" 8>&"${cupel[1]}"
if [ -n "${PYTHON:-}" ]; then
  { coproc peer { exec "$PYTHON" "$here/draw_diffusers.py" "$folder/a.safetensors" "$threads"; } } 2>/dev/null # bash warns of two
  exec 5<&"${peer[0]}" 6>&"${peer[1]}"
  read -r _ <&5
fi

for what; do
  : >"$folder/times"
  for run in $(seq "$runs"); do
    echo "$what $folder/cupel.f32" >&8
    read -r answer <&7
    echo "cupel $answer" >>"$folder/times"
    if [ -n "${PYTHON:-}" ]; then
      echo "$what $folder/diffusers.f32" >&6
      read -r answer <&5
      echo "diffusers $answer" >>"$folder/times"
      apart=$("$PYTHON" -c "
import numpy as np, sys
a, b = (np.fromfile(f, np.float32) for f in sys.argv[1:])
print('%.1e' % (abs(a - b).max() / abs(b).max()))" "$folder/cupel.f32" "$folder/diffusers.f32")
    fi
  done
  awk -v what="$what" -v apart="${apart:-}" '
    !($1 in n) || $3 < cpu[$1] { wall[$1] = $2; cpu[$1] = $3; n[$1] = 1 }
    $4 > peak[$1] { peak[$1] = $4 }
    END {
      for (p in n) printf "%-20s %-9s %8.2f s %8.2f s of processor %6d MiB\n", what, p, wall[p], cpu[p], peak[p]
      if ("diffusers" in n) printf "%-20s processor time %.2fx, memory %.2fx, apart %s\n", what, cpu["cupel"] / cpu["diffusers"], peak["cupel"] / peak["diffusers"], apart
    }' "$folder/times"
done
