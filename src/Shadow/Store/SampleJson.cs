using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Shadow.Records;

namespace TransformerService.Shadow.Store;

/// <summary>The JSON form of a sample in the store.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(KeptSample))]
internal sealed partial class SampleJson : JsonSerializerContext
{
    public static string Write(KeptSample sample) => JsonSerializer.Serialize(sample, Default.KeptSample);

    /// <exception cref="FormatException">The text is not a sample.</exception>
    public static KeptSample Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.KeptSample) ?? throw new FormatException("A stored sample is null.");
        }
        catch (JsonException exception)
        {
            throw new FormatException("A stored sample cannot be read.", exception);
        }
    }
}
