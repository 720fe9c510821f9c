using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Grpc;

/// <summary>Translates between the messages of Tag and the pipeline's records.</summary>
internal static class TaggingMessages
{
    public static TagRequest ToRequest(V1.TagRequest message) =>
        new(message.Texts)
        {
            Model = message.HasModel ? message.Model : null,
            Variant = MessageValues.ToRole(message.Variant),
            Aggregation = message.Aggregation switch
            {
                V1.TagAggregation.None => TagAggregation.None,
                V1.TagAggregation.Unspecified or V1.TagAggregation.Simple => TagAggregation.Simple,
                V1.TagAggregation.First => TagAggregation.First,
                V1.TagAggregation.Average => TagAggregation.Average,
                V1.TagAggregation.Max => TagAggregation.Max,
                _ => throw MessageValues.Unknown("aggregation", nameof(V1.TagAggregation)),
            },
            Offsets = message.Offsets switch
            {
                V1.OffsetUnit.Unspecified or V1.OffsetUnit.CodePoints => OffsetUnit.CodePoints,
                V1.OffsetUnit.Utf16 => OffsetUnit.Utf16,
                _ => throw MessageValues.Unknown("offsets", nameof(V1.OffsetUnit)),
            },
        };

    public static V1.TagResponse ToResponse(TagAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = MessageValues.ToMessage(answer.Variant),
            Version = answer.Version,
            Results =
            {
                answer.Entities.Zip(
                    answer.Read,
                    (entities, read) =>
                        new V1.TaggedText
                        {
                            Entities = { entities.Select(ToMessage) },
                            InputTokens = read.InputTokens,
                            Truncated = read.Truncated,
                        }
                ),
            },
            Timing = MessageValues.ToMessage(answer.Timing),
        };

    private static V1.Entity ToMessage(TaggedEntity entity) =>
        new()
        {
            Label = entity.Label,
            Score = WireValues.Finite(entity.Score),
            Text = entity.Text,
            Start = entity.Start,
            End = entity.End,
        };
}
