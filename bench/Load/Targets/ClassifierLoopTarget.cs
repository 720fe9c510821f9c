using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Loading;

namespace TransformerService.Load.Targets;

/// <summary>A classifier without a server: one text at a time.</summary>
internal sealed class ClassifierLoopTarget : ILoadTarget
{
    private const int MaxTokens = 512;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly TextTokenizer _tokenizer;
    private readonly int _maxTokens;

    /// <param name="name">Its name.</param>
    /// <param name="request">The request, with the export.</param>
    /// <param name="threads">Threads inside one run.</param>
    public ClassifierLoopTarget(string name, LoadRequest request, int threads)
    {
        Name = name;
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        _session = new InferenceSession(Path.Combine(request.Folder, "model.onnx"), options);
        _tokenizer = TokenizerLoader.Load(request.Folder);
        _maxTokens = Math.Min(MaxTokens, _tokenizer.ModelMaxLength);
    }

    public string Name { get; }

    public TimeSpan? ProcessorTime => null;

    public async Task<CallOutcome> AskAsync(string text, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            long[] ids = [.. _tokenizer.Encode(text, _maxTokens).Ids.Select(id => (long)id)];
            using OrtValue tokens = Tensor(ids),
                mask = Tensor([.. Enumerable.Repeat(1L, ids.Length)]),
                types = Tensor(new long[ids.Length]);
            OrtValue[] inputs =
            [
                .. _session.InputNames.Select(name =>
                    name switch
                    {
                        "input_ids" => tokens,
                        "attention_mask" => mask,
                        _ => types,
                    }
                ),
            ];
            using var outputs = _session.Run(_run, _session.InputNames, inputs, ["logits"]);
            var logits = outputs[0].GetTensorDataAsSpan<float>();
            var scores = new float[logits.Length];
            TensorPrimitives.SoftMax(logits, scores);
            return TensorPrimitives.IndexOfMax<float>(scores) >= 0 ? CallOutcome.Answered : CallOutcome.Failed;
        }
        finally
        {
            _turn.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        _run.Dispose();
        _turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private static OrtValue Tensor(long[] values) => OrtValue.CreateTensorValueFromMemory(values, [1, values.Length]);
}
