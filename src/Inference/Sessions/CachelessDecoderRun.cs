using Microsoft.ML.OnnxRuntime;

namespace TransformerService.Inference.Sessions;

/// <summary>Decoding with an export that has no cache: every step reads all generated tokens again.</summary>
internal sealed class CachelessDecoderRun(RunScope scope, OnnxSession decoder, EncoderStates states) : DecoderRun
{
    private static readonly string[] Outputs = [TensorNames.Logits];
    private long[] _history = [];
    private int _length;
    private OrtValue? _logits;

    public override StepLogits Step(ReadOnlySpan<int> tokens)
    {
        var history = new long[tokens.Length * (_length + 1)];
        for (var row = 0; row < tokens.Length; row++)
        {
            _history.AsSpan(row * _length, _length).CopyTo(history.AsSpan(row * (_length + 1)));
            history[(row * (_length + 1)) + _length] = tokens[row];
        }

        _history = history;
        _length++;
        using var ids = TokenBatch.Tensor(history, tokens.Length, _length);
        OrtValue[] inputs =
        [
            .. decoder.Inputs.Select(name =>
                name switch
                {
                    TensorNames.InputIds => ids,
                    TensorNames.EncoderMask => states.Mask,
                    _ => states.Hidden,
                }
            ),
        ];
        _logits?.Dispose();
        _logits = null;
        _logits = scope.Run(decoder, decoder.Inputs, inputs, Outputs)[0];
        return StepLogits.Of(_logits);
    }

    public override void Reorder(ReadOnlySpan<int> origins)
    {
        states.Reorder(origins);
        var history = new long[origins.Length * _length];
        for (var row = 0; row < origins.Length; row++)
        {
            _history.AsSpan(origins[row] * _length, _length).CopyTo(history.AsSpan(row * _length));
        }

        _history = history;
    }

    public override void Dispose()
    {
        _logits?.Dispose();
        states.Dispose();
    }
}
