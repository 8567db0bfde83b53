"use strict";
/* Enlarging pictures, filtering and sorting the trials, copying commands. The page can be read without any of it. */
(() => {
  const viewer = document.getElementById("viewer");
  const rows = [...document.querySelectorAll(".picture-row")];
  let shown = 0;

  function view(index) {
    shown = (index + rows.length) % rows.length;
    document.getElementById("viewer-caption").textContent = rows[shown].querySelector("figcaption").textContent;
    const pictures = [...rows[shown].querySelectorAll(".picture")].map(picture => {
      const copy = document.createElement("div");
      copy.className = "picture";
      copy.append(...[...picture.childNodes].map(node => node.cloneNode(true)));
      return copy;
    });
    document.getElementById("viewer-pictures").replaceChildren(...pictures);
  }

  rows.forEach((row, index) => row.querySelectorAll("button").forEach(button => button.addEventListener("click", () => {
    view(index);
    viewer.showModal();
  })));
  document.getElementById("viewer-before").addEventListener("click", () => view(shown - 1));
  document.getElementById("viewer-after").addEventListener("click", () => view(shown + 1));
  viewer.addEventListener("keydown", event => {
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      view(shown + (event.key === "ArrowLeft" ? -1 : 1));
    }
  });
  viewer.addEventListener("click", event => event.target === viewer && viewer.close());

  const table = document.querySelector("table.trials");
  const trials = [...document.querySelectorAll("tbody.trial")];
  const filter = document.getElementById("trial-filter");
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(word => word);
    let left = 0;
    for (const trial of trials) {
      const text = trial.rows[0].textContent.toLowerCase();
      trial.hidden = !words.every(word => text.includes(word));
      left += trial.hidden ? 0 : 1;
    }
    document.getElementById("trial-count").textContent = left === trials.length ? `${left} trials` : `${left} of ${trials.length} trials`;
  });

  /** What a row sorts by in a column; undefined where it has nothing, as a failed trial has no score. */
  function value(trial, column) {
    let at = 0;
    for (const cell of trial.rows[0].cells) {
      if (at === column) {
        return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
      }
      at += cell.colSpan;
      if (at > column) {
        return undefined;
      }
    }
    return undefined;
  }

  /** Numbers by size, then words, then nothing. */
  function compare(a, b, direction) {
    if (typeof a === "number" && typeof b === "number") {
      return direction * (a - b);
    }
    const rank = other => typeof other === "number" ? 0 : other === undefined ? 2 : 1;
    return rank(a) - rank(b) || direction * String(a).localeCompare(String(b));
  }

  document.querySelectorAll(".sort").forEach(button => button.addEventListener("click", () => {
    const head = button.closest("th");
    const up = head.getAttribute("aria-sort") === "descending";
    table.querySelectorAll("th[aria-sort]").forEach(other => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const column = head.cellIndex;
    trials.sort((a, b) => compare(value(a, column), value(b, column), up ? 1 : -1));
    table.append(...trials);
  }));

  for (const text of document.querySelectorAll("pre.copy")) {
    if (!navigator.clipboard) {
      break;
    }
    const box = document.createElement("div");
    box.className = "with-copy";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = "Copied";
      setTimeout(() => button.textContent = "Copy", 1500);
    });
    text.replaceWith(box);
    box.append(text, button);
  }
})();
