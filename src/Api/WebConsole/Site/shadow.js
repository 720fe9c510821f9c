import { useState, useEffect } from "./vendor/preact-htm.js";
import { html, t, number, percent, Loading, Fault, useRead, Action, State, Interval, Chart, save } from "./parts.js";
import { get, post, lines } from "./api.js";
import { time, hour } from "./i18n.js";
import { Cascade } from "./cascade.js";
import { Decisions } from "./decisions.js";

export function Shadow({ theme }) {
  const models = useRead(() => get("v1/models"));
  const [name, setName] = useState();
  const [version, setVersion] = useState("");
  if (models.error && !models.value) return html`<${Fault} error=${models.error} again=${models.again} />`;
  if (!models.value) return html`<${Loading} />`;
  const checked = models.value.models.filter(model => model.variants.length > 1);
  if (checked.length === 0) return html`<p class="box">${t("noTeacher")}</p>`;
  const model = checked.find(one => one.name === name) ?? checked[0];
  const versions = model.variants.find(variant => variant.variant === "student")?.versions.filter(one => one.version) ?? [];
  return html`<div class="row"><label>${t("model")}<select value=${model.name} onChange=${event => { setName(event.target.value); setVersion(""); }}>${checked.map(one => html`<option value=${one.name}>${one.name}</option>`)}</select></label>
      <label>${t("version")}<select value=${version} onChange=${event => setVersion(event.target.value)}><option value="">${t("servedVersion")}</option>
        ${versions.map(one => html`<option value=${one.version}>${one.version}${one.canary !== undefined ? ` (${t("canary")})` : ""}</option>`)}</select></label></div>
    <${Report} key=${`${model.name} ${version}`} path=${`v1/models/${encodeURIComponent(model.name)}/shadow`} version=${version} name=${model.name} theme=${theme} />
    <${Decisions} key=${`decisions ${model.name}`} name=${model.name} />`;
}

function Report({ path, version, name, theme }) {
  const report = useRead(() => get(path + (version ? `?version=${encodeURIComponent(version)}` : "")));
  useEffect(() => {
    const timer = setInterval(report.again, 10000);
    return () => clearInterval(timer);
  }, []);
  if (report.error && !report.value) return html`<${Fault} error=${report.error} again=${report.again} />`;
  if (!report.value) return html`<${Loading} />`;
  const found = report.value;
  const scale = Math.max(0.05, 1.3 * found.margin, ...[found.difference, ...found.windows.map(one => one.difference), ...found.slices].map(rate => Math.min(1, rate.high)));
  return html`${report.error && html`<${Fault} error=${report.error} again=${report.again} />`}
    <section class="card"><h2>${t("verdict")}: <${State} value=${found.verdict} /></h2>
      <p>${t("difference")} <${Interval} rate=${found.difference} scale=${scale} margin=${found.margin} /> ${Range(found.difference)} · ${t("marginWord")} ${percent(found.margin)}</p>
      <p>${t("noise")} ${Range(found.noise)}</p>
      <p class="muted">${t("sampled")} ${number(found.sampled)} · ${t("compared")} ${number(found.compared)} · ${t("dropped")} ${number(found.dropped)} · ${t("failedCount")} ${number(found.failed)} · ${t("queue")} ${found.queue.length}/${found.queue.capacity} · ${t("sampleRate")} ${percent(found.sampleRate)}</p>
      ${[found.student, found.teacher].map(side => html`<p class="muted">${t(side.variant)} ${side.version ?? ""} <${State} value=${side.state} /> ${side.detail ?? ""}</p>`)}
      ${found.compared === 0 && html`<p class="box">${t("noSamples")}</p>`}
      <${Settings} path=${path} found=${found} onChange=${report.again} /></section>
    ${found.history?.length > 1 && html`<${History} hours=${found.history} margin=${found.margin} theme=${theme} />`}
    ${found.cascade && html`<${Cascade} found=${found.cascade} />`}
    <div class="two"><${Rates} title=${t("windows")} name=${t("window")} items=${found.windows.map(one => ({ name: one.window, ...one.difference }))} scale=${scale} margin=${found.margin} />
      <${Rates} title=${t("slices")} name=${t("kind")} items=${found.slices.map(one => ({ name: one.slice, ...one }))} scale=${scale} margin=${found.margin} /></div>
    <div class="two">${Object.keys(found.metrics).length > 0 && html`<section class="card"><h2>${t("metrics")}</h2><div class="wide" tabindex="0" role="region" aria-label=${t("metrics")}><table><tbody>
        ${Object.entries(found.metrics).map(([metric, mean]) => html`<tr><th scope="row">${metric}</th><td class="n">${number(mean.mean, 4)}</td><td class="n muted">${mean.low === undefined ? "" : `${number(mean.low, 4)} – ${number(mean.high, 4)}`}</td></tr>`)}</tbody></table></div></section>`}
      ${found.confusion?.length > 0 && html`<section class="card"><h2>${t("confusion")}</h2><div class="wide" tabindex="0" role="region" aria-label=${t("confusion")}><table><thead><tr><th>${t("student")}</th><th>${t("teacher")}</th><th class="n">${t("count")}</th></tr></thead>
        <tbody>${found.confusion.slice(0, 20).map(one => html`<tr><td>${one.student}</td><td>${one.teacher}</td><td class="n">${number(one.count)}</td></tr>`)}</tbody></table></div></section>`}</div>
    <${Disagreements} path=${path} name=${name} />`;
}

