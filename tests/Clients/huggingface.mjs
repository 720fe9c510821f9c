// Calls a running server with npm's @huggingface/inference, by its endpointUrl, as its documentation does.
//
// A job is one JSON object on standard input: base (the address), keyed (the address of a server with keys), key, text, entities (a text with
// names), labels, sentences. The answer is one JSON object on standard output.
import { readFileSync } from 'node:fs';
import { InferenceClient } from '@huggingface/inference';

const { base, keyed, key, text, entities, labels, sentences } = JSON.parse(readFileSync(0, 'utf8'));
const client = new InferenceClient(key);
const at = (path, server = base) => ({ endpointUrl: new URL(path, server).href });
const failure = (promise) =>
  promise.then(
    () => null,
    ({ message, httpResponse }) => ({ message, status: httpResponse?.status ?? 0 }),
  );

const aborted = new AbortController();
aborted.abort();

process.stdout.write(
  JSON.stringify({
    translation: await client.translation({
      ...at('models/Helsinki-NLP/marian-split'),
      inputs: text,
      parameters: { generate_parameters: { num_beams: 2 } },
    }),
    summary: await client.summarization({ ...at('pipeline/summarization/bart'), inputs: text }),
    classes: await client.textClassification({ ...at('models/bert'), inputs: text, parameters: { top_k: 2 } }),
    zeroShot: await client.zeroShotClassification({ ...at('models/nli'), inputs: text, parameters: { candidate_labels: labels } }),
    entities: await client.tokenClassification({ ...at('models/ner'), inputs: entities }),
    vectors: await client.featureExtraction({ ...at('models/embedder'), inputs: sentences }),
    similarity: await client.sentenceSimilarity({
      ...at('models/embedder/pipeline/sentence-similarity'),
      inputs: { source_sentence: text, sentences },
    }),
    unknown: await failure(client.translation({ ...at('models/nowhere'), inputs: text })),
    bad: await failure(client.textClassification({ ...at('models/bert'), inputs: text, parameters: { function_to_apply: 'tanh' } })),
    notReady: await failure(client.textClassification({ ...at('models/broken'), inputs: text })),
    wrongKey: await failure(new InferenceClient('hf_wrong').textClassification({ ...at('models/sentiment', keyed), inputs: text })),
    rightKey: await client.textClassification({ ...at('models/sentiment', keyed), inputs: text }),
    aborted: await client.translation({ ...at('models/marian-split'), inputs: text }, { signal: aborted.signal }).then(
      () => null,
      ({ name }) => name,
    ),
  }),
);
