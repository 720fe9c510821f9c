// What was decided about a model's versions, by evidence and by operators.
import { useEffect } from "./vendor/preact-htm.js";
import { html, t, number, percent, Loading, Fault, useRead, Action, Copy, save } from "./parts.js";
import { get } from "./api.js";
import { time } from "./i18n.js";

const Shown = 50, Most = 1000;

const path = (model, limit) => `v1/decisions?${new URLSearchParams({ model, limit })}`;

export function Decisions({ name }) {
  const decisions = useRead(() => get(path(name, Shown)));
  useEffect(() => {
    const timer = setInterval(decisions.again, 30000);
    return () => clearInterval(timer);
  }, []);
  const found = decisions.value;
  return html`<section class="card" aria-label=${t("decisions")}><h2>${t("decisions")}</h2>
    ${decisions.error && html`<${Fault} error=${decisions.error} again=${decisions.again} />`}
    ${!found && !decisions.error && html`<${Loading} />`}
    ${found && html`<${Chain} chain=${found.chain} />
      ${found.decisions.length === 0 ? html`<p class="muted">${t("noDecisions")}</p>` : html`<div class="wide" tabindex="0" role="region" aria-label=${t("decisionsTable")}><table>
        <thead><tr><th class="n">${t("place")}</th><th>${t("at")}</th><th>${t("who")}</th><th>${t("decision")}</th><th>${t("fromTo")}</th><th>${t("numbers")}</th></tr></thead>
        <tbody>${found.decisions.map(one => html`<tr key=${one.number}><td class="n">${number(one.number)}</td><td>${time(one.at)}</td><td>${Who(one)}</td><td>${t(`kind_${one.kind}`)}</td>
          <td>${one.variant === "teacher" && html`${t("teacher")} `}<span>${one.from || "–"}</span> → <span>${one.to || "–"}</span></td><td>${Numbers(one)}</td></tr>`)}</tbody></table></div>`}
      <p><${Action} label=${t("exportDecisions")} disabled=${found.decisions.length === 0}
        onAct=${async () => save(`${name}-decisions.json`, JSON.stringify(await get(path(name, Most)), null, 2), "application/json")} /></p>`}</section>`;
}

const Chain = ({ chain }) => html`<p>${chain.intact
  ? html`<span class="tag good">${t("chainIntact")}</span>`
  : html`<span class="tag bad" role="alert">${t("chainBroken")} ${number(chain.firstFault)}</span>`}
  <span class="muted"> ${t("chainLength")} ${number(chain.length)}${chain.hash && html` · ${t("chainHash")} ${chain.hash.slice(0, 16)}… <${Copy} text=${chain.hash} label=${t("chainHash")} />`}</span></p>`;

const Who = one => one.by ?? `${t("evidence")}, ${t(one.automatic ? "automatic" : "suggestion")}`;

/** What a decision rests on; of an operator's canary the share. */
function Numbers(one) {
  const found = one.comparison;
  if (!found) return one.share === undefined ? "–" : `${t("share")}: ${percent(one.share)}`;
  const latency = found.latency;
  return html`${number(found.compared)} ${t("comparedTexts")} · ${t("excess")} ${percent(found.excess)} (${percent(found.bounds.low)} – ${percent(found.bounds.high)}) · ${t("marginWord")} ${percent(found.margin)}
    ${latency && html`<br /><span class=${latency.slow ? "bad" : "muted"}>${t(latency.slow ? "tooSlow" : "notSlow")}: ${number(latency.slower)} ${t("of")} ${number(latency.compared)} ${t("overRatio")} ${number(latency.maxRatio)} ×</span>`}`;
}
