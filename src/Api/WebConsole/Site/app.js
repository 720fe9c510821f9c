import { html, render, useState, useEffect, useRef } from "./vendor/preact-htm.js";
import { setKey, hasKey } from "./api.js";
import { t, language, setLanguage } from "./i18n.js";
import { Try } from "./try.js";
import { Models } from "./models.js";
import { Shadow } from "./shadow.js";
import { Live } from "./live.js";
import { Health } from "./health.js";

const pages = { try: Try, models: Models, shadow: Shadow, live: Live, health: Health };
const current = () => location.hash.replace(/^#\/?/, "").split("/")[0] || "try";

// What a person prefers may be kept; a key may not.
const kept = name => { try { return localStorage.getItem(name); } catch { return null; } };
const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* storage is off */ } };

if (kept("language")) setLanguage(kept("language"));

function KeyForm({ onChange }) {
  const [value, set] = useState("");
  const use = event => {
    event.preventDefault();
    setKey(value);
    set("");
    onChange();
  };
  return html`<form class="row" onSubmit=${use} autocomplete="off">
    <label>${t("key")}<input type="password" value=${value} onInput=${event => set(event.target.value)} size="14" autocomplete="off" spellcheck="false" title=${t("keyNote")} /></label>
    <button disabled=${!value}>${t("use")}</button>
    ${hasKey() && html`<span class="good" role="status">${t("keySet")}</span> <button type="button" onClick=${() => { setKey(""); onChange(); }}>${t("forget")}</button>`}
  </form>`;
}

function App() {
  const [page, setPage] = useState(current);
  const [turn, setTurn] = useState(0); // a new key or language: everything is read again
  const [theme, setTheme] = useState(kept("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
  const heading = useRef();
  const first = useRef(true);
  useEffect(() => {
    const moved = () => setPage(current());
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  useEffect(() => {
    document.title = `${t(page)} – TransformerService`;
    if (!first.current) heading.current?.focus();
    first.current = false;
  }, [page, turn]);
  document.documentElement.dataset.theme = theme;
  document.documentElement.lang = language();
  const Page = pages[page];
  const again = () => setTurn(turn + 1);
  return html`
    <a class="skip" href="#content" onClick=${event => { event.preventDefault(); heading.current?.focus(); }}>${t("skip")}</a>
    <header>
      <strong>TransformerService</strong>
      <nav aria-label=${t("sections")}>${Object.keys(pages).map(name => html`<a href="#/${name}" aria-current=${name === page ? "page" : undefined}>${t(name)}</a>`)}
        <a href="../swagger">${t("api")}</a></nav>
      <div class="tools">
        <${KeyForm} onChange=${again} />
        <label>${t("language")}<select value=${language()} onChange=${event => { setLanguage(event.target.value); keep("language", event.target.value); again(); }}>
          <option value="en">English</option><option value="fr">Français</option></select></label>
        <label>${t("theme")}<select value=${theme} onChange=${event => { setTheme(event.target.value); keep("theme", event.target.value); }}>
          <option value="light">${t("light")}</option><option value="dark">${t("dark")}</option></select></label>
      </div>
    </header>
    <main id="content">
      <h1 tabindex="-1" ref=${heading}>${Page ? t(page) : t("notFound")}</h1>
      ${Page && html`<${Page} key=${`${page} ${turn}`} theme=${theme} />`}
    </main>`;
}

const root = document.getElementById("app");
root.replaceChildren();
render(html`<${App} />`, root);
