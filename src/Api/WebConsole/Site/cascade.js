// When the teacher answers instead of the student.
import { html, t, number, percent } from "./parts.js";

export function Cascade({ found }) {
  const { bound, later } = found;
  const refused = Object.entries(found.notEscalated).filter(([, texts]) => texts > 0);
  return html`<section class="card" aria-label=${t("cascade")}><h2>${t("cascade")}: <span class="tag ${found.calibrated ? "good" : "warn"}">${t(found.calibrated ? "calibrated" : "notCalibrated")}</span></h2>
    <div class="wide" tabindex="0" role="region" aria-label=${t("cascadeFigures")}><table><tbody>
      <tr><th scope="row">${t("budget")}</th><td class="n">${percent(found.budget)}</td><td class="muted">${t("budgetNote")}</td></tr>
      <tr><th scope="row">${t("escalated")}</th><td class="n">${found.texts === 0 ? "–" : percent(found.escalated / found.texts)}</td><td class="muted">${number(found.escalated)} ${t("of")} ${number(found.texts)}</td></tr>
      ${refused.length > 0 && html`<tr><th scope="row">${t("notEscalated")}</th><td class="n">${number(refused.reduce((sum, [, texts]) => sum + texts, 0))}</td><td class="muted">${refused.map(([reason, texts]) => `${t(reason)} ${number(texts)}`).join(" · ")}</td></tr>`}
      <tr><th scope="row">${t("threshold")}</th><td class="n">${number(found.threshold, 4)}</td><td class="muted">${t("thresholdNote")}</td></tr>
      <tr><th scope="row">${t("bound")}</th><td class="n">${bound.guaranteed === undefined ? "–" : percent(bound.guaranteed)}</td>
        <td><span class="tag ${bound.met ? "good" : "warn"}">${t(bound.met ? "boundMet" : "boundNotMet")}</span> <span class="muted">${t("asked")} ${percent(bound.alpha)} · ${t("findings")} ${number(bound.findings)}</span></td></tr>
      <tr><th scope="row">${t("later")}</th><td class="n">${later.findings === 0 ? "–" : percent(later.differing / later.findings)}</td>
        <td class="muted">${later.findings === 0 ? t("noLater") : `${number(later.differing)} ${t("of")} ${number(later.findings)} · ${t("atMost")} ${percent(later.high)}`}</td></tr></tbody></table></div>
    ${found.riskCoverage.length === 0 ? html`<p class="muted">${t("noCurve")}</p>` : html`<h3>${t("riskCoverage")}</h3><${Curve} found=${found} />
      <details><summary>${t("asTable")}</summary><div class="wide" tabindex="0" role="region" aria-label=${t("riskCoverage")}><table>
        <thead><tr><th class="n">${t("threshold")}</th><th class="n">${t("escalatedShare")}</th><th class="n">${t("differingShare")}</th></tr></thead>
        <tbody>${found.riskCoverage.map(point => html`<tr><td class="n">${number(point.threshold, 4)}</td><td class="n">${percent(point.escalated)}</td><td class="n">${percent(point.differing)}</td></tr>`)}</tbody></table></div></details>`}</section>`;
}

/** The share of answers that differ and are served, against the share that is escalated; the table below has the figures. */
function Curve({ found }) {
  const points = [...found.riskCoverage].sort((one, other) => one.escalated - other.escalated);
  const most = Math.max(0.01, found.bound.alpha, ...points.map(point => point.differing)) * 1.1;
  const x = share => 4 + 92 * share;
  const y = share => 56 - (52 * share) / most;
  return html`<svg class="curve" viewBox="0 0 100 60" aria-hidden="true">
    <path class="axis" d="M4 4V56H96" /><path class="limit" d=${`M4 ${y(found.bound.alpha)}H96`} /><path class="limit" d=${`M${x(found.budget)} 4V56`} />
    <polyline points=${points.map(point => `${x(point.escalated)},${y(point.differing)}`).join(" ")} />
    ${points.map(point => html`<circle class="dot" cx=${x(point.escalated)} cy=${y(point.differing)} r="1" />`)}</svg>
    <p class="muted">${t("curveNote")} ${t("budget")} ${percent(found.budget)} · ${t("asked")} ${percent(found.bound.alpha)}</p>`;
}
