using TransformerService.Distillation.Onnx.Proto;

namespace TransformerService.Distillation.Onnx.Marian;

/// <summary>The three graphs of a translation export.</summary>
/// <param name="Encoder">Source ids to states.</param>
/// <param name="Decoder">The first step, or any number of positions without a cache; gives the cache.</param>
/// <param name="DecoderWithPast">One later step, which takes and gives the cache.</param>
internal sealed record MarianGraphs(ModelProto Encoder, ModelProto Decoder, ModelProto DecoderWithPast)
{
    /// <summary>The same change made to each.</summary>
    public MarianGraphs Select(Func<ModelProto, ModelProto> change) => new(change(Encoder), change(Decoder), change(DecoderWithPast));
}
