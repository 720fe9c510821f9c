using System.Globalization;
using TransformerService.Models.Manifests;
using TransformerService.Shadow.Configuration;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Promotion;

/// <summary>A question about a canary, which all servers that share the store answer once.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Canary">The canary's version.</param>
/// <param name="Current">The version whose calls it shares.</param>
/// <param name="Teacher">The teacher's version.</param>
/// <param name="Settings">The model's settings: with others it is another question.</param>
internal sealed record DecisionSubject(string Model, string Canary, string Current, string Teacher, PromotionSettings Settings)
{
    /// <summary>The question that a decision answers.</summary>
    public static DecisionSubject Of(PromotionDecision decision) =>
        new(
            decision.Model,
            decision.Canary,
            decision.Comparison.Against,
            decision.Teacher,
            new PromotionSettings(
                decision.IsAutomatic ? PromotionMode.Automatic : PromotionMode.Suggest,
                decision.Comparison.Margin,
                decision.MinSamples,
                decision.MaxDuration
            )
        )
        {
            IsExpiry = decision is { Kind: DecisionKind.Expire, IsAutomatic: false },
        };

    /// <summary>
    /// Whether the question is only if the canary has been undecided for too long. Where nobody carries that out, the canary goes on, and
    /// evidence may still decide.
    /// </summary>
    public bool IsExpiry { get; init; }

    /// <summary>Names the question in the store.</summary>
    public string Key =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Model}\n{Canary}\n{Current}\n{Teacher}\n{Settings.Mode}\n{Settings.Margin:R}\n{Settings.MinSamples}\n{Settings.MaxDuration}{(IsExpiry ? "\nexpiry" : "")}"
        );
}

/// <summary>An answer to such a question that is not stored yet.</summary>
/// <param name="Subject">The question.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Kind">The answer.</param>
/// <param name="Comparison">The evidence.</param>
internal sealed record DecisionDraft(DecisionSubject Subject, DateTimeOffset At, DecisionKind Kind, CanaryComparison Comparison);
