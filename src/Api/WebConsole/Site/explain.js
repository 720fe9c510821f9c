import { useState } from "./vendor/preact-htm.js";
import { html, t, number, Action } from "./parts.js";
import { post } from "./api.js";

const shades = 4;

/** How strongly a part is coloured: 0 to 4, by its weight beside the greatest one. */
const shade = (weight, most) => (most > 0 ? Math.min(shades, Math.ceil((shades * Math.abs(weight)) / most - 0.25)) : 0);

const shadeClass = (weight, most) => `${weight < 0 ? "cold" : "heat"}${Math.max(0, shade(weight, most))}`;

const greatest = weights => Math.max(0, ...weights.map(Math.abs));

/** Words with the weight of each under it, so that no reader needs the colour. */
function Words({ parts, weights }) {
  const most = greatest(weights);
  return html`<ul class="pieces weights">${parts.map((part, index) => html`<li class=${shadeClass(weights[index], most)}>${part.text}<span class="small">${number(weights[index], 2)}</span></li>`)}</ul>`;
}

function Label({ found }) {
  return html`<h3>${found.label} <span class="muted">${number(found.score)}</span></h3>
    <${Words} parts=${found.parts} weights=${found.parts.map(part => part.weight)} />
    <p class="muted">${t("explainLabelNote")} ${found.rows} ${t("rows")}.</p>`;
}

function Translation({ found, method, language }) {
  const [chosen, choose] = useState(-1);
  const part = found.targetParts[chosen];
  const weights = part?.weights ?? found.parts.map(one => one.weight);
  return html`<div class="row words" role="group" aria-label=${t("translationWords")} lang=${language ?? ""}>${found.targetParts.map((one, index) =>
      html`<button type="button" aria-pressed=${index === chosen} onClick=${() => choose(index === chosen ? -1 : index)}>${one.text}</button>`)}</div>
    <p role="status" class="muted">${part ? html`${part.text} ← ${part.source === undefined ? t("none") : found.parts[part.source].text}` : t("chooseWord")}</p>
    <${Words} parts=${found.parts} weights=${weights} />
    <p class="muted">${t(method === "attention" ? "explainAttentionNote" : "explainTranslationNote")} ${found.rows} ${t("rows")}.</p>`;
}

/** Which words an answer rests on. */
export function Explaining({ model, text, target, variants }) {
  const [results, set] = useState();
  const explain = async () => set(await Promise.all(variants.map(variant => post("v1/explain", { text, model: model.name, variant, ...(target && { target }) }))));
  return html`<section class="card"><h2>${t("explain")}</h2><${Action} label=${t("explainIt")} onAct=${explain} />
    ${results?.map(answer => html`<div>${results.length > 1 && html`<h3>${t(answer.variant)}</h3>`}
      ${answer.results[0].targetParts ? html`<${Translation} found=${answer.results[0]} method=${answer.method} language=${model.targetLanguage} />` : html`<${Label} found=${answer.results[0]} />`}</div>`)}</section>`;
}
