// Forms and answers of the tasks that embed, rank and tag: what differs from one to the next, and nothing else.
import { html, t, number } from "./parts.js";

const linesOf = text => text.split(/\r?\n/).filter(line => line.trim());

const cosine = (one, other) => {
  let product = 0, first = 0, second = 0;
  for (let place = 0; place < one.length; place++) {
    product += one[place] * other[place];
    first += one[place] ** 2;
    second += other[place] ** 2;
  }
  return first && second ? product / Math.sqrt(first * second) : 0;
};

const asked = value => (value === undefined || value === "" ? undefined : Number(value));

function Field({ name, fields, onChange, ...limits }) {
  return html`<label>${t(name)}<input type="number" placeholder=${t("byDefault")} value=${fields[name] ?? ""} onInput=${event => onChange({ ...fields, [name]: event.target.value })} ...${limits} /></label>`;
}

function Cosines({ answer, text }) {
  const texts = linesOf(text);
  return html`<p class="muted">${answer.dimensions} ${t("dimensions")}</p>
    <div class="wide" tabindex="0" role="region" aria-label=${t("cosines")}><table><caption class="muted">${t("cosines")}</caption>
    <thead><tr><td></td>${texts.map((_, place) => html`<th scope="col" class="n">${place + 1}</th>`)}</tr></thead>
    <tbody>${texts.map((one, row) => html`<tr><th scope="row">${row + 1}. ${one.slice(0, 80)}</th>${texts.map((_, column) => {
      const value = cosine(answer.embeddings[row], answer.embeddings[column]);
      return html`<td class="n ${value >= 0.25 ? `heat${Math.min(4, Math.floor(value * 4))}` : ""}">${number(value, 3)}</td>`;
    })}</tr>`)}</tbody></table></div>`;
}

function Ranking({ answer, text }) {
  const documents = linesOf(text);
  return html`<ol class="ranking">${answer.results.map(found => html`<li>${documents[found.index]} <span class="muted">${number(found.score)}</span></li>`)}</ol>`;
}

function Entities({ answer, text }) {
  const found = answer.entities[0];
  const parts = [];
  let at = 0;
  for (const entity of found) {
    if (entity.start < at) continue; // single tokens may share a place
    parts.push(text.slice(at, entity.start), html`<mark>${text.slice(entity.start, entity.end)}<span class="tag muted">${entity.label} ${number(entity.score, 2)}</span></mark>`);
    at = entity.end;
  }
  return html`<p class="answer entities">${parts}${text.slice(at)}</p>${found.length === 0 && html`<p class="muted">${t("noEntities")}</p>`}`;
}

/** For each task: its call, its samples, the body of a call, its fields, and what shows the answer. */
export const encoders = {
  "feature-extraction": {
    route: "v1/embed",
    samples: ["Where is the station?\nThe dog is sleeping.\nHow do I get to the train?"],
    body: (model, text, fields) => ({ text: linesOf(text), model: model.name, dimensions: asked(fields.dimensions) }),
    note: "textOnEachLine",
    Fields: ({ fields, onChange }) => html`<${Field} name="dimensions" fields=${fields} onChange=${onChange} min="1" />`,
    Answer: Cosines,
  },
  "text-ranking": {
    route: "v1/rerank",
    samples: ["The dog is sleeping.\nThe bakery sells fresh bread.\nBread is made of flour and water."],
    body: (model, text, fields) => ({ query: fields.query ?? "", documents: linesOf(text), model: model.name, topN: asked(fields.topN) }),
    note: "documentOnEachLine",
    Fields: ({ fields, onChange }) => html`<${Field} name="topN" fields=${fields} onChange=${onChange} min="1" />`,
    Answer: Ranking,
    hasQuery: true,
  },
  "token-classification": {
    route: "v1/tag",
    samples: ["Anna Schmidt lives in Paris.", "Emmanuel Macron met Angela Merkel in Berlin."],
    body: (model, text, fields) => ({ text, model: model.name, aggregation: fields.aggregation || undefined, offsets: "utf16" }),
    Fields: ({ fields, onChange }) => html`<label>${t("aggregation")}<select value=${fields.aggregation ?? ""} onChange=${event => onChange({ ...fields, aggregation: event.target.value })}>
      ${["", "none", "simple", "first", "average", "max"].map(name => html`<option value=${name}>${name || t("byDefault")}</option>`)}</select></label>`,
    Answer: Entities,
  },
};
