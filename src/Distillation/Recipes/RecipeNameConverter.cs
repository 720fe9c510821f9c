using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransformerService.Distillation.Recipes;

/// <summary>Reads a recipe field with a fixed set of names, and lists the names if the file has a different one.</summary>
internal sealed class RecipeNameConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter?)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert));

    private sealed class Of<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly (string Name, T Value)[] Names =
        [
            .. Enum.GetValues<T>().Select(value => (JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), value)),
        ];

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var given = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            foreach ((var name, var value) in Names)
            {
                if (string.Equals(name, given, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }

            throw new RecipeNameException([.. Names.Select(entry => entry.Name)]);
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
    }
}

/// <summary>A field has an unknown name. The serializer adds the field's <see cref="JsonException.Path"/>.</summary>
/// <param name="names">The allowed names, two or more.</param>
internal sealed class RecipeNameException(IReadOnlyList<string> names) : JsonException($"The value must be {List(names)}.")
{
    /// <summary>The fault, with the field's place in the file.</summary>
    public string Fault => $"'{Path?.TrimStart('$', '.')}' must be {List(names)}.";

    private static string List(IReadOnlyList<string> names) => $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";
}
