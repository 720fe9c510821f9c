// Calls a running server with @grpc/grpc-js and open_inference.proto, as a client of KServe or Triton does.
//
// A job is one JSON object on standard input: address (host:port), proto (the file), model, texts.
// The answer, one JSON object on standard output, has something of every call; see tests/Api.Tests/Clients.
import { readFileSync } from 'node:fs';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const { address, proto, model, texts } = JSON.parse(readFileSync(0, 'utf8'));
const definition = protoLoader.loadSync(proto, { keepCase: true, enums: String, longs: Number, defaults: true, oneofs: true });
const { GRPCInferenceService } = grpc.loadPackageDefinition(definition).inference;
const client = new GRPCInferenceService(address, grpc.credentials.createInsecure());

const call = (method, request) =>
  new Promise((resolve, reject) => client[method](request, (error, answer) => (error ? reject(error) : resolve(answer))));

// A tensor of BYTES in binary: each element with its length before it.
const tensor = (elements) =>
  Buffer.concat(
    elements.flatMap((element) => {
      const bytes = Buffer.from(element, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );

const elements = (bytes) => {
  const found = [];
  for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32LE(at)) found.push(bytes.toString('utf8', at + 4, at + 4 + bytes.readUInt32LE(at)));
  return found;
};

const request = (contents) => ({ model_name: model, id: 'from node', inputs: [{ name: 'text', datatype: 'BYTES', shape: [texts.length, 1], ...contents }] });
const typed = request({ contents: { bytes_contents: texts.map((text) => Buffer.from(text, 'utf8')) } });
const raw = { ...request({}), raw_input_contents: [tensor(texts)] };

const streamed = await new Promise((resolve, reject) => {
  const answers = [];
  const duplex = client.ModelStreamInfer();
  duplex.on('data', ({ error_message, infer_response }) =>
    answers.push({ id: infer_response.id, error: error_message, texts: error_message ? [] : elements(infer_response.raw_output_contents[0]) }),
  );
  duplex.on('error', reject);
  duplex.on('end', () => resolve(answers));
  duplex.write({ ...raw, id: 'good' });
  duplex.write({ ...raw, id: 'bad', model_name: 'nope' });
  duplex.end();
});

const answer = await call('ModelInfer', raw);
const failure = await call('ModelInfer', { ...raw, model_name: 'nope' }).catch((error) => error);
const mixed = await call('ModelInfer', { ...typed, raw_input_contents: [tensor(texts)] }).catch((error) => error);
process.stdout.write(
  JSON.stringify({
    live: (await call('ServerLive', {})).live,
    ready: (await call('ServerReady', {})).ready,
    modelReady: (await call('ModelReady', { name: model })).ready,
    inputs: (await call('ModelMetadata', { name: model })).inputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
    index: (await call('RepositoryIndex', {})).models.map(({ name, state }) => ({ name, state })),
    id: answer.id,
    raw: elements(answer.raw_output_contents[0]),
    typed: elements((await call('ModelInfer', typed)).raw_output_contents[0]),
    scores: answer.raw_output_contents[1].length,
    answered: (await call('ModelStatistics', { name: model })).model_stats[0].inference_stats.success.count,
    failure: failure.code,
    mixed: mixed.code,
    streamed,
  }),
);
client.close();
