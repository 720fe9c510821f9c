import { useState, useEffect, useRef } from "./vendor/preact-htm.js";
import { html, t, number, Fault, Chart, Loading } from "./parts.js";
import { events } from "./api.js";

const most = 300;
const minute = 60;
const mebi = 1048576;

export function Live({ theme }) {
  const seconds = useRef([]);
  const [, turn] = useState(0);
  const [state, set] = useState({ connected: false });
  const [model, setModel] = useState("");

  useEffect(() => {
    const own = new AbortController();
    let waits;
    let drawn;
    const take = second => {
      const all = seconds.current;
      if (all.length > 0 && second.number <= all[all.length - 1].number) all.length = 0; // the server has restarted
      all.push(second);
      if (all.length > most) all.shift();
      drawn ??= requestAnimationFrame(() => { drawn = undefined; turn(all[all.length - 1].number); });
    };
    const read = async () => {
      try {
        const all = seconds.current;
        set({ connected: true });
        await events(`v1/live?after=${all.length > 0 ? all[all.length - 1].number : 0}`, take, own.signal);
        waits = setTimeout(read, 50); // a stream ends after a while
      } catch (error) {
        if (own.signal.aborted) return;
        set({ connected: false, error: error.status >= 400 ? error : undefined });
        waits = setTimeout(read, 2000);
      }
    };
    read();
    return () => { own.abort(); clearTimeout(waits); cancelAnimationFrame(drawn); };
  }, []);

  const all = seconds.current;
  if (all.length === 0) return state.error ? html`<${Fault} error=${state.error} />` : state.connected ? html`<${Loading} />` : html`<p class="warn" role="status">${t("reconnecting")}</p>`;
  const names = [...new Set(all.flatMap(second => second.variants.map(variant => variant.model)))].sort();
  const own = second => second.variants.filter(variant => !model || variant.model === model);
  const sum = (second, field) => own(second).reduce((total, variant) => total + variant[field], 0);
  const worst = (second, field) => { const values = own(second).map(variant => variant[field]).filter(value => value !== undefined); return values.length > 0 ? Math.max(...values) : null; };
  const x = all.map(second => Date.parse(second.at) / 1000);
  const chart = (title, series, ...reads) => html`<${Chart} title=${t(title)} series=${series} data=${[x, ...reads.map(read => all.map(read))]} theme=${theme} />`;
  const last = all[all.length - 1];
  return html`<div class="row"><label>${t("model")}<select value=${model} onChange=${event => setModel(event.target.value)}><option value="">${t("allModels")}</option>${names.map(name => html`<option value=${name}>${name}</option>`)}</select></label>
      <span role="status" class=${state.connected ? "good" : "warn"}>${state.connected ? t("connected") : t("reconnecting")}</span>
      <span class="muted">${t("cpu")} ${number(last.cpu, 2)} · ${t("memory")} ${number(last.memoryBytes / mebi, 0)} / ${number(last.memoryLimitBytes / mebi, 0)}</span></div>
    ${state.error && html`<${Fault} error=${state.error} />`}
    <${Minute} seconds=${all.slice(-minute)} />
    <div class="two">
      ${chart("requests", [t("requests")], second => sum(second, "requests"))}
      ${chart("latency", ["p50", "p95", "p99"], second => worst(second, "p50Ms"), second => worst(second, "p95Ms"), second => worst(second, "p99Ms"))}
      ${chart("tokensPerSecond", [t("tokensPerSecond")], second => sum(second, "inputTokens") + sum(second, "outputTokens"))}
      ${chart("batchRows", [t("batchRows")], second => sum(second, "batches") > 0 ? sum(second, "rows") / sum(second, "batches") : null)}
      ${chart("queueRows", [t("queueRows")], second => sum(second, "queue"))}
      ${chart("refusals", [t("refusedCount"), t("failedCount")], second => sum(second, "refused"), second => sum(second, "failed"))}
      ${chart("memory", [t("memory")], second => second.memoryBytes / mebi)}
      ${chart("cpu", [t("cpu")], second => second.cpu)}
    </div>`;
}

function Minute({ seconds }) {
  const rows = new Map();
  for (const second of seconds)
    for (const variant of second.variants) {
      const name = `${variant.model} ${t(variant.variant)}`;
      const row = rows.get(name) ?? { requests: 0, failed: 0, refused: 0, tokens: 0, p95: undefined, queue: 0 };
      row.requests += variant.requests;
      row.failed += variant.failed;
      row.refused += variant.refused;
      row.tokens += variant.inputTokens + variant.outputTokens;
      row.p95 = Math.max(row.p95 ?? 0, variant.p95Ms ?? 0);
      row.queue = variant.queue;
      rows.set(name, row);
    }
  return html`<section class="card"><h2>${t("lastMinute")}</h2>${rows.size === 0 ? html`<p class="muted">${t("waiting")}</p>` : html`<div class="wide" tabindex="0" role="region" aria-label=${t("lastMinute")}><table>
    <thead><tr><th>${t("model")}</th><th class="n">${t("requests")}</th><th class="n">${t("tokensPerSecond")}</th><th class="n">p95, ms</th><th class="n">${t("queueRows")}</th><th class="n">${t("refusedCount")}</th><th class="n">${t("failedCount")}</th></tr></thead>
    <tbody>${[...rows].sort().map(([name, row]) => html`<tr><th scope="row">${name}</th><td class="n">${number(row.requests / seconds.length, 1)}</td><td class="n">${number(row.tokens / seconds.length, 0)}</td><td class="n">${number(row.p95, 1)}</td><td class="n">${row.queue}</td><td class="n">${row.refused}</td><td class="n">${row.failed}</td></tr>`)}</tbody></table></div>`}</section>`;
}
