// Runs one job with transformers.js on a model folder of this disk; nothing is fetched.
//
// A job is one JSON object on standard input, the answer one on standard output:
//   task     "tokenize", "translation" or "text-classification"
//   folder   the export
//   texts    what to do it to, one by one
//   options  (optional) more options of `pipeline`, over those chosen here
// Answers: {"ids": [[…]], "decoded": […]}, {"translations": […]} or {"labels": [{"label", "score"}]}.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { AutoTokenizer, env, pipeline } from '@huggingface/transformers';

const job = JSON.parse(readFileSync(0, 'utf8'));
const folder = path.resolve(job.folder);
const name = path.basename(folder);
env.allowRemoteModels = false;
env.allowLocalModels = true;
env.localModelPath = path.dirname(folder) + path.sep;
env.useFSCache = false;

// transformers.js looks in onnx/ unless told, and adds _quantized to the names for dtype q8 and nothing for fp32.
const inFolder = (...names) => names.some((file) => existsSync(path.join(folder, file)));
const subfolder = inFolder('model.onnx', 'model_quantized.onnx', 'encoder_model.onnx', 'encoder_model_quantized.onnx') ? '' : 'onnx';
const plain = inFolder(path.join(subfolder, 'model.onnx'), path.join(subfolder, 'encoder_model.onnx'));
const options = {
  subfolder,
  dtype: plain ? 'fp32' : 'q8',
  session_options: { intraOpNumThreads: 1 },
  ...job.options,
};

async function tokenize() {
  const tokenizer = await AutoTokenizer.from_pretrained(name);
  const ids = job.texts.map((text) => tokenizer(text, { return_tensor: false }).input_ids);
  return { ids, decoded: ids.map((row) => tokenizer.decode(row, { skip_special_tokens: true })) };
}

async function translate() {
  const translator = await pipeline('translation', name, options);
  // The pipeline asks for 256 tokens whatever the model's own files say, and it has no beam search.
  const generation = JSON.parse(readFileSync(path.join(folder, 'generation_config.json'), 'utf8'));
  const translations = [];
  for (const text of job.texts) {
    const [answer] = await translator(text, { num_beams: 1, max_new_tokens: generation.max_length - 1 });
    translations.push(answer.translation_text);
  }
  return { translations };
}

async function classify() {
  const classifier = await pipeline('text-classification', name, options);
  const labels = [];
  for (const text of job.texts) {
    const [{ label, score }] = await classifier(text);
    labels.push({ label, score });
  }
  return { labels };
}

const tasks = { tokenize, translation: translate, 'text-classification': classify };
process.stdout.write(JSON.stringify(await tasks[job.task]()));
