using System.Text.Json;

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
            using FileStream stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream, options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document.RootElement.Clone();
            }

            faults.Add($"{name}: the file must hold a JSON object.");
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
            faults.Add($"{name} cannot be read: {exception.GetType().Name}.");
        }

        return null;
    }
}
