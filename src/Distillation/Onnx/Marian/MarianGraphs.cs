using TransformerService.Distillation.Onnx.Proto;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>The three graphs of a translation export.</summary>
/// <param name="Encoder">Source ids to states.</param>
/// <param name="Decoder">The first step, or any number of positions without a cache; returns the cache.</param>
/// <param name="DecoderWithPast">One later step, which reads and returns the cache.</param>
internal sealed record MarianGraphs(ModelProto Encoder, ModelProto Decoder, ModelProto DecoderWithPast)
{
    /// <summary>Applies the same change to each graph.</summary>
    public MarianGraphs Select(Func<ModelProto, ModelProto> change) => new(change(Encoder), change(Decoder), change(DecoderWithPast));
}
