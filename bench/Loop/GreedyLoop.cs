using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace TransformerService.Loop;

/// <summary>
/// The baseline: a plain greedy loop over ONNX Runtime with the decoder's cache, as a careful programmer writes it without a server in
/// mind. Inputs are in reused arrays, outputs stay in ONNX Runtime's memory and are passed to the next step unchanged, and of the logits
/// only the largest is searched for. Rows of one batch have one length and generate until all are done. Several threads may run one loop.
/// </summary>
public sealed class GreedyLoop : IDisposable
{
    private const string Ids = "input_ids",
        EncoderMask = "encoder_attention_mask",
        States = "encoder_hidden_states",
        UseCache = "use_cache_branch";
    private readonly InferenceSession _encoder,
        _first,
        _later;
    private readonly string[] _firstInputs,
        _laterInputs,
        _pasts,
        _presents,
        _laterOutputs;
    private readonly int[] _grows;
    private readonly int _start,
        _end;

    /// <param name="folder">An Optimum export of a MarianMT.</param>
    /// <param name="decoder">Which decoder to run.</param>
    /// <param name="threads">Threads inside one run.</param>
    /// <param name="start">The token that the decoder starts with, which is never generated.</param>
    /// <param name="end">The token that ends a row.</param>
    /// <param name="profile">Where ONNX Runtime writes its profiles, or <see langword="null"/>.</param>
    public GreedyLoop(string folder, DecoderChoice decoder, int threads, int start, int end, string? profile = null)
    {
        (_start, _end) = (start, end);
        _encoder = Open("encoder_model");
        _first = Open(decoder == DecoderChoice.Merged ? "decoder_model_merged" : "decoder_model");
        _later = decoder == DecoderChoice.Merged ? _first : Open("decoder_with_past_model");
        _firstInputs = [.. _first.InputNames];
        _laterInputs = [.. _later.InputNames];
        _pasts = [.. _laterInputs.Where(name => name.StartsWith("past_key_values", StringComparison.Ordinal))];
        _presents = [.. _pasts.Select(name => name.Replace("past_key_values", "present", StringComparison.Ordinal))];

        // The encoder's keys and values stay those of the first step.
        _grows = [.. Enumerable.Range(0, _pasts.Length).Where(past => !_pasts[past].Contains(".encoder.", StringComparison.Ordinal))];
        _laterOutputs = ["logits", .. _grows.Select(past => _presents[past])];

        InferenceSession Open(string name)
        {
            using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
            if (profile is not null)
            {
                options.ProfileOutputPathPrefix = $"{profile}-{name}";
                options.EnableProfiling = true;
            }

            return new InferenceSession(Path.Combine(folder, $"{name}.onnx"), options);
        }
    }

    /// <summary>Generates for a batch.</summary>
    /// <param name="sources">Token ids with the end token, all rows of one length.</param>
    /// <param name="most">Maximum number of tokens to generate.</param>
    /// <param name="stops">Whether rows end at the end token; otherwise each generates <paramref name="most"/>.</param>
    /// <returns>Each row's tokens, the end token included.</returns>
    public int[][] Run(IReadOnlyList<int[]> sources, int most, bool stops = true)
    {
        int rows = sources.Count,
            width = sources[0].Length;
        using var run = new RunOptions();
        using var ids = Tensor([.. sources.SelectMany(row => row.Select(id => (long)id))], rows, width);
        using var mask = Tensor([.. Enumerable.Repeat(1L, rows * width)], rows, width);
        using var encoded = _encoder.Run(run, ["input_ids", "attention_mask"], [ids, mask], ["last_hidden_state"]);

        long[] tokens = [.. Enumerable.Repeat((long)_start, rows)];
        using OrtValue next = Tensor(tokens, rows, 1),
            yes = Flag(true),
            no = Flag(false);
        int[][] answers = [.. Enumerable.Range(0, rows).Select(_ => new int[most])];
        var lengths = new int[rows];
        var cache = new OrtValue?[_pasts.Length];
        var inputs = new OrtValue[_laterInputs.Length];
        try
        {
            var left = First(run, new Batch(next, mask, encoded[0], no, rows), cache, tokens, answers, lengths, stops);
            for (var step = 1; step < most && left > 0; step++)
            {
                left = Later(run, new Batch(next, mask, encoded[0], yes, rows), cache, inputs, tokens, answers, lengths, stops);
            }
        }
        finally
        {
            Array.ForEach(cache, value => value?.Dispose());
        }

        return [.. answers.Select((answer, row) => answer[..lengths[row]])];
    }

