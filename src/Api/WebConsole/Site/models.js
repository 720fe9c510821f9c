import { useState } from "./vendor/preact-htm.js";
import { html, t, number, percent, Loading, Fault, useRead, Action, State } from "./parts.js";
import { get, post, act } from "./api.js";

export function Models() {
  const models = useRead(() => get("v1/models"));
  if (models.error && !models.value) return html`<${Fault} error=${models.error} again=${models.again} />`;
  if (!models.value) return html`<${Loading} />`;
  if (models.value.models.length === 0) return html`<p class="box">${t("noModels")}</p>`;
  return html`<p class="muted">${models.value.cpu} · int8: ${models.value.int8Arithmetic}</p>
    ${models.error && html`<${Fault} error=${models.error} again=${models.again} />`}
    ${models.value.models.map(model => html`<${Model} key=${model.name} model=${model} onChange=${models.again} />`)}`;
}

const Sentences = ({ title, items, kind }) =>
  items.length > 0 && html`<details open=${kind === "bad"}><summary class=${kind}>${title} (${items.length})</summary><ul>${items.map(item => html`<li>${item}</li>`)}</ul></details>`;

function Model({ model, onChange }) {
  const path = `v1/models/${encodeURIComponent(model.name)}`;
  return html`<section class="card" aria-label=${model.name}>
    <h2>${model.name} <${State} value=${model.state} /></h2>
    <p>${model.task ?? ""} ${model.sourceLanguage ?? ""}${model.targetLanguage ? ` → ${model.targetLanguage}` : ""} <span class="muted">${model.description ?? ""}</span></p>
    ${model.license && html`<p class="muted">${t("license")}: ${model.license}</p>`}
    <${Sentences} title=${t("faults")} items=${model.faults} kind="bad" />
    <${Sentences} title=${t("warnings")} items=${model.warnings} kind="warn" />
    ${model.variants.map(variant => html`<${Variant} key=${variant.variant} path=${path} variant=${variant} onChange=${onChange} />`)}
    <div class="row"><${Action} label=${t("reload")} done=${t("changed")} onAct=${async () => { await act(`${path}/reload`); onChange(); }} /></div></section>`;
}

const currentOf = variant => { const one = variant.versions.find(version => version.current); return one?.folder.includes("/") ? one.folder.split("/").pop() : one?.version ?? ""; };

/** What changed between the version that answers and another one: scores of their cards, answers of their self-checks. */
function Changes({ path, variant, choices }) {
  const [version, setVersion] = useState(choices[0]?.value ?? "");
  const [found, set] = useState();
  const compare = async () => set(await get(`${path}/changes?${new URLSearchParams({ variant, version })}`));
  const said = one => one ? html`${one.answer} <span class="muted">${number(one.score, 3)}</span>` : html`<span class="muted">–</span>`;
  return html`<details><summary>${t("whatChanged")}: ${t(variant)}</summary>
    <div class="row"><label>${t("version")}<select value=${version} onChange=${event => { setVersion(event.target.value); set(undefined); }}>${choices.map(one => html`<option value=${one.value}>${one.text}</option>`)}</select></label>
      <${Action} label=${t("compareIt")} disabled=${!version} onAct=${compare} /></div>
    ${found && found.scores.length + found.answers.length === 0 && html`<p class="muted">${t("nothingToCompare")}</p>`}
    ${found?.scores.length > 0 && html`<div class="wide" tabindex="0" role="region" aria-label=${t("scores")}><table><thead><tr><th>${t("set")}</th><th>${t("metric")}</th><th class="n">${found.from.folder}</th><th class="n">${found.to.folder}</th></tr></thead>
      <tbody>${found.scores.map(one => html`<tr><td>${one.set}</td><td>${one.metric}</td><td class="n">${one.from ?? "–"}</td><td class="n">${one.to ?? "–"}</td></tr>`)}</tbody></table></div>`}
    ${found?.answers.length > 0 && html`<div class="wide" tabindex="0" role="region" aria-label=${t("goldenAnswers")}><table><thead><tr><th>${t("source")}</th><th>${found.from.folder}</th><th>${found.to.folder}</th></tr></thead>
      <tbody>${found.answers.map(one => html`<tr class=${one.from && one.to && one.from.answer !== one.to.answer ? "differs" : ""}><td>${one.text}${one.textPair ? html`<br />${one.textPair}` : ""}</td><td>${said(one.from)}</td><td>${said(one.to)}</td></tr>`)}</tbody></table></div>`}</details>`;
}

