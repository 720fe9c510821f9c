using System.Globalization;

namespace TransformerService.Distillation.Improvement;

/// <summary>A set that two versions were compared on.</summary>
/// <param name="Kind">What the set is for.</param>
/// <param name="Name">Its name.</param>
/// <param name="Rates">How often each version is wrong.</param>
internal sealed record ComparedSet(SetKind Kind, string Name, PairedRates Rates)
{
    /// <summary>What a version loses where it is wrong.</summary>
    public string Measure { get; init; } = "accuracy";
}

/// <summary>What a set is for.</summary>
internal enum SetKind
{
    /// <summary>Held-out traffic, which must get better.</summary>
    Traffic,

    /// <summary>A test set of the recipe, which must not get worse.</summary>
    Test,

    /// <summary>Texts that earlier improvements repaired, which must stay so.</summary>
    Fixes,
}

/// <summary>Whether a new version is better than the old one.</summary>
/// <param name="Sets">The comparisons.</param>
/// <param name="Reasons">Why it is not better; empty if it is.</param>
internal sealed record Judgement(IReadOnlyList<ComparedSet> Sets, IReadOnlyList<string> Reasons)
{
    /// <summary>Share of the earlier fixes that may be lost; one always may.</summary>
    private const double LostFixes = 0.05;

    /// <summary>Whether the version may be written.</summary>
    public bool IsBetter => Reasons.Count == 0;

    /// <param name="sets">The comparisons.</param>
    /// <param name="maxLoss">The largest loss of accuracy that is accepted on a test set.</param>
    public static Judgement Of(IReadOnlyList<ComparedSet> sets, double maxLoss) =>
        new(sets, [.. sets.Select(set => FaultOf(set, maxLoss)).OfType<string>()]);

    private static string? FaultOf(ComparedSet set, double maxLoss)
    {
        var rates = set.Rates;
        return set.Kind switch
        {
            SetKind.Traffic when !rates.IsBetter => string.Create(
                CultureInfo.InvariantCulture,
                $"On {set.Name} it is not better beyond chance: it differs from the teacher on {rates.New:0.0000} instead of {rates.Old:0.0000}, gain {rates.Gain:0.0000} [{rates.Lower:0.0000}, {rates.Upper:0.0000}], {rates.Repaired} texts repaired, {rates.Broken} of {rates.Right} broken, at worst a gain of {rates.Cautious:0.0000}, p = {rates.PValue:0.000}."
            ),
            SetKind.Test when -rates.Gain > maxLoss => string.Create(
                CultureInfo.InvariantCulture,
                $"On {set.Name} it loses {-rates.Gain:0.0000} of {set.Measure}, more than {maxLoss}."
            ),
            SetKind.Fixes when rates.Broken - rates.Repaired > Math.Max(1, LostFixes * rates.Texts) => string.Create(
                CultureInfo.InvariantCulture,
                $"Of {rates.Texts} texts that earlier versions repaired it breaks {rates.Broken}."
            ),
            _ => null,
        };
    }
}