    /// <summary>Ends profiling.</summary>
    /// <returns>The files that ONNX Runtime wrote, the encoder's first.</returns>
    public IReadOnlyList<string> EndProfiling() =>
        [.. new[] { _encoder, _first, _later }.Distinct().Select(session => session.EndProfiling())];

    public void Dispose()
    {
        _encoder.Dispose();
        _first.Dispose();
        _later.Dispose();
    }

    private int First(RunOptions run, Batch batch, OrtValue?[] cache, long[] tokens, int[][] answers, int[] lengths, bool stops)
    {
        List<OrtValue> empty = [];
        OrtValue[] inputs = [.. _firstInputs.Select(name => batch.Input(name) ?? Empty(name, batch.Rows, empty))];
        var outputs = _first.Run(run, _firstInputs, inputs, ["logits", .. _presents]);
        empty.ForEach(value => value.Dispose());
        for (var past = 0; past < cache.Length; past++)
        {
            cache[past] = outputs[past + 1];
        }

        using var logits = outputs[0];
        return Choose(logits, tokens, answers, lengths, stops);
    }

    private int Later(
        RunOptions run,
        Batch batch,
        OrtValue?[] cache,
        OrtValue[] inputs,
        long[] tokens,
        int[][] answers,
        int[] lengths,
        bool stops
    )
    {
        var past = 0;
        for (var input = 0; input < inputs.Length; input++)
        {
            inputs[input] = batch.Input(_laterInputs[input]) ?? cache[past++]!; // the first step filled it
        }

        var outputs = _later.Run(run, _laterInputs, inputs, _laterOutputs);
        for (var grown = 0; grown < _grows.Length; grown++)
        {
            cache[_grows[grown]]?.Dispose();
            cache[_grows[grown]] = outputs[grown + 1];
        }

        using var logits = outputs[0];
        return Choose(logits, tokens, answers, lengths, stops);
    }

    /// <summary>Records each row's most likely token, and returns how many rows continue.</summary>
    private int Choose(OrtValue logits, long[] tokens, int[][] answers, int[] lengths, bool stops)
    {
        var values = logits.GetTensorDataAsSpan<float>();
        int vocabulary = values.Length / tokens.Length,
            left = 0;
        for (var row = 0; row < tokens.Length; row++)
        {
            if (stops && lengths[row] > 0 && tokens[row] == _end)
            {
                continue;
            }

            var scores = values.Slice(row * vocabulary, vocabulary);

            // The padding token is the vocabulary's last and starts the decoder: it is not an answer.
            var token = TensorPrimitives.IndexOfMax(_start == vocabulary - 1 ? scores[..^1] : scores);
            answers[row][lengths[row]++] = token;
            tokens[row] = token;
            left += stops && token == _end ? 0 : 1;
        }

        return left;
    }

    private OrtValue Empty(string past, int rows, List<OrtValue> made)
    {
        var dimensions = _first.InputMetadata[past].Dimensions;
        var value = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance,
            TensorElementType.Float,
            [rows, dimensions[1], 0, dimensions[3]]
        );
        made.Add(value);
        return value;
    }

    private static OrtValue Tensor(long[] values, int rows, int width) => OrtValue.CreateTensorValueFromMemory(values, [rows, width]);

    private static OrtValue Flag(bool value) => OrtValue.CreateTensorValueFromMemory(new[] { value }, [1]);

    /// <summary>The inputs that are the same at every step.</summary>
    private readonly record struct Batch(OrtValue Next, OrtValue Mask, OrtValue Encoded, OrtValue Cached, int Rows)
    {
        public OrtValue? Input(string name) =>
            name switch
            {
                Ids => Next,
                EncoderMask => Mask,
                States => Encoded,
                UseCache => Cached,
                _ => null,
            };
    }
}