const Range = rate => rate.n === 0 ? "–" : `${percent(rate.rate)} (${percent(rate.low)} – ${percent(rate.high)}, n ${number(rate.n)})`;

/** How the verdict came about: its bounds close in on the difference, and it is decided when the margin is outside them. */
function History({ hours, margin, theme }) {
  const x = hours.map(one => Date.parse(one.hour) / 1000);
  const data = [x, hours.map(one => one.difference.rate), hours.map(one => one.bounds.low), hours.map(one => one.bounds.high), hours.map(() => margin)];
  return html`<section aria-label=${t("history")}><${Chart} title=${t("history")} series=${[t("rateOfHour"), t("boundLow"), t("boundHigh"), t("marginWord")]} strokes=${[0, 1, 1, 2]} data=${data} theme=${theme} shown=${hour} />
    <details><summary>${t("history")} (${hours.length})</summary><div class="wide" tabindex="0" role="region" aria-label=${t("history")}><table>
      <thead><tr><th>${t("hour")}</th><th class="n">${t("rate")}</th><th class="n">${t("bounds")}</th><th class="n">n</th></tr></thead>
      <tbody>${hours.map(one => html`<tr><td>${hour(one.hour)}</td><td class="n">${Range(one.difference)}</td><td class="n">${percent(one.bounds.low)} – ${percent(one.bounds.high)}</td><td class="n">${number(one.compared)}</td></tr>`)}</tbody></table></div></details></section>`;
}

const Rates = ({ title, name, items, scale, margin }) =>
  items.length > 0 && html`<section class="card"><h2>${title}</h2><div class="wide" tabindex="0" role="region" aria-label=${title}><table><thead><tr><th>${name}</th><th>${t("interval")}</th><th class="n">${t("rate")}</th><th class="n">n</th></tr></thead>
    <tbody>${items.map(item => html`<tr><td>${item.name}</td><td><${Interval} rate=${item} scale=${scale} margin=${margin} /></td><td class="n">${item.n === 0 ? "–" : percent(item.rate)}</td><td class="n">${number(item.n)}</td></tr>`)}</tbody></table></div></section>`;

function Settings({ path, found, onChange }) {
  const [rate, setRate] = useState(found.sampleRate);
  const [margin, setMargin] = useState(found.margin);
  return html`<details><summary>${t("settings")}</summary><div class="row">
    <label>${t("sampleRate")}<input type="number" min="0" max="1" step="any" value=${rate} onInput=${event => setRate(event.target.value)} /></label>
    <label>${t("margin")}<input type="number" min="0" max="1" step="any" value=${margin} onInput=${event => setMargin(event.target.value)} /></label>
    <${Action} label=${t("apply")} done=${t("changed")} onAct=${async () => { await post(path, { sampleRate: Number(rate), margin: Number(margin) }); onChange(); }} /></div></details>`;
}

function Disagreements({ path, name }) {
  const [least, setLeast] = useState("");
  const [word, setWord] = useState("");
  const [state, set] = useState({ items: [] });
  const read = async (cursor, before) => {
    try {
      const query = new URLSearchParams({ limit: "50" });
      if (least !== "") query.set("minSeverity", least);
      if (cursor) query.set("cursor", cursor);
      const page = await lines(`${path}/disagreements?${query}`);
      set({ items: [...before, ...page.items], next: page.next });
    } catch (error) {
      set({ items: before, error });
    }
  };
  useEffect(() => { read(undefined, []); }, [least]);
  const holds = part => (part.text ?? "").toLowerCase().includes(word.toLowerCase());
  const items = word ? state.items.filter(item => holds(item.source) || holds(item.student) || holds(item.teacher)) : state.items;
  const shown = part => part.text ?? html`<span class="muted">${t("notKept")} (${part.length})</span>`;
  return html`<section class="card"><h2>${t("disagreements")}</h2>
    <div class="row"><label>${t("minSeverity")}<input type="number" min="0" max="1" step="0.1" value=${least} onChange=${event => setLeast(event.target.value)} /></label>
      <label>${t("contains")}<input value=${word} onInput=${event => setWord(event.target.value)} /></label>
      <${Action} label=${t("exportIt")} onAct=${async () => save(`${name}-disagreements.jsonl`, (await lines(`${path}/export`)).text)} /></div>
    ${state.error && html`<${Fault} error=${state.error} again=${() => read(undefined, [])} />`}
    ${items.length === 0 && !state.error ? html`<p class="muted">${t("noDisagreements")}</p>` : html`<div class="wide" tabindex="0" role="region" aria-label=${t("disagreements")}><table>
      <thead><tr><th class="n">${t("severity")}</th><th>${t("source")}</th><th>${t("student")}</th><th>${t("teacher")}</th></tr></thead>
      <tbody>${items.map(item => html`<tr key=${item.id}><td class="n">${number(item.severity, 2)}</td><td>${shown(item.source)}<br /><span class="muted">${time(item.at)} · ${item.slices.join(", ")}</span></td><td>${shown(item.student)}</td><td>${shown(item.teacher)}</td></tr>`)}</tbody></table></div>`}
    ${state.next && html`<p><button type="button" onClick=${() => read(state.next, state.items)}>${t("more")}</button></p>`}</section>`;
}
