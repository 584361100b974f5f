// What the browser tests measure in the page. Complaints say what a person would see.
const app = document.querySelector("#app");
const frame = () => new Promise((done) => requestAnimationFrame(done));
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const words = (element) => (element ? element.textContent.replace(/\s+/g, " ").trim() : "");
const say = (element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute("class") ?? ""}"> “${
  (element.getAttribute("aria-label") ?? words(element)).slice(0, 40)}”`;
const shown = (element) => {
  const box = element.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true });
};

async function press(key, shiftKey = false) {
  const event = new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true });
  (document.activeElement ?? document.body).dispatchEvent(event);
  await frame();
}

// Everything that a step decides: things, bars, numbers, sentences, reasons, table.
function state() {
  const names = ["el", "place", "index", "changed", "ghost", "start", "end"];
  const things = all(".stage [data-el]").map((thing) =>
    [...names.map((name) => thing.dataset[name] ?? ""), thing.getAttribute("transform") ?? "",
      thing.getAttribute("class"), words(thing)].join(" "));
  const texts = ["[data-caption]", ".why", ".stage table", ".transport-position", ".gantt"];
  return [...things, ...texts.map((selector) => words(document.querySelector(selector)))].join("\n");
}

// Where the things stand, whatever the scale of the axis.
function situation() {
  const things = all(".scene [data-place]:not([data-ghost])").map((thing) =>
    `${thing.dataset.el} ${thing.dataset.place} ${thing.dataset.index}`);
  return [...things, words(document.querySelector("[data-caption]"))].join("\n");
}

function difference(one, other) {
  const [a, b] = [one.split("\n"), other.split("\n")];
  const line = a.findIndex((text, index) => text !== b[index]);
  const from = Math.max(0, [...(a[line] ?? "")].findIndex((letter, index) => letter !== b[line]?.[index]) - 30);
  return `“${a[line]?.slice(from, from + 120)}” was “${b[line]?.slice(from, from + 120)}”`;
}

// What must hold at every step.
function wrongAtStep() {
  const { step, steps, t } = app.dataset;
  const wrong = [];
  const slider = document.querySelector("[role=slider]");
  const spoken = slider.getAttribute("aria-valuetext");
  // Where a lab's time has a unit, it is said as the caption shows it.
  const times = [`t = ${t}`, words(document.querySelector(".caption-time"))];
  const told = times.some((time) => spoken.includes(`${step} of ${steps}, ${time}:`));
  if (slider.getAttribute("aria-valuenow") !== step || !told) {
    wrong.push(`the slider says “${spoken}”`);
  }
  if (!words(document.querySelector("[data-caption]"))) wrong.push("the caption is empty");
  const drawn = (mark) => all(`.scene [data-kind=proc][${mark}]`).map((thing) => thing.dataset.el);
  const rows = (cell) => all(".stage tr[data-row]").filter((row) => row.querySelector(cell)).map((row) => row.dataset.row);
  const silent = drawn("data-ghost").filter((id) => !rows("[data-changed]").includes(id));
  if (silent.length) wrong.push(`${silent} moved on the stage and did not change in the table`);
  const still = rows("td:nth-child(2)[data-changed]").filter((id) => id.startsWith("proc:") && !drawn("data-changed").includes(id));
  if (still.length) wrong.push(`${still} changed its state in the table and is not marked on the stage`);
  const lanes = {};
  for (const bar of all(".gantt [data-bar]")) {
    const [start, end] = [Number(bar.dataset.start), Number(bar.dataset.end)];
    const lane = /\s([-\d.]+)\)/.exec(bar.getAttribute("transform"))[1];
    (lanes[lane] ??= []).push([start, end, bar.dataset.el]);
  }
  for (const bars of Object.values(lanes)) {
    bars.sort((one, other) => one[0] - other[0]);
    const over = bars.findIndex((bar, index) => index > 0 && bar[0] < bars[index - 1][1]);
    if (over > 0) wrong.push(`two bars overlap on one row: ${bars[over]} and ${bars[over - 1]}`);
  }
  return wrong;
}

// Walks by keys from the step shown to step `last`, and back: what each step tells, and what is wrong.
async function walk(last) {
  const first = Number(app.dataset.step);
  const [states, told, furthest, problems] = [[], [], [], []];
  document.activeElement?.blur();
  for (let step = first; step <= last; step += 1) {
    if (app.dataset.step !== String(step)) problems.push(`→ leads to step ${app.dataset.step}, not ${step}`);
    states.push(state());
    told.push({
      t: app.dataset.t,
      caption: words(document.querySelector("[data-caption]")),
      title: words(document.querySelector(".why-title")),
      why: words(document.querySelector(".why-words")),
    });
    furthest.push(Math.max(0, ...all(".gantt [data-bar]").map((bar) => Number(bar.dataset.end))));
    problems.push(...wrongAtStep().map((sentence) => `step ${step}: ${sentence}`));
    if (step < last) await press("ArrowRight");
  }
  for (let step = last - 1; step >= first; step -= 1) {
    await press("ArrowLeft");
    const [now, then] = [state(), states[step - first]];
    if (now !== then) problems.push(`← to step ${step}: ${difference(now, then)}`);
  }
  return { told, furthest, problems: problems.slice(0, 5) };
}

// The steps on which Shift → stops.
async function events() {
  const stops = [];
  document.activeElement?.blur();
  await press("Home");
  while (Number(app.dataset.step) < Number(app.dataset.steps)) {
    await press("ArrowRight", true);
    stops.push(Number(app.dataset.step));
  }
  return stops;
}

async function situations(last) {
  const found = [];
  document.activeElement?.blur();
  await press("Home");
  for (let step = 1; step <= last; step += 1) {
    found.push(situation());
    if (step < last) await press("ArrowRight");
  }
  return found;
}

// What is wrong with how the page lies on the screen.
function layout(phone, leastText) {
  const wrong = [];
  const page = document.documentElement;
  if (page.scrollWidth > innerWidth) {
    const wide = all("body *").filter((one) => shown(one) && one.getBoundingClientRect().right > innerWidth + 1);
    const outer = wide.filter((one) => !wide.includes(one.parentElement)).slice(0, 3);
    wrong.push(`the page scrolls sideways by ${page.scrollWidth - innerWidth} px: ${outer.map(say).join(", ")}`);
  }
  // On a very low screen the stage may scroll down; then what it holds counts, not what is seen.
  const holder = document.querySelector(innerHeight < 500 ? ".stage-figures" : ".stage");
  const stage = holder && DOMRect.fromRect(holder.getBoundingClientRect());
  if (stage && innerHeight < 500) {
    stage.y -= holder.scrollTop;
    stage.height = holder.scrollHeight;
  }
  for (const thing of all(".stage [data-el]").filter(shown)) {
    const box = thing.getBoundingClientRect();
    const out = Math.max(stage.left - box.left, box.right - stage.right, stage.top - box.top, box.bottom - stage.bottom);
    if (out > 1.5) wrong.push(`${thing.dataset.el} (${thing.dataset.kind}) reaches ${out.toFixed(1)} px out of the stage`);
  }
  for (const text of all(".stage svg text").filter((text) => shown(text) && words(text))) {
    const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
    if (size < leastText - 0.05) wrong.push(`“${words(text)}” on the stage is ${size.toFixed(1)} px high`);
  }
  for (const target of all("button, a, input, select, summary, [role=slider], [role=option]").filter(shown)) {
    const box = (target.closest("label") ?? target).getBoundingClientRect();
    const inSentence = target.closest(".words") || target.closest(".visually-hidden");
    const least = phone && target.closest(".transport") && !target.closest(".list") ? 44 : 24;
    if (!inSentence && Math.min(box.width, box.height) < least - 0.5) {
      wrong.push(`${say(target)} is ${box.width.toFixed(0)} × ${box.height.toFixed(0)} px, less than ${least}`);
    }
  }
  for (const one of all("#app *").filter((one) => one.childElementCount === 0 && words(one) && shown(one))) {
    const cut = getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1;
    const titled = one.closest("[title]") || one.closest(".visually-hidden") || one.matches("input, textarea, code");
    if (cut && !titled && one.clientWidth > 1) wrong.push(`${say(one)} is cut off`);
  }
  return [...new Set(wrong)].slice(0, 8);
}

// Where the transport is not wholly on the screen while the page is scrolled.
async function transportLost() {
  const wrong = [];
  const most = document.documentElement.scrollHeight - innerHeight;
  for (let part = 0; part <= 4; part += 1) {
    scrollTo(0, (most * part) / 4);
    await frame();
    const box = document.querySelector(".transport").getBoundingClientRect();
    if (box.top < -1 || box.bottom > innerHeight + 1 || box.height < 44) {
      wrong.push(`scrolled by ${scrollY} px the transport lies from ${box.top} to ${box.bottom} of ${innerHeight}`);
    }
  }
  scrollTo(0, 0);
  return wrong;
}

// Controls without a name, and words that were never put into words.
function unnamed() {
  const wrong = [];
  const roles = ["radiogroup", "tablist", "slider", "listbox", "dialog", "tab", "radio", "option", "img", "region", "group"];
  const widgets = `button, a, input, select, textarea, dialog[open], ${roles.map((role) => `[role=${role}]`)}`;
  for (const widget of all(widgets).filter((one) => shown(one) && !one.closest("[aria-hidden=true]"))) {
    const by = (ids) => (ids ?? "").split(" ").map((id) => words(document.getElementById(id))).join(" ");
    const own = widget.getAttribute("aria-label") || by(widget.getAttribute("aria-labelledby")).trim();
    const name = own || words(widget) || [...(widget.labels ?? [])].map(words).join(" ");
    if (!/[\p{L}\p{N}]/u.test(name)) wrong.push(`${say(widget)} has no name that can be spoken`);
  }
  const texts = document.createTreeWalker(app, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim();
    if (/^[a-z]+\.[a-z_.]+$/.test(text)) wrong.push(`“${text}” is a key, not a sentence`);
  }
  return wrong.slice(0, 8);
}

// Where the focus is, as a person would describe it; how clearly it is seen.
function focus() {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const ring = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
  return { what: say(at), ring, body: at === document.body };
}
