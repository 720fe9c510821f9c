using TransformerService.Api.Contracts;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Endpoints;

/// <summary>Translates between the bodies of <c>/v1/explain</c> and the pipeline's records.</summary>
internal static class ExplainWire
{
    public static ExplainRequest ToRequest(ExplainRequestBody body) =>
        new(WireValues.Required(body.Text))
        {
            Model = body.Model,
            Variant = body.Variant,
            Label = body.Label,
            Targets = body.Target is { } target ? WireValues.Required(target, "target") : null,
            Method = body.Method,
            Unit = body.Unit ?? ExplanationUnit.Word,
            MaxRows = body.MaxRows ?? ExplainRequest.DefaultMaxRows,
        };

    public static ExplainAnswerBody ToBody(ExplainAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = answer.Variant,
            Version = answer.Version,
            Method = answer.Method,
            Results = [.. answer.Results.Select(ToBody)],
            Timing = WireValues.ToBody(answer.Timing),
        };

    private static ExplanationBody ToBody(Explanation explanation) =>
        new()
        {
            Label = explanation.Label?.Label,
            Score = explanation.Label is { } label ? WireValues.Finite(label.Score) : null,
            Target = explanation.Target?.Text,
            LogProbability = explanation.Target is { } target ? WireValues.Finite(target.LogProbability) : null,
            Parts = [.. explanation.Parts.Select(ToBody)],
            TargetParts = explanation.Target is { } translation ? [.. translation.Parts.Select(ToBody)] : null,
            Rows = explanation.Rows,
            InputTokens = explanation.Read.InputTokens,
            Truncated = explanation.Read.Truncated,
        };

    private static ExplainedPartBody ToBody(ExplainedPart part) =>
        new()
        {
            Text = part.Place.Text,
            Start = part.Place.Start,
            End = part.Place.End,
            Weight = Weight(part.Weight),
            Without = part.Without is { } without ? WireValues.Finite(without) : null,
        };

    private static ExplainedTargetPartBody ToBody(ExplainedTargetPart part) =>
        new()
        {
            Text = part.Place.Text,
            Start = part.Place.Start,
            End = part.Place.End,
            LogProbability = WireValues.Finite(part.LogProbability),
            Weights = [.. part.Weights.Select(Weight)],
            Source = part.Source,
        };

    /// <summary>More digits would only make the answer longer.</summary>
    public static double Weight(double weight) => Math.Round(WireValues.Finite(weight), 6);
}
