// Calls a running server with npm's libretranslatejs and translate, as their documentation does.
//
// A job is one JSON object on standard input: host, port, texts, key. The answer is one JSON object on standard output.
import { readFileSync } from 'node:fs';
import libretranslate from 'libretranslatejs';
import translate from 'translate';

const { host, port, texts, key } = JSON.parse(readFileSync(0, 'utf8'));
const failure = (promise) => promise.then(() => null, ({ message }) => message);

const answer = { translate: [] };
translate.engine = 'libre';
translate.url = `http://${host}:${port}/translate`;
translate.key = key;
for (const text of texts) answer.translate.push(await translate(text, { from: 'en', to: 'fr' }));
answer.language = await failure(translate(texts[0], { from: 'en', to: 'ja' }));
translate.key = 'wrong';
answer.wrongKey = await failure(translate(texts[0] + '!', { from: 'en', to: 'fr' }));

// It cannot send a key.
answer.libretranslatejs = await libretranslate({ host, port }).translate(texts[0], 'en', 'fr');
process.stdout.write(JSON.stringify(answer));
