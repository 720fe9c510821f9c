using System.Text.Json;

namespace TransformerService.Models.Exports;

/// <summary>Typed reads from a JSON object; a value of the wrong type becomes a fault that names the file and the field.</summary>
internal sealed class ConfigSection(JsonElement root, string file, List<string> faults, ConfigSection? beneath = null)
{
    /// <summary>The fields that are present and not null.</summary>
    public IEnumerable<string> Names =>
        root.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null).Select(property => property.Name);

    /// <summary>Returns this section's fields, and those of <paramref name="other"/> that it lacks.</summary>
    public ConfigSection Over(ConfigSection other) => new(root, file, faults, other);

    /// <summary>The value, or <see langword="null"/> if it is absent or null.</summary>
    public JsonElement? Value(string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : beneath?.Value(field);

    public ConfigSection? Section(string field) =>
        Value(field) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Object } value => new ConfigSection(value, file, faults),
            _ => Fault<ConfigSection>(field, "an object"),
        };

    public string? Text(string field) =>
        Value(field) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } value => value.GetString(),
            _ => Fault<string>(field, "a string"),
        };

    public bool? Flag(string field) =>
        Value(field) switch
        {
            null => null,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => FaultValue<bool>(field, "true or false"),
        };

    public int? Integer(string field) =>
        Value(field) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
            _ => FaultValue<int>(field, "an integer"),
        };

    public double? Number(string field) =>
        Value(field) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } value => value.GetDouble(),
            _ => FaultValue<double>(field, "a number"),
        };

    /// <summary>A list of integers; a single integer without a list is accepted too.</summary>
    public IReadOnlyList<int> Integers(string field) =>
        Value(field) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => [number],
            { ValueKind: JsonValueKind.Array } value when IntegerList(value) is { } list => list,
            _ => Fault<int[]>(field, "an integer or a list of integers") ?? [],
        };

    /// <summary>A list of lists of integers.</summary>
    public IReadOnlyList<IReadOnlyList<int>> IntegerLists(string field)
    {
        switch (Value(field))
        {
            case null:
                return [];
            case { ValueKind: JsonValueKind.Array } value:
                List<int[]?> lists =
                [
                    .. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Array ? IntegerList(item) : null),
                ];
                if (lists.TrueForAll(list => list is { Length: > 0 }))
                {
                    return [.. lists.Select(list => list!)]; // every one was just found not to be null
                }

                break;
        }

        return Fault<IReadOnlyList<IReadOnlyList<int>>>(field, "a list of lists of integers") ?? [];
    }

    private static int[]? IntegerList(JsonElement array)
    {
        List<int> list = [];
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out var number))
            {
                return null;
            }

            list.Add(number);
        }

        return [.. list];
    }

    public void Fault(string field, string mustBe) => faults.Add($"{file}: '{field}' must be {mustBe}.");

    private T? Fault<T>(string field, string mustBe)
        where T : class
    {
        Fault(field, mustBe);
        return null;
    }

    private T? FaultValue<T>(string field, string mustBe)
        where T : struct
    {
        Fault(field, mustBe);
        return null;
    }
}
