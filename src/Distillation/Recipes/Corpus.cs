using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransformerService.Distillation.Recipes;

/// <summary>A file of pairs and how it is used; in a recipe either the file's name, or an object.</summary>
/// <param name="File">The file's name in the data folder.</param>
[JsonConverter(typeof(CorpusConverter))]
public sealed record Corpus([property: MinLength(1)] string File)
{
    /// <summary>Weight of its pairs in the loss, for corpora that are less or more reliable; 0.001 to 1,000. Default 1.</summary>
    [Range(0.001, 1_000.0)]
    public float Weight { get; init; } = 1;

    /// <summary>
    /// Share of it that an epoch takes, 0.001 to 100. Each epoch takes a different part, chosen by a hash of the source; above 1, pairs are
    /// taken
    /// more than once. Default 1.
    /// </summary>
    [Range(0.001, 100.0)]
    public double Share { get; init; } = 1;

    /// <summary>Converts a file's name to a corpus that is used with the defaults.</summary>
    public static implicit operator Corpus(string file) => new(file);

    private sealed class CorpusConverter : JsonConverter<Corpus>
    {
        public override bool HandleNull => true;

        public override Corpus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                return new Corpus(reader.GetString() ?? "");
            }

            var fields = reader.TokenType == JsonTokenType.StartObject ? JsonSerializer.Deserialize<Fields>(ref reader, options) : null;
            return fields is null
                ? throw new RecipeNameException(["a file's name", "an object with file, share and weight"])
                : new Corpus(fields.File) { Weight = fields.Weight, Share = fields.Share };
        }

        public override void Write(Utf8JsonWriter writer, Corpus value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(
                writer,
                new Fields
                {
                    File = value.File,
                    Weight = value.Weight,
                    Share = value.Share,
                },
                options
            );
    }

    private sealed record Fields
    {
        public required string File { get; init; }

        public float Weight { get; init; } = 1;

        public double Share { get; init; } = 1;
    }
}
