using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Models.Files;

namespace TransformerService.Models.SelfChecks;

/// <summary>Reads and writes <see cref="SelfCheckFile"/>.</summary>
public static class SelfCheckJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads the file in an export's folder; <see langword="null"/> if there is none.</summary>
    /// <exception cref="InvalidDataException">It is malformed; the message says what to change.</exception>
    public static SelfCheckFile? Read(string folder)
    {
        var path = Path.Combine(folder, SelfCheckFile.Name);
        if (!File.Exists(path))
        {
            return null;
        }

        if (GitLfs.FaultOf(path) is { } pointer)
        {
            throw new InvalidDataException(pointer);
        }

        try
        {
            var file = JsonSerializer.Deserialize<SelfCheckFile>(JsonFile.WithoutMark(File.ReadAllBytes(path)).Span, Options);
            return
                file
                    is {
                        Samples.Count: >= 1 and <= SelfCheckFile.MaxSamples,
                        Tolerance: >= 0,
                        Margin: >= 0,
                        MaxDrift: >= 0,
                        MayDiffer: >= 0
                    }
                && !file.Samples.Contains(null!) // the serializer does not check a list's items for null
                ? file
                : throw new InvalidDataException(
                    $"{SelfCheckFile.Name} must have 1 to {SelfCheckFile.MaxSamples} samples, and tolerance, margin, maxDrift and mayDiffer from 0 on."
                );
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            throw new InvalidDataException(
                $"{SelfCheckFile.Name} is invalid: {(exception as JsonException)?.Path ?? "$"} is not as docs/versions.md describes it; create it again, or remove it.",
                exception
            );
        }
    }

    /// <summary>Returns the hash, in hex, of the file in an export's folder; <see langword="null"/> if there is none.</summary>
    public static string? HashOf(string folder)
    {
        var path = Path.Combine(folder, SelfCheckFile.Name);
        return File.Exists(path) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) : null;
    }

    /// <summary>Writes the file into an export's folder.</summary>
    public static void Write(string folder, SelfCheckFile file) =>
        File.WriteAllText(Path.Combine(folder, SelfCheckFile.Name), JsonSerializer.Serialize(file, Options) + "\n");
}
