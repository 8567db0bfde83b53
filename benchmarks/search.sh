#!/usr/bin/env bash
# Cupel's search beside those of other programs, on functions whose best value is known:
#   benchmarks/search.sh [RUNS [SEEDS]]
# Appends each finished run to the file RUNS, goes on where that ended, with five seeds unless said, and at the end prints the tables of all its runs.
# Without RUNS it goes on with the published ones, benchmarks/search/runs.jsonl, and writes the tables into docs/search-benchmark.md.
# PYTHON names a Python with torch, botorch, optuna, cmaes, scipy and bayesian-optimization, HEBO_PYTHON one with HEBO, which needs older
# libraries (numpy 1.26, scipy 1.12, pymoo 0.6.1.1, GPy 1.13.2). One process at a time on one thread. To run a contestant again, delete its lines.
#   CONTESTANTS   newline-separated, in this order; all unless said
#   KINDS         of exact, noisy, unseen (functions), several (objectives), times
#   BUDGET        evaluations of a run, at most 200; SLOW_BUDGET those of contestants whose asks take a second
#   LIMIT         seconds of processor time after which a run ends
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
runs=${1:-$here/search/runs.jsonl}
seeds=${2:-5}
python=${PYTHON:-python3}
mkdir -p "$(dirname "$runs")"
export OMP_NUM_THREADS=1 PYTHONWARNINGS=ignore

slow=$'BoTorch\nOptuna GP\nbayesian-optimization\nHEBO'
contestants=${CONTESTANTS:-$'random\nSobol\nOptuna CMA-ES\nOptuna TPE\nOptuna NSGA-II\nCupel\nCupel, told\n'\
$'Optuna GP\nBoTorch\nbayesian-optimization\nHEBO'}

takes_part() { # contestant, kind
  case $2:$1 in
    several:bayesian-optimization | several:HEBO | several:"Optuna CMA-ES" | exact:"Optuna NSGA-II" | noisy:"Optuna NSGA-II" | \
      unseen:"Optuna NSGA-II" | times:"Optuna NSGA-II" | exact:"Cupel, told" | noisy:"Cupel, told" | unseen:"Cupel, told" | \
      times:"Cupel, told") return 1 ;;
  esac
}

for seed in $(seq "$seeds"); do
  for kind in ${KINDS:-exact noisy unseen several times}; do
    [ "$kind" = times ] && [ "$seed" -gt 1 ] && continue
    while read -r contestant; do
      takes_part "$contestant" "$kind" || continue
      budget=${BUDGET:-200}
      grep -qxF "$contestant" <<<"$slow" && budget=${SLOW_BUDGET:-$budget}
      run=$python
      [ "$contestant" = HEBO ] && run=${HEBO_PYTHON:-$python}
      echo "$(date +%T) $contestant, $kind, seed $seed"
      "$run" "$here/search/run.py" "$runs" "$contestant" "$kind" "$seed" "$budget" "${LIMIT:-600}" </dev/null || true
    done <<<"$contestants"
  done
done

document=()
[ $# -gt 0 ] || document=("$here/../docs/search-benchmark.md")
"$python" "$here/search/table.py" "$runs" "${document[@]}"
