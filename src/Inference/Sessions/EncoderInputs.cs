using Microsoft.ML.OnnxRuntime;

namespace TransformerService.Inference.Sessions;

/// <summary>A batch's input tensors for an encoder, in the order of its inputs.</summary>
internal sealed class EncoderInputs : IDisposable
{
    private readonly Dictionary<string, OrtValue> _tensors;

    /// <param name="session">The encoder, or a classifier.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="paddingPosition">
    /// The position of padding if positions start after it; <see langword="null"/> if they start at 0.
    /// </param>
    public EncoderInputs(OnnxSession session, TokenBatch batch, int? paddingPosition)
    {
        _tensors = session.Inputs.ToDictionary(
            name => name,
            name =>
                batch.Tensor(
                    name switch
                    {
                        TensorNames.InputIds => batch.Ids,
                        TensorNames.AttentionMask => batch.Mask,
                        TensorNames.TypeIds => batch.TypeIds ?? batch.Mask,
                        _ => batch.Positions(paddingPosition),
                    }
                )
        );
        Values = [.. session.Inputs.Select(name => _tensors[name])];
    }

    public OrtValue[] Values { get; }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
