using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace TransformerService.Distillation.Recipes;

/// <summary>Checks a recipe's values against the ranges that its properties state, nested ones included.</summary>
internal static class RecipeRanges
{
    /// <summary>Returns each value that is out of its range, by its place in the file.</summary>
    /// <param name="part">A recipe or a part of it.</param>
    /// <param name="place">Its place in the file, followed by a dot; empty for the whole recipe.</param>
    public static IEnumerable<string> Faults(object part, string place)
    {
        foreach (var property in part.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = property.GetIndexParameters().Length == 0 ? property.GetValue(part) : null;
            var name = place + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            foreach (var rule in property.GetCustomAttributes<ValidationAttribute>().Where(rule => !rule.IsValid(value)))
            {
                yield return rule is RangeAttribute range
                    ? FormattableString.Invariant($"'{name}' must be from {range.Minimum} to {range.Maximum}.")
                    : $"'{name}' must not be empty.";
            }

            foreach (var fault in Parts(value, name).SelectMany(inner => Faults(inner.Part, inner.Place)))
            {
                yield return fault;
            }
        }
    }

    /// <summary>The parts of a value that have ranges of their own: the value itself, or the items of a list.</summary>
    private static IEnumerable<(object Part, string Place)> Parts(object? value, string name) =>
        value switch
        {
            IEnumerable items => items.Cast<object>().Where(HasRanges).Select((item, place) => (item, $"{name}[{place}].")),
            not null when HasRanges(value) => [(value, name + ".")],
            _ => [],
        };

    private static bool HasRanges(object part) =>
        part.GetType() is { IsEnum: false, Namespace: { } space } && space.StartsWith(nameof(TransformerService), StringComparison.Ordinal);
}
