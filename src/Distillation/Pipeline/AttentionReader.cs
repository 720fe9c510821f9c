using Microsoft.ML.OnnxRuntime;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Onnx;

namespace TransformerService.Distillation.Pipeline;

/// <summary>Reads an export's attention to the source while its decoder reads a given target.</summary>
internal sealed class AttentionReader : IDisposable
{
    private const string States = "last_hidden_state";

    private readonly InferenceSession _encoder;
    private readonly InferenceSession _decoder;
    private readonly RunOptions _run = new();
    private readonly int _start;
    private readonly string[] _outputs;

    /// <param name="encoder">The encoder's file.</param>
    /// <param name="decoder">The file of a decoder with <see cref="CrossAttentionOutputs"/>.</param>
    /// <param name="start">The token that starts the decoder.</param>
    public AttentionReader(string encoder, string decoder, int start)
    {
        _start = start;
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _encoder = new InferenceSession(encoder, options);
        _decoder = new InferenceSession(decoder, options);
        _outputs = [.. Enumerable.Range(0, CrossAttentionOutputs.Count(_decoder.OutputMetadata.Keys)).Select(CrossAttentionOutputs.Name)];
        Heads = _decoder.OutputMetadata[_outputs[0]].Dimensions[1];
    }

    /// <summary>The decoder's layers.</summary>
    public int Layers => _outputs.Length;

    /// <summary>The heads of a layer.</summary>
    public int Heads { get; }

    /// <summary>Each layer's attention, <c>[heads, target, source]</c>: that of a place is read while its token is written.</summary>
    /// <param name="source">The source's ids with their end token.</param>
    /// <param name="target">The target's ids with their end token.</param>
    /// <exception cref="ExportException">A graph asks for an input that is not known, or gives another shape.</exception>
    public IReadOnlyList<float[]> Read(int[] source, int[] target)
    {
        using var ids = Ids(source);
        using var mask = Ids([.. source.Select(_ => 1)]);
        using var written = Ids([_start, .. target[..^1]]);
        using var encoded = Run(_encoder, [States], name => name == "attention_mask" ? mask : ids);
        using var attentions = Run(
            _decoder,
            _outputs,
            name =>
                name switch
                {
                    "input_ids" => written,
                    "encoder_attention_mask" => mask,
                    "encoder_hidden_states" => encoded[0],
                    _ => throw new ExportException($"The decoder asks for an input '{name}', which is not known here."),
                }
        );
        long[] expected = [1, Heads, target.Length, source.Length];
        return
        [
            .. attentions.Select(attention =>
                attention.GetTensorTypeAndShape().Shape.AsSpan().SequenceEqual(expected)
                    ? attention.GetTensorDataAsSpan<float>().ToArray()
                    : throw new ExportException($"The attention is not [{string.Join(", ", expected)}].")
            ),
        ];
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
        _run.Dispose();
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(InferenceSession session, string[] outputs, Func<string, OrtValue> input) =>
        session.Run(_run, [.. session.InputMetadata.Keys], [.. session.InputMetadata.Keys.Select(input)], outputs);

    private static OrtValue Ids(int[] tokens) =>
        OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(tokens, token => (long)token), [1, tokens.Length]);
}
