// Calls a running server with @grpc/grpc-js and transformer.proto as it is.
//
// A job is one JSON object on standard input: address (host:port), proto (the file), texts, streamed (how many texts to stream).
// The answer, one JSON object on standard output, has something of every call; see tests/Api.Tests/Clients.
import { readFileSync } from 'node:fs';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const { address, proto, texts, streamed } = JSON.parse(readFileSync(0, 'utf8'));
const definition = protoLoader.loadSync(proto, { enums: String, defaults: true, oneofs: true });
const { Transformer } = grpc.loadPackageDefinition(definition).transformer.v1;
const client = new Transformer(address, grpc.credentials.createInsecure());

const call = (method, request, options = {}) =>
  new Promise((resolve, reject) => client[method](request, options, (error, answer) => (error ? reject(error) : resolve(answer))));

const failure = await call('translate', { texts, model: 'nope' }).catch((error) => error);
const late = await call('translate', { texts: Array(900).fill(texts[0]) }, { deadline: Date.now() + 20 }).catch((error) => error);

const stream = await new Promise((resolve, reject) => {
  const answers = [];
  const duplex = client.translateStream();
  duplex.on('data', ({ id, translated, error }) => answers.push({ id, text: translated?.translation.text, reason: error?.reason }));
  duplex.on('error', reject);
  duplex.on('end', () => resolve(answers));
  for (let i = 0; i < streamed; i++) duplex.write({ id: String(i), text: texts[i % texts.length] });
  duplex.write({ id: 'bad', text: texts[0], model: 'nope' });
  duplex.end();
});

process.stdout.write(
  JSON.stringify({
    translations: (await call('translate', { texts })).translations.map(({ text }) => text),
    labels: (await call('classify', { texts, model: 'sentiment' })).results.map(({ labels }) => labels[0].label),
    models: (await call('listModels', {})).models.map(({ name }) => name),
    model: (await call('getModel', { name: 'en-fr' })).task,
    failure: {
      code: failure.code,
      message: failure.details,
      details: failure.metadata.get('grpc-status-details-bin')[0].toString('latin1'),
    },
    late: late.code,
    stream,
  }),
);
client.close();
