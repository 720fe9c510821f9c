using System.Globalization;

namespace TransformerService.Evaluation.Reporting.Charts;

/// <summary>An axis whose ticks are round numbers: 1, 2 or 5 times a power of ten apart.</summary>
/// <param name="Ticks">At least two, from one end of the axis to the other.</param>
/// <param name="Decimals">Digits after the point that are needed to distinguish the ticks.</param>
public sealed record Axis(IReadOnlyList<double> Ticks, int Decimals)
{
    private const int MostSteps = 6;

    /// <summary>Creates the shortest axis that holds all values.</summary>
    /// <param name="values">Numbers; infinities and NaN do not count.</param>
    /// <param name="fromZero">Whether the axis starts at zero, so that lengths along it can be compared.</param>
    /// <param name="leastSpan">The least span of the axis, so that a difference too small to matter does not fill it.</param>
    public static Axis Of(IEnumerable<double> values, bool fromZero = false, double leastSpan = 0)
    {
        double[] shown = [.. values.Where(double.IsFinite), .. fromZero ? [0.0] : (double[])[]];
        (var least, var most) = shown.Length == 0 ? (0, 1) : (shown.Min(), shown.Max());
        if (most - least <= 1e-9 * Math.Max(Math.Abs(least), Math.Abs(most)))
        {
            // A single value is centred, or placed above zero.
            var room = Math.Max(Math.Abs(least) / 10, 0.5);
            (least, most) = (fromZero ? least : least - room, most + room);
        }

        var missing = leastSpan - (most - least);
        if (missing > 0)
        {
            (least, most) = fromZero ? (least, most + missing) : (least - (missing / 2), most + (missing / 2));
        }

        var raw = (most - least) / MostSteps;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step =
            power
            * (
                (raw / power) switch
                {
                    <= 1 => 1,
                    <= 2 => 2,
                    <= 5 => 5,
                    _ => 10,
                }
            );

        // Quotients such as 0.3 / 0.1 are not exactly whole numbers.
        double first = Math.Floor((least / step) + 1e-9),
            last = Math.Ceiling((most / step) - 1e-9);
        var decimals = (int)Math.Max(0, -Math.Floor(Math.Log10(step) + 1e-9));
        return new Axis([.. Enumerable.Range(0, (int)(last - first) + 1).Select(tick => (first + tick) * step)], Math.Min(decimals, 15));
    }

    /// <summary>Position of a value between the ends of the axis, 0 to 1.</summary>
    public double Place(double value) => (value - Ticks[0]) / (Ticks[^1] - Ticks[0]);

    /// <summary>The text of a tick.</summary>
    public string Label(double tick) =>
        tick.ToString(string.Create(CultureInfo.InvariantCulture, $"F{Decimals}"), CultureInfo.InvariantCulture);
}
