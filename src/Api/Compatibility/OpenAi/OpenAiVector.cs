using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TransformerService.Api.Compatibility.OpenAi;

/// <summary>A vector as it is written.</summary>
/// <param name="Values">Its numbers.</param>
/// <param name="IsBase64">Whether they are written as little-endian float32 in Base64, as clients ask for.</param>
internal sealed record OpenAiVector(float[] Values, bool IsBase64);

/// <summary>Writes a vector as an array of numbers or in Base64.</summary>
internal sealed class OpenAiVectorConverter : JsonConverter<OpenAiVector>
{
    public override OpenAiVector Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Vectors are only written.");

    public override void Write(Utf8JsonWriter writer, OpenAiVector value, JsonSerializerOptions options)
    {
        if (value.IsBase64)
        {
            writer.WriteBase64StringValue(Bytes(value.Values));
            return;
        }

        writer.WriteStartArray();
        foreach (var number in value.Values)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }

    private static ReadOnlySpan<byte> Bytes(float[] values)
    {
        if (BitConverter.IsLittleEndian)
        {
            return MemoryMarshal.AsBytes(values.AsSpan());
        }

        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return bytes;
    }
}
