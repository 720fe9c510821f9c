using System.Globalization;
using TransformerService.Models;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Endpoints;

/// <summary>Reads values of a query string, and reports which one is wrong.</summary>
internal static class QueryValues
{
    /// <exception cref="InferenceException">It is not a time.</exception>
    public static DateTimeOffset? Time(string name, string? value) =>
        string.IsNullOrEmpty(value) ? null
        : DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw InferenceException.Invalid($"'{name}' must be a time in ISO 8601, e.g. 2026-01-31T09:00:00Z.");

    /// <exception cref="InferenceException">It is not a number.</exception>
    public static double? Number(string name, string? value) =>
        string.IsNullOrEmpty(value) ? null
        : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw InferenceException.Invalid($"'{name}' must be a number.");

    /// <exception cref="InferenceException">It is not a variant.</exception>
    public static VariantRole? Role(string name, string? value) =>
        value switch
        {
            null or "" => null,
            "student" => VariantRole.Student,
            "teacher" => VariantRole.Teacher,
            _ => throw InferenceException.Invalid($"'{name}' must be \"student\" or \"teacher\"."),
        };

    /// <exception cref="InferenceException">It is not a whole number.</exception>
    public static int? WholeNumber(string name, string? value) =>
        string.IsNullOrEmpty(value) ? null
        : int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw InferenceException.Invalid($"'{name}' must be a whole number.");
}
