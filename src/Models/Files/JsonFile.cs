using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TransformerService.Models.Files;

/// <summary>Reads JSON files whose root is an object; every error becomes a fault that names the file.</summary>
internal static class JsonFile
{
    /// <summary>Returns the root object, whose faults are added to <paramref name="faults"/> too, or <see langword="null"/> with a fault.</summary>
    public static JsonSection? Read(string path, JsonDocumentOptions options, List<string> faults)
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
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                faults.Add($"{name}: the file must hold a JSON object.");
            }
            else if (!HoldsText(document.RootElement))
            {
                faults.Add($"{name}: a string in it holds half a surrogate pair (\\ud800 to \\udfff), which is not valid text.");
            }
            else
            {
                return JsonSection.Collecting(document.RootElement.Clone(), name, faults);
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
