using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates between the bodies of <c>/v1/tag</c> and the pipeline's records.</summary>
internal static class TaggingWire
{
    public static TagRequest ToRequest(TagRequestBody body) =>
        new(WireValues.Required(body.Text))
        {
            Model = body.Model,
            Variant = body.Variant,
            Aggregation = body.Aggregation ?? TagAggregation.Simple,
            Offsets = body.Offsets ?? OffsetUnit.CodePoints,
        };

    public static TagAnswerBody ToBody(TagAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = answer.Variant,
            Version = answer.Version,
            Entities = [.. answer.Entities.Select(entities => (IReadOnlyList<EntityBody>)[.. entities.Select(ToBody)])],
            InputTokens = [.. answer.Read.Select(text => text.InputTokens)],
            Truncated = [.. answer.Read.Select(text => text.Truncated)],
            Timing = WireValues.ToBody(answer.Timing),
        };

    private static EntityBody ToBody(TaggedEntity entity) =>
        new()
        {
            Label = entity.Label,
            Score = WireValues.Finite(entity.Score),
            Text = entity.Text,
            Start = entity.Start,
            End = entity.End,
        };
}
