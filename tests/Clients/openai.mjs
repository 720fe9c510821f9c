// Calls a running server with npm's openai, as its documentation does.
//
// A job is one JSON object on standard input: base (the address), key, model, texts. The answer is one JSON object on standard output.
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';

const { base, key, model, texts } = JSON.parse(readFileSync(0, 'utf8'));
const client = (apiKey) => new OpenAI({ baseURL: new URL('openai/v1', base).href, apiKey, maxRetries: 0 });
const failure = (promise) => promise.then(() => null, ({ name, status, code, param }) => ({ name: name ?? null, status, code, param }));

const openai = client(key);
const floats = await openai.embeddings.create({ model, input: texts, encoding_format: 'float' });
const usual = await openai.embeddings.create({ model, input: texts[0] }); // the client asks for Base64 and decodes it
const models = [];
for await (const item of openai.models.list()) models.push(item.id);

process.stdout.write(
  JSON.stringify({
    floats: floats.data.map(({ embedding }) => embedding),
    usual: Array.from(usual.data[0].embedding),
    usage: floats.usage.total_tokens,
    models,
    model: (await openai.models.retrieve(model)).id,
    unknown: await failure(openai.embeddings.create({ model: 'text-embedding-3-small', input: texts })),
    ids: await failure(openai.embeddings.create({ model, input: [1, 2, 3] })),
    wrongKey: await failure(client('sk-wrong').embeddings.create({ model, input: texts })),
  }),
);
