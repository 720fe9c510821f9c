import { useState, useRef, useEffect } from "./vendor/preact-htm.js";
import { html, t, number, Loading, Fault, useRead, Action, Bars, Copy, save } from "./parts.js";
import { Explaining } from "./explain.js";
import { encoders } from "./encoders.js";
import { generate, get, post, postPatiently } from "./api.js";

const samples = {
  translation: ["Two dogs are playing in the snow.", "A man in a blue shirt is standing on a ladder. He is cleaning a window."],
  sentiment: ["a gorgeous , witty , seductive movie .", "the plot is dull , and the jokes are older than the actors ."],
  generation: ["The council said on Monday that the old bridge stays closed for repairs until the first week of May.", "The dog is sleeping under the table."],
  other: ["my card was stolen in rome", "what is my checking account balance", "set a timer for ten minutes"],
};

const generates = model => model.task === "text2text-generation";
const samplesOf = model => encoders[model.task]?.samples ?? (model.task === "translation" ? samples.translation : generates(model) ? samples.generation : model.name === "sentiment" ? samples.sentiment : samples.other);
const routeOf = model => encoders[model.task]?.route ?? (model.task === "translation" ? "v1/translate" : generates(model) ? "v1/generate" : "v1/classify");
const tried = ["translation", "text-classification", "text2text-generation", ...Object.keys(encoders)];

/** Fields that are filled in, as numbers. */
const filled = fields => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== "").map(([name, value]) => [name, typeof value === "boolean" ? value : Number(value)]));

function bodyOf(model, text, fields, variant) {
  if (encoders[model.task]) return { ...encoders[model.task].body(model, text, fields), variant };
  const body = { text, model: model.name };
  if (variant) body.variant = variant;
  if (generates(model)) {
    const { doSample, temperature, topK, topP, seed, ...search } = filled(fields);
    const options = doSample ? { ...search, beamSize: 1, doSample, temperature, topK, topP, seed } : search;
    if (Object.keys(options).length > 0) body.options = options;
    return body;
  }

  const { topK, ...options } = filled(fields);
  if (model.task === "translation" && Object.keys(options).length > 0) body.options = options;
  if (model.task !== "translation" && topK !== undefined) body.topK = topK;
  return body;
}

export function Try() {
  const models = useRead(() => get("v1/models"));
  const [name, setName] = useState();
  if (models.error && !models.value) return html`<${Fault} error=${models.error} again=${models.again} />`;
  if (!models.value) return html`<${Loading} />`;
  const usable = models.value.models.filter(model => model.state === "ready" && tried.includes(model.task));
  if (usable.length === 0) return html`<p class="box">${t("noModels")} <button type="button" onClick=${models.again}>${t("again")}</button></p>`;
  const model = usable.find(one => one.name === name) ?? usable[0];
  return html`<div class="row"><label>${t("model")}<select value=${model.name} onChange=${event => setName(event.target.value)}>
      ${usable.map(one => html`<option value=${one.name}>${one.name}</option>`)}</select></label>
      <span class="muted">${model.description ?? ""}</span></div>
    <${Desk} key=${model.name} model=${model} />`;
}

