using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TransformerService.Inference.Usage;

/// <summary>A calendar month in UTC.</summary>
/// <param name="Number">The year and the month as one number, such as 202611.</param>
public readonly record struct UsageMonth(int Number)
{
    private const int Hundred = 100,
        FirstYear = 2000;

    private const string Form = "yyyy-MM";

    /// <summary>When it begins.</summary>
    public DateTimeOffset Start => new(Number / Hundred, Number % Hundred, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>When it ends, which is when the next month begins.</summary>
    public DateTimeOffset End => Start.AddMonths(1);

    /// <summary>The month of a time.</summary>
    public static UsageMonth Of(DateTimeOffset time) => new((time.UtcDateTime.Year * Hundred) + time.UtcDateTime.Month);

    /// <summary>The month so many months before this one.</summary>
    public UsageMonth Before(int months) => Of(Start.AddMonths(-months));

    /// <summary>Reads a month that is written as 2026-11, from the year 2000 on.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out UsageMonth month)
    {
        var isMonth =
            DateTime.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var start)
            && start.Year is >= FirstYear and < 9999;
        month = isMonth ? Of(new DateTimeOffset(start, TimeSpan.Zero)) : default;
        return isMonth;
    }

    public override string ToString() => Start.ToString(Form, CultureInfo.InvariantCulture);
}
