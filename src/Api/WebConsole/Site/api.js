// The public API, and nothing else. The key is kept in this module's memory: it is gone when the page is.
let key = "";

export const setKey = value => { key = value.trim(); };
export const hasKey = () => key !== "";

/** A refusal by the server, or a server that does not answer. */
export class ApiError extends Error {
  constructor(status, problem, retryAfter) {
    super(problem?.detail ?? "");
    this.status = status;
    /** Seconds after which the server asks to try again; otherwise undefined. */
    this.retryAfter = retryAfter;
    this.code = problem?.code ?? (status === 0 ? "unreachable" : String(status));
  }
}

async function send(method, path, body, signal, accept) {
  const headers = {};
  if (accept) headers.Accept = accept;
  if (key) headers["X-API-Key"] = key;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(new URL(path, new URL("../", document.baseURI)), {
      method, headers, signal, cache: "no-store", credentials: "omit",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0);
  }
  if (!response.ok) {
    let problem;
    try { problem = await response.json(); } catch { /* not a problem document */ }
    throw new ApiError(response.status, problem, Number(response.headers.get("Retry-After")) || undefined);
  }
  return response;
}

export const get = async (path, signal) => (await send("GET", path, undefined, signal)).json();
export const post = async (path, body, signal) => (await send("POST", path, body ?? {}, signal)).json();

/** A call of bulk work: a server that is busy (429, 503) is asked again when it says, for up to two minutes. */
export async function postPatiently(path, body, signal) {
  for (const last = Date.now() + 120_000; ;) {
    try {
      return await post(path, body, signal);
    } catch (error) {
      if (error.retryAfter === undefined || Date.now() + error.retryAfter * 1000 > last) throw error;
      await new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, error.retryAfter * 1000);
        signal?.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
      });
    }
  }
}

/** A call without a body. */
export const act = async path => (await send("POST", path)).json();

/** JSON lines, with the cursor of the next page. */
export async function lines(path, signal) {
  const response = await send("GET", path, undefined, signal);
  const text = await response.text();
  return { items: text.split("\n").filter(Boolean).map(line => JSON.parse(line)), text, next: response.headers.get("X-Next-Cursor") };
}

/** Generates a text, and shows it while it is generated; returns the whole answer. */
export async function generate(body, onText, signal) {
  let text = "", answer;
  await events("v1/generate", event => {
    if (event.code) throw new ApiError(event.status, event);
    if (event.generations) answer = event;
    else onText(text += event.text);
  }, signal, body);
  if (!answer) throw new ApiError(0);
  return answer;
}

/** Whether the server is ready, and why not. */
export async function ready(signal) {
  try {
    return await get("health/ready", signal);
  } catch (error) {
    if (error.status === 503) return { status: "notReady", reason: error.message };
    throw error;
  }
}

/** Reads server-sent events until the stream ends. EventSource can send neither the key nor a body. */
export async function events(path, onEvent, signal, body) {
  const response = await send(body === undefined ? "GET" : "POST", path, body, signal, "text/event-stream");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += value;
    for (let end; (end = rest.indexOf("\n\n")) >= 0; rest = rest.slice(end + 2)) {
      const data = rest.slice(0, end).split("\n").filter(line => line.startsWith("data: ")).map(line => line.slice(6)).join("\n");
      if (data) onEvent(JSON.parse(data));
    }
  }
}
