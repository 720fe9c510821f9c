using System.Text.Json;

namespace TransformerService.Models.Files;

/// <summary>Receives a value that is not what it must be: adds a fault to a list, or throws.</summary>
/// <param name="field">The field with its path, e.g. <c>shadow.margin</c>.</param>
/// <param name="mustBe">What it must be, e.g. "an integer".</param>
public delegate void JsonFault(string field, string mustBe);

/// <summary>
/// Typed reads from one object of a JSON file. A field that is absent or null reads as <see langword="null"/>; so does one of the wrong
/// type or out of range, which is a fault too.
/// </summary>
public sealed class JsonSection
{
    private const int MostWarnings = 20;
    private readonly JsonFault _report;
    private readonly JsonSection? _beneath;

    /// <param name="json">The object.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="report">Receives every fault.</param>
    public JsonSection(JsonElement json, string file, JsonFault report)
        : this(json, file, report, "", null) { }

    private JsonSection(JsonElement json, string file, JsonFault report, string path, JsonSection? beneath) =>
        (Json, File, _report, Path, _beneath) = (json, file, report, path, beneath);

    /// <summary>The object itself.</summary>
    public JsonElement Json { get; }

    /// <summary>The file's name.</summary>
    public string File { get; }

    /// <summary>Where the object is in the file, e.g. <c>normalizer.normalizers[2]</c>; empty for the root.</summary>
    public string Path { get; }

    /// <summary>The fields that are present and not null.</summary>
    public IEnumerable<string> Names =>
        Json.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null).Select(property => property.Name);

    /// <summary>A section whose faults are added to a list, each with the file and the field.</summary>
    public static JsonSection Collecting(JsonElement json, string file, List<string> faults) =>
        new(json, file, (field, mustBe) => faults.Add($"{file}: '{field}' must be {mustBe}."));

    /// <summary>Returns this section's fields, and those of <paramref name="other"/> that it lacks.</summary>
    public JsonSection Over(JsonSection other) => new(Json, File, _report, Path, other);

    /// <summary>Returns a section at the same place with another object.</summary>
    public JsonSection With(JsonElement json) => new(json, File, _report, Path, _beneath);

    /// <summary>A field's path in the file.</summary>
    public string PathOf(string field) => Path.Length == 0 ? field : $"{Path}.{field}";

    /// <summary>Whether the field is present and not null.</summary>
    public bool Has(string field) => Value(field) is not null;

    /// <summary>The value, of any type.</summary>
    public JsonElement? Value(string field) => Own(field) ?? _beneath?.Value(field);

    /// <summary>A string.</summary>
    public string? Text(string field) => Read(field, "a string", AsText);

    /// <summary>A string of a certain form.</summary>
    /// <param name="field">The field.</param>
    /// <param name="isFine">Whether a string has the form.</param>
    /// <param name="mustBe">What the field must be.</param>
    public string? Text(string field, Func<string, bool> isFine, string mustBe) =>
        Read(field, mustBe, value => AsText(value) is { } text && isFine(text) ? text : null);

    /// <summary>True or false.</summary>
    public bool? Flag(string field) =>
        Read<bool>(
            field,
            "true or false",
            value =>
                value.ValueKind switch
                {
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    _ => null,
                }
        );

    /// <summary>An integer of 32 bits.</summary>
    public int? Integer(string field) => Read(field, "an integer", AsInteger);

    /// <summary>A number of any size.</summary>
    public double? Number(string field) =>
        Read<double>(field, "a number", value => value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null);

    /// <summary>A number within a range.</summary>
    public double? Number(string field, NumberRange range) =>
        Read<double>(
            field,
            $"a number {range}",
            value => value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && range.Contains(number) ? number : null
        );

    /// <summary>An object.</summary>
    /// <param name="field">The field.</param>
    /// <param name="mustBe">What the field must be.</param>
    public JsonSection? Section(string field, string mustBe = "an object") =>
        Read(field, mustBe, value => value.ValueKind == JsonValueKind.Object ? Owner(field).Child(value, field) : null);

    /// <summary>A list of any values.</summary>
    public IReadOnlyList<JsonElement>? List(string field) =>
        Read<JsonElement[]>(field, "a list", value => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : null);

    /// <summary>A list of objects, each made when it is enumerated.</summary>
    public IEnumerable<JsonSection>? Sections(string field) =>
        Read(
            field,
            "a list of objects",
            value =>
                value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object)
                    ? value.EnumerateArray().Select((item, index) => Owner(field).Child(item, $"{field}[{index}]"))
                    : null
        );

    /// <summary>A list of integers; a single integer without a list is accepted too. Empty if there is none.</summary>
    public IReadOnlyList<int> Integers(string field) =>
        Read<int[]>(field, "an integer or a list of integers", value => AsInteger(value) is { } number ? [number] : AsIntegers(value))
        ?? [];

    /// <summary>A list of lists of integers, none of them empty. Empty if there is none.</summary>
    public IReadOnlyList<IReadOnlyList<int>> IntegerLists(string field) =>
        Read<int[][]>(
            field,
            "a list of lists of integers",
            value =>
            {
                if (value.ValueKind != JsonValueKind.Array)
                {
                    return null;
                }

                int[][] lists = [.. value.EnumerateArray().Select(AsIntegers).OfType<int[]>().Where(list => list.Length > 0)];
                return lists.Length == value.GetArrayLength() ? lists : null;
            }
        ) ?? [];

    /// <summary>Reports a fault of a field, wherever the field is from.</summary>
    public void Fault(string field, string mustBe)
    {
        var owner = Owner(field);
        owner._report(owner.PathOf(field), mustBe);
    }

    /// <summary>The names of the fields that are not among the known ones.</summary>
    public IEnumerable<string> Unknown(IReadOnlyCollection<string> known) =>
        Json.EnumerateObject().Select(property => property.Name).Where(name => !known.Contains(name));

    /// <summary>Adds a warning for each field that is not known, and so is ignored; 20 at most.</summary>
    public void WarnOfUnknown(IReadOnlyCollection<string> known, List<string> warnings) =>
        warnings.AddRange(
            Unknown(known)
                .Take(MostWarnings)
                .Select(name => $"{File}: the field '{PathOf(name)}' is not known and was ignored; known are {string.Join(", ", known)}.")
        );

    private T? Read<T>(string field, string mustBe, Func<JsonElement, T?> read)
        where T : class
    {
        if (Value(field) is not { } value)
        {
            return null;
        }

        var result = read(value);
        if (result is null)
        {
            Fault(field, mustBe);
        }

        return result;
    }

    private T? Read<T>(string field, string mustBe, Func<JsonElement, T?> read)
        where T : struct
    {
        if (Value(field) is not { } value)
        {
            return null;
        }

        var result = read(value);
        if (result is null)
        {
            Fault(field, mustBe);
        }

        return result;
    }

    private JsonSection Child(JsonElement json, string field) => new(json, File, _report, PathOf(field), null);

    /// <summary>The section that the field is from; of a field that no section has, the lowest one.</summary>
    private JsonSection Owner(string field) => _beneath is not null && Own(field) is null ? _beneath.Owner(field) : this;

    private JsonElement? Own(string field) =>
        Json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? AsText(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? AsInteger(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static int[]? AsIntegers(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        int?[] items = [.. value.EnumerateArray().Select(AsInteger)];
        return Array.TrueForAll(items, item => item is not null) ? [.. items.OfType<int>()] : null;
    }
}
