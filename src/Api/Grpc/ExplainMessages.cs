using TransformerService.Api.Contracts;
using TransformerService.Api.Endpoints;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Grpc;

/// <summary>Translates between the messages of Explain and the pipeline's records.</summary>
internal static class ExplainMessages
{
    public static ExplainRequest ToRequest(V1.ExplainRequest message) =>
        new(message.Texts)
        {
            Model = message.HasModel ? message.Model : null,
            Variant = MessageValues.ToRole(message.Variant),
            Label = message.HasLabel ? message.Label : null,
            Targets = message.Targets.Count > 0 ? message.Targets : null,
            Unit = message.Unit switch
            {
                V1.ExplanationUnit.Unspecified or V1.ExplanationUnit.Word => ExplanationUnit.Word,
                V1.ExplanationUnit.Token => ExplanationUnit.Token,
                _ => throw MessageValues.Unknown("unit", nameof(V1.ExplanationUnit)),
            },
            Method = message.Method switch
            {
                V1.ExplanationMethod.Unspecified => null,
                V1.ExplanationMethod.Occlusion => ExplanationMethod.Occlusion,
                V1.ExplanationMethod.Attention => ExplanationMethod.Attention,
                _ => throw MessageValues.Unknown("method", nameof(V1.ExplanationMethod)),
            },
            MaxRows = message.HasMaxRows ? message.MaxRows : ExplainRequest.DefaultMaxRows,
        };

    public static V1.ExplainResponse ToResponse(ExplainAnswer answer) =>
        new()
        {
            Model = answer.Model,
            Variant = MessageValues.ToMessage(answer.Variant),
            Version = answer.Version,
            Method = answer.Method == ExplanationMethod.Attention ? "attention" : "occlusion",
            Results = { answer.Results.Select(ToMessage) },
            Timing = MessageValues.ToMessage(answer.Timing),
        };

    private static V1.Explanation ToMessage(Explanation explanation)
    {
        var message = new V1.Explanation
        {
            Parts = { explanation.Parts.Select(ToMessage) },
            Rows = explanation.Rows,
            InputTokens = explanation.Read.InputTokens,
            Truncated = explanation.Read.Truncated,
        };
        if (explanation.Label is { } label)
        {
            (message.Label, message.Score) = (label.Label, WireValues.Finite(label.Score));
        }

        if (explanation.Target is { } target)
        {
            (message.Target, message.LogProbability) = (target.Text, WireValues.Finite(target.LogProbability));
            message.TargetParts.AddRange(target.Parts.Select(ToMessage));
        }

        return message;
    }

    private static V1.ExplainedPart ToMessage(ExplainedPart part)
    {
        var message = new V1.ExplainedPart
        {
            Text = part.Place.Text,
            Start = part.Place.Start,
            End = part.Place.End,
            Weight = ExplainWire.Weight(part.Weight),
        };
        if (part.Without is { } without)
        {
            message.Without = WireValues.Finite(without);
        }

        return message;
    }

    private static V1.ExplainedTargetPart ToMessage(ExplainedTargetPart part)
    {
        var message = new V1.ExplainedTargetPart
        {
            Text = part.Place.Text,
            Start = part.Place.Start,
            End = part.Place.End,
            LogProbability = WireValues.Finite(part.LogProbability),
            Weights = { part.Weights.Select(ExplainWire.Weight) },
        };
        if (part.Source is { } source)
        {
            message.Source = source;
        }

        return message;
    }
}
