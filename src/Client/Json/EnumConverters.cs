using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransformerService.Client.Json;

/// <summary>An enum by its names in camelCase.</summary>
internal sealed class CamelCaseConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary><c>earlyStopping</c>, with Hugging Face's values: true, false or "never".</summary>
internal sealed class EarlyStoppingConverter : JsonConverter<EarlyStopping>
{
    public override EarlyStopping Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.True => EarlyStopping.Always,
            JsonTokenType.False => EarlyStopping.Heuristic,
            JsonTokenType.String when reader.ValueTextEquals("never") => EarlyStopping.Never,
            _ => throw new JsonException("It must be true, false or \"never\"."),
        };

    public override void Write(Utf8JsonWriter writer, EarlyStopping value, JsonSerializerOptions options)
    {
        if (value == EarlyStopping.Never)
        {
            writer.WriteStringValue("never");
        }
        else
        {
            writer.WriteBooleanValue(value == EarlyStopping.Always);
        }
    }
}

/// <summary><c>task</c>: transformers' name, such as "text-classification".</summary>
internal sealed class ModelTaskConverter : JsonConverter<ModelTask>
{
    private static readonly Dictionary<string, ModelTask> Tasks = new(StringComparer.Ordinal)
    {
        ["translation"] = ModelTask.Translation,
        ["text-classification"] = ModelTask.TextClassification,
        ["token-classification"] = ModelTask.TokenClassification,
        ["feature-extraction"] = ModelTask.FeatureExtraction,
        ["text-ranking"] = ModelTask.TextRanking,
        ["text2text-generation"] = ModelTask.Text2Text,
    };

    public override ModelTask Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Tasks.TryGetValue(reader.GetString() ?? "", out var task)
            ? task
            : throw new JsonException("It must be the name of a task.");

    public override void Write(Utf8JsonWriter writer, ModelTask value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Tasks.First(task => task.Value == value).Key);
}
