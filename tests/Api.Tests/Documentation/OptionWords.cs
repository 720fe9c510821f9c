using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace TransformerService.Api.Tests.Documentation;

/// <summary>Types, values and bounds of options in plain words.</summary>
internal static class OptionWords
{
    private const long Kibi = 1_024;

    private static readonly string[] Units = ["", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>What a list or a dictionary holds; <see langword="null"/> for any other type.</summary>
    public static Type? EntryOf(Type type) =>
        type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) ? type.GenericTypeArguments[^1] : null;

    /// <summary>Whether the entries of a collection have names, not numbers.</summary>
    public static bool HasNames(Type type) => type.GenericTypeArguments.Length == 2;

    /// <exception cref="NotSupportedException">There are no words for the type.</exception>
    public static string Type(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(string) ? "text"
            : plain == typeof(bool) ? "true or false"
            : plain == typeof(int) || plain == typeof(uint) || plain == typeof(long) ? "whole number"
            : plain == typeof(double) ? "number"
            : plain == typeof(TimeSpan) ? "time"
            : plain.IsEnum ? Or(Enum.GetNames(plain).Select(name => $"`{name}`"))
            : EntryOf(plain) is { } entry ? $"list of {Type(entry)}"
            : throw new NotSupportedException($"There are no words for the type {plain}.");
    }

    /// <summary>A value as it is written into the configuration; digits are grouped.</summary>
    public static string Value(object? value) =>
        value switch
        {
            null or "" or IEnumerable and not string => "none",
            string text => $"`{text}`",
            bool flag => flag ? "`true`" : "`false`",
            TimeSpan { Ticks: var ticks } time => ticks % TimeSpan.TicksPerSecond == 0 ? $"`{time:c}`" : $"`{$"{time:c}".TrimEnd('0')}`",
            Enum name => $"`{name}`",
            _ => Number(value),
        };

    /// <summary>The forms in which a doc comment may write a value, the one that a reader of the reference sees first.</summary>
    public static string[] Spoken(object? value) =>
        value switch
        {
            TimeSpan time => [Time(time)],
            int or uint or long => Numbers(value, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
            double and >= Kibi and <= long.MaxValue => Numbers(value, (long)(double)value),
            _ => [Value(value)],
        };

    /// <summary>What a validation attribute allows, in each form in which a doc comment may write it.</summary>
    /// <exception cref="NotSupportedException">There are no words for the attribute.</exception>
    public static string[] Bound(ValidationAttribute attribute) =>
        attribute switch
        {
            RangeAttribute range => Range(range),
            RequiredAttribute => ["required"],
            MinLengthAttribute least => [$"at least {least.Length} characters"],
            RegularExpressionAttribute form => [$"`{form.Pattern}`"],
            _ => throw new NotSupportedException($"There are no words for {attribute.GetType().Name}."),
        };

    private static string[] Range(RangeAttribute range)
    {
        string[] least = Limit(range, range.Minimum),
            most = Limit(range, range.Maximum);
        var above = range.MinimumIsExclusive ? "above " : "";
        return [.. least.Zip(most, (from, to) => above + from + (range.MaximumIsExclusive ? $" and below {to}" : $" to {to}")).Distinct()];
    }

    private static string[] Limit(RangeAttribute range, object limit)
    {
        var isTime = range.OperandType == typeof(TimeSpan);
        var spoken = Spoken(isTime && limit is string time ? TimeSpan.Parse(time, CultureInfo.InvariantCulture) : limit);
        return [spoken[0], spoken[^1]];
    }

    private static string Number(object value) => // the format has 15 digits of a double
        string.Format(CultureInfo.InvariantCulture, "{0:#,##0.######}", IsWhole(value) ? (long)(double)value : value);

    private static bool IsWhole(object value) => value is double number && double.IsInteger(number);

    private static string[] Numbers(object value, long bytes)
    {
        var (plain, binary) = (Number(value), Binary(bytes));
        return plain == binary ? [plain] : [plain, binary];
    }

    private static string Binary(long bytes)
    {
        var unit = 0;
        for (; bytes >= Kibi && bytes % Kibi == 0 && unit < Units.Length - 1; unit++)
        {
            bytes /= Kibi;
        }

        return $"{Number(bytes)} {Units[unit]}".TrimEnd();
    }

    private static string Time(TimeSpan time)
    {
        (int Count, string Unit)[] parts =
        [
            (time.Days, time.Days == 1 ? "day" : "days"),
            (time.Hours, "h"),
            (time.Minutes, "min"),
            (time.Seconds, "s"),
            (time.Milliseconds, "ms"),
        ];
        var spoken = parts.Where(part => part.Count > 0).Select(part => $"{Number(part.Count)} {part.Unit}");
        return time == TimeSpan.Zero ? "0" : string.Join(' ', spoken);
    }

    private static string Or(IEnumerable<string> names) =>
        names.ToArray() is [.. var first, var last] && first.Length > 0 ? $"{string.Join(", ", first)} or {last}" : string.Concat(names);
}
