import { useState, useEffect } from "./vendor/preact-htm.js";
import { html, t, Loading, Fault, useRead } from "./parts.js";
import { get, ready } from "./api.js";
import { time } from "./i18n.js";

export function Health() {
  const state = useRead(() => ready());
  const server = useRead(() => get("v1/server"));
  useEffect(() => {
    const timer = setInterval(() => { state.again(); server.again(); }, 5000);
    return () => clearInterval(timer);
  }, []);
  return html`${state.error ? html`<${Fault} error=${state.error} again=${state.again} />`
      : !state.value ? html`<${Loading} />`
      : state.value.status === "ready" ? html`<p class="box good" role="status">${t("serverReady")}</p>`
      : html`<p class="box bad" role="alert">${t("serverNotReady")}: ${state.value.reason}</p>`}
    ${server.error && html`<${Fault} error=${server.error} again=${server.again} />`}
    ${server.value && html`<p class="muted">TransformerService ${server.value.version} · ${t("startedAt")} ${time(server.value.startedAt)}</p>
      <${Alerts} alerts=${server.value.alerts} /><${StartLog} entries=${server.value.startLog} /><${Settings} settings=${server.value.settings} />`}`;
}

const Alerts = ({ alerts }) => html`<section class="card"><h2>${t("alerts")}</h2>${alerts.length === 0 ? html`<p class="muted">${t("noAlerts")}</p>` : html`<ul>
  ${alerts.map(alert => html`<li><span class="tag ${alert.severity === "page" ? "bad" : "warn"}">${t(alert.severity)}</span> <strong>${alert.name}</strong> ${alert.summary} <span class="muted">${t("runbook")}: ${alert.runbook}</span></li>`)}</ul>`}</section>`;

const levels = { Warning: "warn", Error: "bad", Critical: "bad" };

const StartLog = ({ entries }) => html`<section class="card"><h2>${t("startLog")}</h2>
  <div class="wide log" tabindex="0" role="region" aria-label=${t("startLog")}><table><tbody>
  ${entries.map((entry, index) => html`<tr key=${index}><td class="muted">${time(entry.at)}</td><td><span class="tag ${levels[entry.level] ?? "muted"}">${entry.level}</span></td><td>${entry.message} <span class="muted small">${entry.category}</span></td></tr>`)}</tbody></table></div></section>`;

function Settings({ settings }) {
  const [word, setWord] = useState("");
  const [changed, setChanged] = useState(false);
  const shown = settings.filter(setting => (!changed || setting.changed) && setting.key.toLowerCase().includes(word.toLowerCase()));
  return html`<section class="card"><h2>${t("configuration")}</h2>
    <div class="row"><label>${t("filter")}<input value=${word} onInput=${event => setWord(event.target.value)} /></label>
      <label class="line"><input type="checkbox" checked=${changed} onChange=${event => setChanged(event.target.checked)} />${t("changedOnly")}</label></div>
    <div class="wide" tabindex="0" role="region" aria-label=${t("configuration")}><table><thead><tr><th>${t("setting")}</th><th>${t("value")}</th></tr></thead>
    <tbody>${shown.map(setting => html`<tr key=${setting.key}><td>${setting.changed ? html`<strong>${setting.key}</strong>` : setting.key}</td><td>${setting.hidden ? html`<em>${t("hidden")}</em>` : setting.value ?? html`<span class="muted">${t("notSet")}</span>`}</td></tr>`)}</tbody></table></div></section>`;
}
