"use strict";
/* The charts: Vega-Lite specifications over the numbers in #report-data. Colours are CSS variables, so that the charts
   follow the page's light, dark and print colours by themselves. */
(() => {
  const data = JSON.parse(document.getElementById("report-data").textContent);
  const scored = data.trials.filter(trial => trial.total !== undefined);

  const config = {
    background: null,
    font: getComputedStyle(document.body).fontFamily,
    view: {stroke: null},
    aria: false,
    axis: {
      labelColor: "var(--muted)", titleColor: "var(--muted)", gridColor: "var(--rule)", domainColor: "var(--strong-rule)",
      tickColor: "var(--strong-rule)", labelFontSize: 12, titleFontSize: 13, titleFontWeight: "normal", titlePadding: 8,
      tickSize: 4
    }
  };
  const origins = {
    domain: ["baseline", "sobol", "acquisition", "again"],
    colors: ["var(--baseline)", "var(--sobol)", "var(--acquisition)", "var(--again)"],
    shapes: ["square", "triangle-up", "circle", "diamond"]
  };
  const contenders = {
    domain: ["found", "uniform", "tuned", "new-base"],
    colors: ["var(--found)", "var(--uniform)", "var(--tuned)", "var(--new-base)"],
    shapes: ["circle", "diamond", "triangle-up", "square"]
  };
  const quantity = (field, more) => ({field, type: "quantitative", ...more});
  const marks = (field, kinds) => ({
    color: {field, type: "nominal", scale: {domain: kinds.domain, range: kinds.colors}, legend: null},
    shape: {field, type: "nominal", scale: {domain: kinds.domain, range: kinds.shapes}, legend: null}
  });
  const hint = fields => Object.entries(fields).map(([title, field]) => ({
    field, title, ...(["trial", "origin", "choice", "cause", "against", "stopped behind trial", ""].includes(title)
      ? {type: "nominal"} : {type: "quantitative", format: ".3f"})
  }));

  function convergence() {
    const x = quantity("index", {
      title: "trial", axis: {grid: false, tickMinStep: 1, format: "d"}, scale: {nice: false, padding: 10}
    });
    const y = quantity("total", {title: "total score", scale: {zero: false}});
    return {
      height: 340,
      layer: [
        {
          data: {values: scored},
          mark: {type: "rule", opacity: 0.45},
          encoding: {
            x, y: {...y, field: "below"}, y2: {field: "above"}, color: marks("origin", origins).color
          },
          transform: [
            {calculate: "datum.total - datum.error", as: "below"}, {calculate: "datum.total + datum.error", as: "above"}
          ]
        },
        {
          data: {values: scored},
          mark: {type: "point", filled: true, size: 55, opacity: 1},
          encoding: {
            x, y, ...marks("origin", origins),
            tooltip: hint({trial: "index", origin: "origin", score: "total", "standard error": "error", alpha: "alpha"})
          }
        },
        {
          data: {values: data.trials.filter(trial => trial.stopped !== undefined)},
          mark: {type: "tick", orient: "horizontal", size: 7, thickness: 2},
          encoding: {
            x, y: {...y, field: "stopped"}, color: marks("origin", origins).color,
            tooltip: hint({trial: "index", origin: "origin", "estimated score": "stopped", "stopped behind trial": "rival", alpha: "alpha"})
          }
        },
        {
          data: {values: scored.filter(trial => trial.index === data.best)},
          mark: {type: "point", filled: false, size: 230, strokeWidth: 1.8, color: "var(--ink)"}, encoding: {x, y}
        },
        {
          data: {values: data.trials.filter(trial => trial.best !== undefined)},
          mark: {type: "line", interpolate: "step-after", color: "var(--best)", strokeWidth: 2.2}, encoding: {x, y: {...y, field: "best"}}
        },
        {
          data: {values: data.trials.filter(trial => trial.failed !== undefined)},
          mark: {type: "point", shape: "M-1,-1L1,1M1,-1L-1,1", size: 90, strokeWidth: 2, color: "var(--failed)"},
          encoding: {x, y: {value: 334}, tooltip: hint({trial: "index", cause: "failed", alpha: "alpha"})}
        }
      ]
    };
  }

  const names = size => ({
    field: "contender", type: "nominal", sort: null, title: null,
    axis: {domain: false, ticks: false, grid: false, labelLimit: 190, labelFontSize: size, labelColor: "var(--ink)", labelPadding: 8}
  });

  function totals() {
    if (data.totals.length === 0) {
      return null;
    }
    const y = names(14);
    const x = field => quantity(field, {title: null, scale: {zero: false}, axis: {tickCount: 5}});
    return {
      height: 46 * data.totals.length,
      data: {values: data.totals},
      layer: [
        {mark: {type: "rule", strokeWidth: 3}, encoding: {x: x("low"), x2: {field: "high"}, y, color: marks("key", contenders).color}},
        {mark: {type: "point", filled: true, size: 150, opacity: 1}, encoding: {x: x("mean"), y, ...marks("key", contenders)}},
        {
          mark: {type: "text", dy: -15, fontSize: 13, fontWeight: 600, color: "var(--ink)"},
          encoding: {x: x("mean"), y, text: {field: "mean", type: "quantitative", format: ".3f"}}
        }
      ]
    };
  }

  function ahead(index) {
    const rows = data.ahead[index];
    if (rows.length === 0) {
      return null;
    }
    const y = names(12);
    const x = field => quantity(field, {title: null, axis: {tickCount: 4}});
    return {
      height: 30 * rows.length,
      data: {values: rows},
      layer: [
        {data: {values: [{}]}, mark: {type: "rule", color: "var(--ink)"}, encoding: {x: {datum: 0, type: "quantitative"}}},
        {mark: {type: "rule", strokeWidth: 2}, encoding: {x: x("low"), x2: {field: "high"}, y, color: marks("key", contenders).color}},
        {
          mark: {type: "point", filled: true, size: 90, opacity: 1},
          encoding: {
            x: x("mean"), y, ...marks("key", contenders),
            tooltip: hint({against: "contender", ahead: "mean", from: "low", to: "high", "": "word"})
          }
        }
      ]
    };
  }

  function influence(index) {
    const axis = data.axes[index];
    const choice = axis.options.length > 0;
    const values = scored.filter(trial => trial.point[index] !== null)
      .map(trial => ({...trial, value: choice ? axis.options[trial.point[index]] : trial.point[index]}));
    const x = choice
      ? {field: "value", type: "nominal", title: null, scale: {domain: axis.options},
          axis: {grid: false, labelAngle: 0, labelLimit: Math.max(48, 200 / axis.options.length), labelOverlap: axis.options.length > 4}}
      : quantity("value", {title: null, scale: {domain: [axis.low, axis.high], nice: false}, axis: {tickCount: 4, grid: false}});
    const y = quantity("total", {title: null, scale: {zero: false, padding: 8}, axis: {tickCount: 4}});
    return {
      height: 120,
      layer: [
        {
          data: {values}, mark: {type: "point", filled: true, size: 26, opacity: 0.75, clip: false},
          encoding: {x, y, ...marks("origin", origins),
            tooltip: hint({trial: "index", [choice ? "choice" : "value"]: "value", score: "total"})}
        },
        {
          data: {values: values.filter(trial => trial.index === data.best)},
          mark: {type: "point", filled: false, size: 150, strokeWidth: 1.8, color: "var(--ink)"}, encoding: {x, y}
        }
      ]
    };
  }

  function front() {
    const [first, second, ...others] = data.front.objectives;
    const x = quantity("x", {title: first, scale: {zero: false, padding: 10}});
    const y = quantity("y", {title: second, scale: {zero: false, padding: 10}});
    const tooltip = [
      ...hint({trial: "index", [first]: "x", [second]: "y"}),
      ...others.map((title, i) => ({field: `others[${i}]`, title, type: "nominal"})),
      ...hint({total: "total"})
    ];
    return {
      height: 320,
      data: {values: data.front.points},
      layer: [
        {
          transform: [{filter: "!datum.front"}],
          mark: {type: "point", filled: true, size: 40, opacity: 0.5, color: "var(--baseline)"}, encoding: {x, y, tooltip}
        },
        {
          transform: [{filter: "datum.front"}],
          mark: {type: "point", filled: true, size: 90, opacity: 1, color: "var(--acquisition)"}, encoding: {x, y, tooltip}
        },
        {
          transform: [{filter: "datum.index === " + data.best}],
          mark: {type: "point", filled: false, size: 230, strokeWidth: 1.8, color: "var(--ink)"}, encoding: {x, y}
        }
      ]
    };
  }

  function seconds() {
    const parts = ["merge", "draw", "score", "search"];
    const values = data.trials.flatMap(trial => parts.map((part, order) => ({
      index: trial.index, part, order, seconds: trial[part]
    })));
    return {
      height: 180,
      data: {values},
      mark: {type: "bar", binSpacing: 0},
      encoding: {
        x: {field: "index", type: "ordinal", title: "trial", scale: {paddingInner: 0.25}, axis: {labelOverlap: true, labelAngle: 0, ticks: false}},
        y: quantity("seconds", {title: "seconds", axis: {tickCount: 4}}),
        order: {field: "order"},
        color: {field: "part", type: "nominal", legend: null, scale: {domain: parts, range: parts.map(part => `var(--part-${part})`)}},
        tooltip: hint({trial: "index", "": "part", seconds: "seconds"})
      }
    };
  }

  const box = document.createElement("div");
  box.id = "hint";
  box.hidden = true;
  document.body.append(box);

  /** Shows what a mark stands for; texts are set as text, never as HTML. */
  function showHint(handler, event, item, value) {
    box.hidden = !value;
    if (!value) {
      return;
    }
    box.replaceChildren(...Object.entries(value).filter(([, text]) => text !== "").map(([title, text]) => {
      const line = document.createElement("div");
      const strong = document.createElement("b");
      strong.textContent = text;
      line.append(title ? title + " " : "", strong);
      return line;
    }));
    const x = Math.min(event.pageX + 14, document.documentElement.clientWidth - box.offsetWidth - 8);
    box.style.left = Math.max(8, x) + "px";
    box.style.top = event.pageY + 16 + "px";
  }

  const specifications = {totals, convergence, ahead, influence, front, seconds};

  function draw(place) {
    if (place.dataset.drawn) {
      return;
    }
    place.dataset.drawn = "yes";
    const specification = specifications[place.dataset.chart](Number(place.dataset.index));
    if (!specification) {
      const empty = document.createElement("p");
      empty.className = "empty";
      empty.textContent = "not measured";
      place.append(empty);
      return;
    }
    const complete = {width: "container", autosize: {type: "fit-x", contains: "padding"}, padding: 2, config, ...specification};
    new vega.View(vega.parse(vegaLite.compile(complete).spec), {
      renderer: "svg", container: place, hover: false, logLevel: vega.Error, tooltip: showHint
    }).runAsync();
  }

  for (const place of document.querySelectorAll(".chart")) {
    const closed = place.closest("details:not([open])");
    if (closed) {
      // a closed box has no width to fit into
      closed.addEventListener("toggle", () => draw(place), {once: true});
    } else {
      draw(place);
    }
  }
})();
