using System.Text.Json;
using System.Text.Unicode;

namespace TransformerService.Models.Repository;

/// <summary>Reads JSON files whose root is an object; what is wrong becomes a fault that names the file.</summary>
internal static class JsonFile
{
    /// <summary>The root object, or <see langword="null"/> with a fault.</summary>
    public static JsonElement? Read(string path, JsonDocumentOptions options, List<string> faults)
    {
        string name = Path.GetFileName(path);
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (!Utf8.IsValid(bytes))
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
                faults.Add($"{name}: a string in it holds half a surrogate pair (\\ud800 to \\udfff), which is no text.");
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
            faults.Add($"{name} is not readable JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add(Directory.Exists(path) ? $"{name} is a folder, but must be a file." : $"{name} cannot be read: {exception.Message}");
        }

        return null;
    }

    /// <summary>Whether every name and string can be read as text: the parser takes escapes of lone surrogates, reading them throws.</summary>
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