function Desk({ model }) {
  const ready = model.variants.filter(variant => variant.state === "ready").map(variant => variant.variant);
  const [text, setText] = useState("");
  const [both, setBoth] = useState(false);
  const [fields, setFields] = useState({});
  const [state, set] = useState({});
  const running = useRef();
  useEffect(() => () => running.current?.abort(), []);
  const variants = both && ready.length > 1 ? ready : [ready[0]];

  const run = async event => {
    event.preventDefault();
    running.current?.abort();
    const own = (running.current = new AbortController());
    const parts = variants.map(() => "");
    const show = place => part => { parts[place] = part; if (running.current === own) set({ busy: true, parts: [...parts] }); };
    set({ busy: true });
    try {
      const answers = await Promise.all(variants.map((variant, place) => {
        const body = bodyOf(model, text, fields, variant);
        return generates(model) ? generate(body, show(place), own.signal) : post(routeOf(model), body, own.signal);
      }));
      set({ answers, text });
    } catch (error) {
      if (error.name !== "AbortError") set({ error });
    }
  };

  const encoder = encoders[model.task];
  return html`<form onSubmit=${run}>
      ${encoder?.hasQuery && html`<label>${t("query")}<input required size="60" value=${fields.query ?? ""} onInput=${event => setFields({ ...fields, query: event.target.value })} /></label>`}
      <label>${t(encoder?.note ?? "text")}<textarea value=${text} required onInput=${event => setText(event.target.value)} lang=${model.sourceLanguage ?? ""}></textarea></label>
      <div class="row" role="group" aria-label=${t("samples")}>${samplesOf(model).map(sample => html`<button type="button" onClick=${() => setText(sample)}>${sample}</button>`)}</div>
      ${ready.length > 1 && html`<label class="line"><input type="checkbox" checked=${both} onChange=${event => setBoth(event.target.checked)} />${t("sideBySide")}</label>`}
      <details><summary>${t("options")}</summary><div class="row"><${encoder?.Fields ?? Options} model=${model} fields=${fields} onChange=${setFields} /></div></details>
      <div class="row"><button class="main" disabled=${state.busy || !text}>${state.busy ? t("running") : t("run")}</button></div>
    </form>
    <section aria-live="polite" aria-label=${t("answer")}>
      ${state.error && html`<${Fault} error=${state.error} />`}
      ${state.parts?.map(part => html`<p class="answer">${part}</p>`)}
      ${state.answers ? html`<${Answers} model=${model} answers=${state.answers} text=${state.text} />` : !state.error && !state.busy && html`<p class="muted">${t("empty")}</p>`}
    </section>
    ${text && explained.includes(model.task) && html`<${Explaining} key=${`${text} ${both}`} model=${model} text=${text} variants=${variants} />`}
    ${text && !encoder?.note && html`<${Tokens} key=${text} model=${model} text=${text} variant=${ready[0]} />`}
    ${text && model.task === "translation" && html`<${Scoring} model=${model} text=${text} variants=${variants} />`}
    <${Call} model=${model} body=${bodyOf(model, text || samplesOf(model)[0], fields, both ? "teacher" : undefined)} />
    ${!encoder && html`<${Bulk} model=${model} fields=${fields} limits=${model.variants[0].limits} />`}`;
}

function Options({ model, fields, onChange }) {
  const set = (name, value) => onChange({ ...fields, [name]: value });
  const field = (name, low, high, step = 1, label = name) => html`<label>${t(label)}<input type="number" min=${low} max=${high} step=${step} placeholder=${t("byDefault")} value=${fields[name] ?? ""} onInput=${event => set(name, event.target.value)} /></label>`;
  const limits = model.variants[0].limits ?? {};
  if (generates(model))
    return html`${!fields.doSample && field("beamSize", 1, limits.maxBeamSize ?? 8)}${field("numHypotheses", 1, limits.maxBeamSize ?? 8)}${field("maxNewTokens", 1, limits.maxNewTokens ?? 512)}${field("lengthPenalty", -10, 10, "any")}${field("noRepeatNgramSize", 0, 32)}
        <label class="line"><input type="checkbox" checked=${fields.doSample ?? false} onChange=${event => set("doSample", event.target.checked)} />${t("doSample")}</label>
        ${fields.doSample && html`${field("temperature", 0.01, 100, "any")}${field("topK", 0, 1000000, 1, "drawTopK")}${field("topP", 0, 1, "any")}${field("seed", 0, Number.MAX_SAFE_INTEGER)}`}`;
  return model.task === "translation"
    ? html`${field("beamSize", 1, limits.maxBeamSize ?? 8)}${field("numHypotheses", 1, limits.maxBeamSize ?? 8)}${field("maxNewTokens", 1, limits.maxNewTokens ?? 512)}${field("lengthPenalty", -10, 10, "any")}
        <label class="line"><input type="checkbox" checked=${fields.splitSentences ?? true} onChange=${event => set("splitSentences", event.target.checked)} />${t("splitSentences")}</label>`
    : field("topK", 1, 1000);
}

const Times = ({ timing }) => html`<p class="muted">${number(timing.totalMs, 1)} ms (${t("queue")} ${number(timing.queueMs, 1)}, ${t("tokens")} ${number(timing.tokenizeMs, 1)}, ${t("model")} ${number(timing.inferenceMs, 1)})</p>`;

