using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Store;

/// <summary>How a sample lies in the store.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Disagreement))]
internal sealed partial class SampleJson : JsonSerializerContext
{
    public static string Write(Disagreement sample) => JsonSerializer.Serialize(sample, Default.Disagreement);

    /// <exception cref="FormatException">The text is no sample.</exception>
    public static Disagreement Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.Disagreement) ?? throw new FormatException("A stored sample is null.");
        }
        catch (JsonException exception)
        {
            throw new FormatException("A stored sample cannot be read.", exception);
        }
    }
}
