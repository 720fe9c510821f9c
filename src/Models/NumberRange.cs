using System.Globalization;

namespace TransformerService.Models;

/// <summary>The numbers that a setting may have; NaN is in no range.</summary>
/// <param name="Least">The smallest.</param>
/// <param name="Most">The largest.</param>
/// <param name="LeastIsExclusive">Whether <paramref name="Least"/> itself is out of range.</param>
/// <param name="MostIsExclusive">Whether <paramref name="Most"/> itself is out of range.</param>
public sealed record NumberRange(double Least, double Most, bool LeastIsExclusive = false, bool MostIsExclusive = false)
{
    public bool Contains(double number) =>
        (LeastIsExclusive ? number > Least : number >= Least) && (MostIsExclusive ? number < Most : number <= Most);

    /// <summary>The range as it reads after "must be", e.g. <c>from 0 to 1</c> or <c>above 0, to 1,000,000</c>.</summary>
    public override string ToString() =>
        (LeastIsExclusive, MostIsExclusive) switch
        {
            (false, false) => $"from {Written(Least)} to {Written(Most)}",
            (true, false) => $"above {Written(Least)}, to {Written(Most)}",
            (false, true) => $"from {Written(Least)}, below {Written(Most)}",
            _ => $"above {Written(Least)} and below {Written(Most)}",
        };

    private static string Written(double number) => number.ToString("#,0.########", CultureInfo.InvariantCulture);
}
