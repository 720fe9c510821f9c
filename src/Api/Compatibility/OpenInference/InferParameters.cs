using System.Text.Json;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Compatibility.OpenInference;

/// <summary>The parameters of a request, of an input or of an output. Those that nobody asks for are ignored.</summary>
/// <param name="values">Strings, <see cref="long"/>, <see cref="double"/> and <see cref="bool"/> by their names.</param>
internal sealed class InferParameters(IReadOnlyDictionary<string, object> values)
{
    /// <summary>What a parameter's value must be.</summary>
    public const string Expected = "a JSON object whose values are strings, numbers, true or false";

    private const string Timeout = "timeout";

    public static InferParameters None { get; } = new(new Dictionary<string, object>());

    /// <summary>How long the answer may take; <see langword="null"/> if the request does not say it.</summary>
    public TimeSpan? TimeLimit =>
        Whole(Timeout) switch
        {
            null or 0 => null,
            < 0 => throw Wrong(Timeout, "a whole number of microseconds, 0 for no limit"),
            var microseconds => TimeSpan.FromMicroseconds(Math.Min(microseconds.Value, (long)TimeSpan.FromDays(1).TotalMicroseconds)),
        };

    public IEnumerable<string> Names => values.Keys;

    public bool Has(string name) => values.ContainsKey(name);

    public bool HasPrefix(string prefix) => values.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    public string? Text(string name) =>
        values.GetValueOrDefault(name) switch
        {
            null => null,
            string text => text,
            _ => throw Wrong(name, "a string"),
        };

    public bool? Flag(string name) =>
        values.GetValueOrDefault(name) switch
        {
            null => null,
            bool flag => flag,
            _ => throw Wrong(name, "true or false"),
        };

    public long? Whole(string name) =>
        values.GetValueOrDefault(name) switch
        {
            null => null,
            long number => number,
            _ => throw Wrong(name, "a whole number"),
        };

    public int? Count(string name) =>
        Whole(name) switch
        {
            null => null,
            >= int.MinValue and <= int.MaxValue and var number => (int)number,
            _ => throw Wrong(name, $"a whole number of at most {int.MaxValue}"),
        };

    public double? Number(string name) =>
        values.GetValueOrDefault(name) switch
        {
            null => null,
            double number when double.IsFinite(number) => number,
            long number => number,
            _ => throw Wrong(name, "a number"),
        };

    /// <summary>A parameter that is one of an enum's names, in camelCase.</summary>
    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        var choices = Enum.GetValues<T>();
        foreach (var choice in choices)
        {
            if (NameOf(choice) == text)
            {
                return choice;
            }
        }

        throw Wrong(name, "one of " + string.Join(", ", choices.Select(NameOf)));
    }

    private static string NameOf<T>(T choice)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString());

    private static InferenceException Wrong(string name, string expected) =>
        InferenceException.Invalid($"The parameter '{name}' must be {expected}.");
}
