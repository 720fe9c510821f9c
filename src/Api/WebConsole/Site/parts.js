// Parts that several pages use.
import { html, useState, useEffect, useRef, useCallback } from "./vendor/preact-htm.js";
import { t, number, percent, clock } from "./i18n.js";

export { html };

export const Loading = () => html`<p class="muted" role="status">${t("loading")}</p>`;

/** What went wrong, and what to do. */
export function Fault({ error, again }) {
  const what =
    error.status === 0 ? t("unreachable") : error.status === 401 ? t("needsKey") : error.status === 403 ? t("needsAdmin") : t("failed");
  return html`<div class="box bad" role="alert"><strong>${what}</strong>
    ${error.message && html` <span>${error.message}</span>`}
    ${error.status > 0 && html` <span class="muted">(${error.code})</span>`}
    ${again && html` <button type="button" onClick=${again}>${t("again")}</button>`}</div>`;
}

/** Reads something when the page opens, and again on demand; stays up through a restart of the server. */
export function useRead(read, inputs = []) {
  const [state, set] = useState({ loading: true });
  const turn = useRef(0);
  const again = useCallback(async () => {
    const own = ++turn.current;
    set(old => ({ ...old, loading: true }));
    try {
      const value = await read();
      if (own === turn.current) set({ value });
    } catch (error) {
      if (own === turn.current) set(old => ({ value: error.status === 0 ? old.value : undefined, error }));
    }
  }, inputs);
  useEffect(() => { again(); return () => { turn.current++; }; }, inputs);
  return { ...state, again };
}

/** An action on a button: its progress and its failure beside it. */
export function Action({ label, onAct, main, disabled, done }) {
  const [state, set] = useState({});
  const act = async () => {
    set({ busy: true });
    try {
      await onAct();
      set({ done: true });
    } catch (error) {
      set({ error });
    }
  };
  return html`<span><button type="button" class=${main ? "main" : ""} disabled=${disabled || state.busy} onClick=${act}>${label}</button>
    ${state.done && done && html` <span class="good" role="status">${done}</span>`}
    ${state.error && html`<${Fault} error=${state.error} />`}</span>`;
}

export const State = ({ value }) => {
  const kind = { ready: "good", passed: "good", holds: "good", failed: "bad", strays: "bad", loading: "warn", undecided: "warn" }[value] ?? "muted";
  const name = { failed: "failedState", loading: "loadingState" }[value] ?? value;
  return html`<span class="tag ${kind}">${t(name)}</span>`;
};

export function Bars({ items }) {
  return html`<div class="bars">${items.map(item => html`
    <span>${item.label}</span>
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="10" /><rect class="bar" width=${Math.max(0.5, 100 * item.value)} height="10" /></svg>
    <span class="muted">${percent(item.value)}</span>`)}</div>`;
}

/** A rate with its interval, on a scale that several share, and the margin. */
export function Interval({ rate, scale, margin }) {
  const x = value => 2 + (96 * Math.min(value, scale)) / scale;
  return html`<svg viewBox="0 0 100 10" height="16" width="160" aria-hidden="true">
    <line x1="2" x2="98" y1="5" y2="5" stroke="currentColor" stroke-opacity=".25" />
    ${margin !== undefined && html`<line class="margin" x1=${x(margin)} x2=${x(margin)} y1="0" y2="10" />`}
    <line class="interval" x1=${x(rate.low)} x2=${x(rate.high)} y1="5" y2="5" /><circle class="dot" cx=${x(rate.rate)} cy="5" r="2.6" /></svg>`;
}

/** Saves text as a file. */
export function save(name, text, type = "application/x-ndjson") {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export function Copy({ text, label }) {
  const [copied, set] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    set(true);
    setTimeout(() => set(false), 1500);
  };
  return html`<button type="button" onClick=${copy} aria-label=${`${t("copy")} ${label}`}>${copied ? t("copied") : t("copy")}</button>`;
}

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  const read = name => style.getPropertyValue(name).trim();
  return { text: read("--muted"), grid: read("--line"), lines: [read("--accent"), read("--warn"), read("--bad")] };
};

/** A line chart over time; its table is beside it, so the drawing itself is hidden from screen readers. */
export function Chart({ title, series, data, theme, strokes = [0, 1, 2], shown = clock }) {
  const place = useRef();
  const chart = useRef();
  useEffect(() => {
    const colour = colours();
    const axis = { stroke: colour.text, grid: { stroke: colour.grid, width: 0.5 }, ticks: { stroke: colour.grid, width: 0.5 } };
    const width = () => Math.max(200, place.current.clientWidth);
    chart.current = new window.uPlot({
      title, width: width(), height: 170, cursor: { y: false }, legend: { live: false },
      scales: { y: { range: (u, low, high) => [0, Math.max(high ?? 0, 1e-9) * 1.1] } },
      series: [{}, ...series.map((label, index) => ({ label, stroke: colour.lines[strokes[index]], width: 1.5, spanGaps: true, points: { show: false } }))],
      axes: [{ ...axis, space: 75, values: (u, splits) => splits.map(split => shown(split * 1000)) }, { ...axis, size: 52 }],
    }, data, place.current);
    const watch = new ResizeObserver(() => chart.current.setSize({ width: width(), height: 170 }));
    watch.observe(place.current);
    return () => { watch.disconnect(); chart.current.destroy(); };
  }, [title, theme, series.join()]);
  useEffect(() => { chart.current?.setData(data); }, [data]);
  return html`<div class="card"><div class="chart" ref=${place} aria-hidden="true"></div></div>`;
}

export { number, percent, t };
