using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TransformerService.Models.Files;

/// <summary>Reads JSON files; every error becomes a fault that names the file.</summary>
internal static class JsonFile
{
    /// <summary>Returns the root object, whose faults are added to <paramref name="faults"/> too, or <see langword="null"/> with a fault.</summary>
    public static JsonSection? Read(string path, JsonDocumentOptions options, List<string> faults) =>
        Root(path, options, JsonValueKind.Object, "a JSON object", faults) is { } root
            ? JsonSection.Collecting(root, Path.GetFileName(path), faults)
            : null;

    /// <summary>As <see cref="Read"/>, for a file that may be missing: then there is nothing to report.</summary>
    public static JsonSection? ReadOptional(string path, List<string> faults) => File.Exists(path) ? Read(path, default, faults) : null;

    /// <summary>Returns the objects of a file whose root is a list of objects, or <see langword="null"/> with a fault.</summary>
    public static IReadOnlyList<JsonSection>? ReadList(string path, List<string> faults)
    {
        var name = Path.GetFileName(path);
        if (Root(path, default, JsonValueKind.Array, "a JSON list", faults) is not { } root)
        {
            return null;
        }

        if (root.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object))
        {
            return [.. root.EnumerateArray().Select(item => JsonSection.Collecting(item, name, faults))];
        }

        faults.Add($"{name}: the list must hold JSON objects.");
        return null;
    }

    private static JsonElement? Root(string path, JsonDocumentOptions options, JsonValueKind kind, string mustHold, List<string> faults)
    {
        var name = Path.GetFileName(path);
        ReadOnlyMemory<byte> bytes = default;
        try
        {
            if (GitLfs.FaultOf(path) is { } pointer)
            {
                faults.Add(pointer);
                return null;
            }

            bytes = WithoutMark(File.ReadAllBytes(path));
            if (!Utf8.IsValid(bytes.Span))
            {
                faults.Add($"{name} is not UTF-8; save it as UTF-8.");
                return null;
            }

            using var document = JsonDocument.Parse(bytes, options);
            if (document.RootElement.ValueKind != kind)
            {
                faults.Add($"{name}: the file must hold {mustHold}.");
            }
            else if (!HoldsText(document.RootElement))
            {
                faults.Add($"{name}: a string in it holds half a surrogate pair (\\ud800 to \\udfff), which is not valid text.");
            }
            else
            {
                return document.RootElement.Clone();
            }
        }
        catch (FileNotFoundException)
        {
            faults.Add($"{name} is missing.");
        }
        catch (JsonException exception)
        {
            faults.Add($"{name} is not readable JSON: {JsonMistake.Describe(bytes.Span, exception)}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add(Directory.Exists(path) ? $"{name} is a folder, but must be a file." : $"{name} cannot be read: {exception.Message}");
        }

        return null;
    }

    /// <summary>The file's bytes without the byte-order mark that Notepad and PowerShell write.</summary>
    internal static ReadOnlyMemory<byte> WithoutMark(byte[] bytes) =>
        bytes.AsMemory(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0);

    /// <summary>
    /// Whether every name and string is valid text: the parser accepts escapes of lone surrogates, but reading them throws.
    /// </summary>
    private static bool HoldsText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.Object => element.EnumerateObject().All(property => property.Name is not null && HoldsText(property.Value)),
                JsonValueKind.Array => element.EnumerateArray().All(HoldsText),
                JsonValueKind.String => element.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
