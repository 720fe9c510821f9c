using System.Globalization;

namespace TransformerService.Load.Reporting;

/// <summary>A bound that a measurement must satisfy.</summary>
/// <param name="What">What was measured, with its unit.</param>
/// <param name="Value">The measured value.</param>
/// <param name="Limit">The limit.</param>
/// <param name="IsLeast">Whether the value must be at least the limit; otherwise at most.</param>
internal sealed record Bound(string What, double Value, double Limit, bool IsLeast)
{
    public bool Holds => IsLeast ? Value >= Limit : Value <= Limit;

    public static Bound AtLeast(string what, double value, double limit) => new(what, value, limit, true);

    public static Bound AtMost(string what, double value, double limit) => new(what, value, limit, false);

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {What} | {Value:0.###} | {(IsLeast ? "≥" : "≤")} {Limit:0.###} | {(Holds ? "holds" : "MISSED")} |"
        );
}
