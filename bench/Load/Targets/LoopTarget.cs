using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using TransformerService.Inference.Tokenization;

namespace TransformerService.Load.Targets;

/// <summary>
/// What one writes first: a loop over ONNX Runtime that translates one text at a time, greedily, with the merged decoder and its cache, on as
/// many threads as there are cores. Its texts are single sentences.
/// </summary>
internal sealed class LoopTarget : ILoadTarget
{
    private const int MaxTokens = 255;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly InferenceSession _encoder, _decoder;
    private readonly TextTokenizer _tokenizer;
    private readonly string[] _presents, _pasts;
    private readonly RunOptions _run = new();
    private readonly long _start;

    public LoopTarget(string folder, int threads)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        _encoder = new InferenceSession(Path.Combine(folder, "encoder_model.onnx"), options);
        _decoder = new InferenceSession(Path.Combine(folder, "decoder_model_merged.onnx"), options);
        _tokenizer = TokenizerLoader.Load(folder);
        _start = _tokenizer.PadId;
        _pasts = [.. _decoder.InputNames.Where(name => name.StartsWith("past_key_values", StringComparison.Ordinal))];
        _presents = [.. _pasts.Select(name => name.Replace("past_key_values", "present", StringComparison.Ordinal))];
    }

    public string Name => "loop";

    public async Task<CallOutcome> AskAsync(string text, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await Task.Run(() => Translate(text), cancellationToken);
            return CallOutcome.Answered;
        }
        finally
        {
            _turn.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _encoder.Dispose();
        _decoder.Dispose();
        _run.Dispose();
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private string Translate(string text)
    {
        long[] source = [.. _tokenizer.Encode(text, MaxTokens).Ids.Select(id => (long)id)];
        using OrtValue ids = Tensor(source), mask = Tensor([.. source.Select(_ => 1L)]);
        using var encoded = _encoder.Run(_run, ["input_ids", "attention_mask"], [ids, mask], ["last_hidden_state"]);
        Dictionary<string, OrtValue> cache = _pasts.ToDictionary(name => name, Empty);
        List<int> answer = [];
        long token = _start;
        while (answer.Count < MaxTokens)
        {
            using OrtValue next = Tensor([token]), cached = OrtValue.CreateTensorValueFromMemory(new[] { answer.Count > 0 }, [1]);
            string[] names = ["input_ids", "encoder_attention_mask", "encoder_hidden_states", "use_cache_branch", .. _pasts];
            OrtValue[] values = [next, mask, encoded[0], cached, .. _pasts.Select(name => cache[name])];
            var present = names.Zip(values).Where(input => _decoder.InputNames.Contains(input.First)).ToArray();
            var outputs = _decoder.Run(
                _run, [.. present.Select(input => input.First)], [.. present.Select(input => input.Second)], ["logits", .. _presents]);
            int best = Best(outputs[0].GetTensorDataAsSpan<float>());
            outputs[0].Dispose();
            for (int past = 0; past < _pasts.Length; past++)
            {
                // Later steps give the encoder's keys and values back empty: the first step's stay.
                if (answer.Count > 0 && _pasts[past].Contains(".encoder.", StringComparison.Ordinal))
                {
                    outputs[past + 1].Dispose();
                    continue;
                }

                cache[_pasts[past]].Dispose();
                cache[_pasts[past]] = outputs[past + 1];
            }

            if (best == 0)
            {
                break;
            }

            answer.Add(best);
            token = best;
        }

        foreach (OrtValue value in cache.Values)
        {
            value.Dispose();
        }

        return _tokenizer.Decode([.. answer]);
    }

    private int Best(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int token = 1; token < logits.Length; token++)
        {
            if (token != _start && logits[token] > logits[best])
            {
                best = token;
            }
        }

        return best;
    }

    private OrtValue Empty(string past)
    {
        int[] dimensions = _decoder.InputMetadata[past].Dimensions;
        return OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, TensorElementType.Float, [1, dimensions[1], 0, dimensions[3]]);
    }

    private static OrtValue Tensor(long[] values) => OrtValue.CreateTensorValueFromMemory(values, [1, values.Length]);
}
