using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Api.Json;
using TransformerService.Models.Requests;

namespace TransformerService.Api.Compatibility.LibreTranslate;

/// <summary>A number of alternatives, read as LibreTranslate does: <c>max(0, int(value))</c> of Python.</summary>
internal static class LibreCount
{
    /// <summary>The most that a search gives beside its best translation.</summary>
    public const int Most = GenerationLimits.MaxBeamSize - 1;

    /// <summary>The count; <see langword="null"/> if it is not a whole number.</summary>
    public static int? Parse(string text) =>
        long.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Of(number)
            : null;

    /// <summary>The whole part of a number; one above the most for all that are larger.</summary>
    public static int Of(double number) => (int)Math.Clamp(Math.Truncate(number), 0, Most + 1);
}

/// <summary>Reads a count.</summary>
internal sealed class LibreCountConverter : JsonConverter<int>
{
    public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Number when reader.TryGetDouble(out var number) && double.IsFinite(number) => LibreCount.Of(number),
            JsonTokenType.String when LibreCount.Parse(JsonText.Read(ref reader)) is { } number => number,
            JsonTokenType.True => 1,
            JsonTokenType.False => 0,
            _ => throw new BodyValueException("a whole number"),
        };

    public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