function Answers({ model, answers, text }) {
  const encoder = encoders[model.task];
  if (encoder)
    return html`<div class="two">${answers.map(answer => html`<div class="card"><h2>${t(answer.variant)} <span class="muted">${answer.version}</span></h2>
      <${encoder.Answer} answer=${answer} text=${text} /><${Times} timing=${answer.timing} /></div>`)}</div>`;
  const translated = model.task === "translation" || generates(model);
  const foundOf = answer => (answer.translations ?? answer.generations)[0];
  const outputs = answers.map(answer => translated ? foundOf(answer).text : answer.results[0].labels[0]?.label);
  const equal = outputs.every(output => output === outputs[0]);
  return html`${answers.length > 1 && html`<p class="muted">${equal ? t("same") : translated ? t("differences") : ""}</p>`}
    <div class="two">${answers.map((answer, index) => html`<div class="card">
      <h2>${t(answer.variant)} <span class="muted">${answer.version}</span></h2>
      ${translated ? html`<${Translation} found=${foundOf(answer)} other=${answers.length > 1 && !equal ? outputs[1 - index] : undefined} language=${model.targetLanguage} />`
        : html`<${Bars} items=${answer.results[0].labels.map(label => ({ label: label.label, value: label.score }))} />
          <p class="muted">${answer.results[0].inputTokens} ${t("tokens")}${answer.results[0].truncated ? `, ${t("truncated")}` : ""}</p>`}
      <${Times} timing=${answer.timing} />
    </div>`)}</div>`;
}

function Translation({ found, other, language }) {
  return html`<p class="answer" lang=${language ?? ""}>${other === undefined ? found.text : marked(found.text, other)}</p>
    <p class="muted">${t("score")} ${number(found.score)} · ${found.inputTokens}, ${found.outputTokens} ${t("inOut")}${found.truncated ? `, ${t("truncated")}` : ""}</p>
    ${found.hypotheses && html`<h3>${t("hypotheses")}</h3><ol>${found.hypotheses.map(one => html`<li>${one.text} <span class="muted">${number(one.score)}</span></li>`)}</ol>`}`;
}

