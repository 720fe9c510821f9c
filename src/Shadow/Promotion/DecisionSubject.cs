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
    /// <summary>Names in the store what a decision answers: a question, which is answered once, or an operator's change.</summary>
    public static string KeyOf(PromotionDecision decision) =>
        decision.Evidence is { } evidence ? Of(decision, evidence).Key : KeyOfChange(decision.Number);

    /// <summary>Names in the store an operator's change: each is a record of its own.</summary>
    public static string KeyOfChange(long number) => string.Create(CultureInfo.InvariantCulture, $"operator\n{number}");

    private static DecisionSubject Of(PromotionDecision decision, DecisionEvidence evidence) =>
        new(
            decision.Model,
            evidence.Canary,
            evidence.Comparison.Against,
            evidence.Teacher,
            new PromotionSettings(
                evidence.IsAutomatic ? PromotionMode.Automatic : PromotionMode.Suggest,
                evidence.Comparison.Margin,
                evidence.MinSamples,
                evidence.MaxDuration
            )
            {
                MaxLatencyRatio = evidence.Comparison.Latency?.MaxRatio,
            }
        )
        {
            IsExpiry = decision.Kind == DecisionKind.Expire && !evidence.IsAutomatic,
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
            $"{Model}\n{Canary}\n{Current}\n{Teacher}\n{Settings.Mode}\n{Settings.Margin:R}\n{Settings.MinSamples}\n{Settings.MaxDuration}{Limit}{(IsExpiry ? "\nexpiry" : "")}"
        );

    /// <summary>Only where the time is limited: the keys of other questions are as they are stored.</summary>
    private string Limit =>
        Settings.MaxLatencyRatio is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"\nlatency {ratio:R}") : "";
}
