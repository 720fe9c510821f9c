// Calls a running server with npm's deepl-node, as its documentation does.
//
// A job is one JSON object on standard input: base (the address), key, limitedKey (whose quota is less than the texts), texts, html.
// The answer is one JSON object on standard output.
import { readFileSync } from 'node:fs';
import * as deepl from 'deepl-node';

const { base, key, limitedKey, texts, html } = JSON.parse(readFileSync(0, 'utf8'));
const client = (authKey) => new deepl.Translator(authKey, { serverUrl: base.replace(/\/$/, ''), maxRetries: 0, minTimeout: 60_000 });
const failure = (promise) => promise.then(() => null, ({ constructor, message }) => ({ name: constructor.name, message }));

const translator = client(key);
const one = await translator.translateText(texts[0], 'en', 'fr');
const many = await translator.translateText(texts, 'en', 'fr', { splitSentences: 'off', preserveFormatting: true, formality: 'prefer_more' });

const count = async () => (await translator.getUsage()).character.count;
const before = await count();
await translator.translateText(texts, 'en', 'fr');
const used = (await count()) - before;

// Glossaries: create (from entries, and from CSV), list, get, read, translate with, delete.
const entries = new deepl.GlossaryEntries({ entries: { dogs: 'toutous', Acme: 'Acme' } });
const glossary = await translator.createGlossary('Pets', 'en', 'fr', entries);
const csv = await translator.createGlossaryWithCsv('Pets of a table', 'en', 'fr', Buffer.from('dogs,"toutous"\r\nAcme,Acme\r\n'));
const glossaries = {
  created: [glossary, csv].map(({ name, ready, sourceLang, targetLang, entryCount, creationTime }) => ({
    name, ready, sourceLang, targetLang, entryCount, isDate: creationTime instanceof Date && creationTime.getTime() > 0,
  })),
  listed: (await translator.listGlossaries()).map(({ glossaryId }) => glossaryId === glossary.glossaryId || glossaryId === csv.glossaryId),
  got: (await translator.getGlossary(glossary.glossaryId)).name,
  entries: [(await translator.getGlossaryEntries(glossary)).entries(), (await translator.getGlossaryEntries(csv.glossaryId)).entries()],
  translated: (await translator.translateText(texts[0], 'en', 'fr', { glossary })).text,
  others: await failure(client(limitedKey).getGlossary(glossary.glossaryId)),
  bad: await failure(translator.createGlossary('Pets', 'en', 'ja', entries)),
  deleted: [await translator.deleteGlossary(glossary), await translator.deleteGlossary(csv.glossaryId)].length,
  gone: await failure(translator.getGlossary(glossary.glossaryId)),
  goneFromText: await failure(translator.translateText(texts[0], 'en', 'fr', { glossary })),
};

process.stdout.write(
  JSON.stringify({
    one,
    many: many.map(({ text }) => text),
    detected: (await translator.translateText(texts, null, 'fr')).map(({ detectedSourceLang }) => detectedSourceLang),
    html: (await translator.translateText(html, 'en', 'fr', { tagHandling: 'html' })).text,
    sources: (await translator.getSourceLanguages()).map(({ code }) => code),
    targets: await translator.getTargetLanguages(),
    pairs: await translator.getGlossaryLanguagePairs(),
    glossaries: await translator.listGlossaries(),
    ownGlossaries: glossaries,
    used,
    limitReached: (await translator.getUsage()).anyLimitReached(),
    limit: (await client(limitedKey).getUsage()).character.limit,
    quota: await failure(client(limitedKey).translateText(texts, 'en', 'fr')),
    formality: await failure(translator.translateText(texts, 'en', 'fr', { formality: 'more' })),
    language: await failure(translator.translateText(texts, 'en', 'ja')),
    wrongKey: await failure(client('wrong').translateText(texts, 'en', 'fr')),
  }),
);