function Variant({ path, variant, onChange }) {
  const [version, setVersion] = useState("");
  const [share, setShare] = useState(10);
  const change = (call, body) => async () => { await post(`${path}/${call}`, { variant: variant.variant, ...body }); onChange(); };
  const chosen = version || variant.versions.find(one => !one.current)?.folder.split("/").pop() || "";
  const choices = variant.versions.map(one => ({ value: one.folder.includes("/") ? one.folder.split("/").pop() : one.version ?? "", text: `${one.folder} ${one.version ?? ""}` }));
  const limits = variant.limits;
  return html`<h3>${t(variant.variant)} <${State} value=${variant.state} /></h3>
    <${Sentences} title=${t("faults")} items=${variant.faults} kind="bad" />
    <p class="muted">${[variant.modelType, variant.decoder, variant.executionProvider && `${t("provider")} ${variant.executionProvider}`, variant.int8Arithmetic && `int8 ${variant.int8Arithmetic}`].filter(Boolean).join(" · ")}</p>
    ${limits && html`<p class="muted">${t("limits")}: ${Object.entries(limits).map(([name, value]) => `${name} ${number(value)}`).join(", ")}</p>`}
    ${variant.labels && html`<details><summary>${t("labels")} (${variant.labels.length})</summary><p>${variant.labels.join(", ")}</p></details>`}
    ${variant.versions.length === 0 ? html`<p class="muted">${t("noVersions")}</p>` : html`<div class="wide" tabindex="0" role="region" aria-label=${`${t("versions")} ${t(variant.variant)}`}><table>
      <thead><tr><th>${t("version")}</th><th>${t("folder")}</th><th>${t("state")}</th><th>${t("selfCheck")}</th><th>${t("hash")}</th></tr></thead>
      <tbody>${variant.versions.map(one => html`<tr>
        <td>${one.version ?? "–"} ${one.current && html`<span class="tag good">${t("current")}</span>`} ${one.canary !== undefined && html`<span class="tag warn">${t("canary")} ${percent(one.canary)}</span>`}</td>
        <td>${one.folder}</td><td><${State} value=${one.state} /><${Sentences} title=${t("faults")} items=${one.faults} kind="bad" /></td>
        <td>${one.selfCheck ? html`<${State} value=${one.selfCheck.state} /> ${one.selfCheck.passed}/${one.selfCheck.samples}${one.selfCheck.drift !== undefined ? `, ${t("drift")} ${number(one.selfCheck.drift, 5)}` : ""} ${one.selfCheck.note ?? ""}` : "–"}</td>
        <td class="muted">${one.contentHash?.slice(0, 16) ?? ""}…</td></tr>`)}</tbody></table></div>`}
    ${choices.length > 1 && html`<${Changes} path=${path} variant=${variant.variant} choices=${choices.filter(one => one.value !== currentOf(variant))} />`}
    <details><summary>${t("actions")}: ${t(variant.variant)}</summary>
      <div class="row"><label>${t("version")}<select value=${chosen} onChange=${event => setVersion(event.target.value)}>${choices.map(one => html`<option value=${one.value}>${one.text}</option>`)}</select></label>
        <${Action} label=${t("promote")} done=${t("changed")} disabled=${!chosen} onAct=${change("promote", { version: chosen })} />
        <${Action} label=${t("rollback")} done=${t("changed")} onAct=${change("rollback")} /></div>
      <div class="row"><label>${t("share")}: ${share} %<input type="range" min="0" max="100" value=${share} onInput=${event => setShare(Number(event.target.value))} /></label>
        <${Action} label=${t("setCanary")} done=${t("changed")} onAct=${change("canary", share === 0 ? { share: 0 } : { version: chosen, share: share / 100 })} /></div></details>`;
}