/** A text with the words marked that a longest common subsequence with another text leaves out. */
function marked(text, other) {
  const words = text.split(/(\s+)/).slice(0, 800);
  const others = other.split(/\s+/).slice(0, 400);
  const plain = words.filter((_, index) => index % 2 === 0);
  const lengths = Array.from({ length: plain.length + 1 }, () => new Uint16Array(others.length + 1));
  for (let i = plain.length - 1; i >= 0; i--)
    for (let j = others.length - 1; j >= 0; j--)
      lengths[i][j] = plain[i] === others[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  const common = new Set();
  for (let i = 0, j = 0; i < plain.length && j < others.length;)
    if (plain[i] === others[j]) { common.add(i); i++; j++; }
    else if (lengths[i + 1][j] >= lengths[i][j + 1]) i++;
    else j++;
  return words.map((word, index) => index % 2 === 1 || common.has(index / 2) || !word ? word : html`<mark>${word}</mark>`);
}

function Tokens({ model, text, variant }) {
  const [result, set] = useState();
  const show = async () => set((await post("v1/tokenize", { text, model: model.name, variant })).results[0]);
  return html`<section class="card"><h2>${t("tokens")}</h2><${Action} label=${t("showTokens")} onAct=${show} />
    ${result && html`<p class="muted">${result.tokens} ${t("tokens")}${result.truncated ? `, ${t("truncated")}` : ""}</p>
      <ul class="pieces">${result.pieces.map(piece => html`<li>${piece.piece}<span class="small">${piece.id}${piece.start === undefined ? "" : ` · ${piece.start}–${piece.end}`}</span></li>`)}</ul>`}</section>`;
}

function Scoring({ model, text, variants }) {
  const [target, setTarget] = useState("");
  const [results, set] = useState();
  const score = async () => set(await Promise.all(variants.map(variant => post("v1/score", { source: text, target, model: model.name, variant }))));
  return html`<section class="card"><h2>${t("scoreIt")}</h2>
    <div class="row"><label>${t("target")}<input value=${target} size="40" lang=${model.targetLanguage ?? ""} onInput=${event => { setTarget(event.target.value); set(undefined); }} /></label>
      <${Action} label=${t("score")} onAct=${score} disabled=${!target} /></div>
    ${results?.map(answer => html`<h3>${t(answer.variant)}</h3>
      <p>${t("logProbability")} ${number(answer.results[0].logProbability)} · ${t("perplexity")} ${number(answer.results[0].perplexity)}</p>
      <ul class="pieces">${answer.results[0].tokens.map(token => html`<li>${token.logProbability < -2 ? html`<mark>${token.piece}</mark>` : token.piece}<span class="small">${number(token.logProbability, 2)}</span></li>`)}</ul>`)}</section>`;
}

function Call({ model, body }) {
  const json = JSON.stringify(body);
  const address = new URL(routeOf(model), new URL("../", document.baseURI)).href;
  const quote = text => `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const curl = `curl ${quote(address)} -H 'Content-Type: application/json' \\\n  -d ${quote(json)}`;
  const csharp = `using var http = new HttpClient();\nusing var content = new StringContent(${JSON.stringify(json)}, Encoding.UTF8, "application/json");\nusing var answer = await http.PostAsync(${JSON.stringify(address)}, content);\nConsole.WriteLine(await answer.Content.ReadAsStringAsync());`;
  return html`<section class="card"><h2>${t("call")}</h2>
    <h3>curl</h3><pre tabindex="0" aria-label="curl">${curl}</pre><${Copy} text=${curl} label="curl" />
    <h3>C#</h3><pre tabindex="0" aria-label="C#">${csharp}</pre><${Copy} text=${csharp} label="C#" /></section>`;
}

const explained = ["translation", "text-classification"];
const linesAtOnce = 50;

function Bulk({ model, fields, limits }) {
  const [over, setOver] = useState(false);
  const [state, set] = useState({});
  const running = useRef();
  useEffect(() => () => running.current?.abort(), []);

  const start = async file => {
    if (!file) return;
    running.current?.abort();
    const own = (running.current = new AbortController());
    const texts = (await file.text()).split(/\r?\n/).filter(line => line.trim());
    const at = Math.min(linesAtOnce, limits?.maxTexts ?? linesAtOnce);
    const rows = [];
    try {
      for (let from = 0; from < texts.length; from += at) {
        set({ rows: [...rows], total: texts.length, busy: true });
        const part = texts.slice(from, from + at);
        const answer = await postPatiently(routeOf(model), bodyOf(model, part, fields), own.signal);
        part.forEach((text, index) => rows.push(model.task === "translation"
          ? { text, translation: answer.translations[index].text, score: answer.translations[index].score }
          : generates(model) ? { text, generated: answer.generations[index].text, score: answer.generations[index].score }
          : { text, ...answer.results[index].labels[0] }));
      }
      set({ rows, total: texts.length });
    } catch (error) {
      set({ rows, total: texts.length, error: error.name === "AbortError" ? undefined : error });
    }
  };

  return html`<section class="drop ${over ? "over" : ""}" onDragOver=${event => { event.preventDefault(); setOver(true); }} onDragLeave=${() => setOver(false)}
      onDrop=${event => { event.preventDefault(); setOver(false); start(event.dataTransfer.files[0]); }}>
    <h2>${t("bulk")}</h2><p class="muted">${t("bulkNote")}</p>
    <label>${t("chooseFile")}<input type="file" accept=".txt,text/plain" onChange=${event => start(event.target.files[0])} /></label>
    ${state.total !== undefined && html`<p role="status">${state.rows.length} ${t("of")} ${state.total} ${t("done")}
      ${state.busy && html` <button type="button" onClick=${() => running.current.abort()}>${t("stop")}</button>`}
      ${!state.busy && state.rows.length > 0 && html` <button type="button" onClick=${() => save(`${model.name}.jsonl`, state.rows.map(row => JSON.stringify(row)).join("\n") + "\n")}>${t("download")}</button>`}</p>`}
    ${state.error && html`<${Fault} error=${state.error} />`}
    ${state.rows?.length > 0 && html`<div class="wide" tabindex="0" role="region" aria-label=${t("bulk")}><table><thead><tr><th>${t("text")}</th><th>${t("answer")}</th><th class="n">${t("score")}</th></tr></thead>
      <tbody>${state.rows.slice(0, 20).map(row => html`<tr><td>${row.text}</td><td>${row.translation ?? row.generated ?? row.label}</td><td class="n">${number(row.score)}</td></tr>`)}</tbody></table></div>`}</section>`;
}
