using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Models;

namespace TransformerService.Api.Json;

/// <summary><c>variant</c>: "student" or "teacher".</summary>
internal sealed class VariantConverter : JsonConverter<VariantRole>
{
    private const string Student = "student";
    private const string Teacher = "teacher";

    public override VariantRole Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (reader.TokenType == JsonTokenType.String ? JsonText.Read(ref reader) : null) switch
        {
            Student => VariantRole.Student,
            Teacher => VariantRole.Teacher,
            _ => throw new BodyValueException($"\"{Student}\" or \"{Teacher}\""),
        };

    public override void Write(Utf8JsonWriter writer, VariantRole value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value == VariantRole.Student ? Student : Teacher);
}
