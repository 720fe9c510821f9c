using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TransformerService.Api.Contracts;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Errors;

namespace TransformerService.Api.Json;

/// <summary>A field that is an array of token ids or an array of such arrays.</summary>
internal sealed class IdsOrListsConverter : JsonConverter<IdsOrLists>
{
    public override IdsOrLists Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new BodyValueException(IdsOrLists.Expected);
        }

        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return new IdsOrLists([ReadIds(ref reader, "")]);
        }

        var lists = new List<IReadOnlyList<int>>();
        do
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"[{lists.Count}]");
            if (lists.Count == InferenceOptions.LargestMaxTextsPerRequest)
            {
                throw new InferenceException(
                    InferenceError.InputTooLarge,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"An array of the body holds more than {InferenceOptions.LargestMaxTextsPerRequest} arrays; send them in several requests."
                    )
                );
            }

            if (reader.TokenType != JsonTokenType.StartArray)
            {
                throw new BodyValueException("an array of token ids", place);
            }

            reader.Read();
            lists.Add(ReadIds(ref reader, place));
        } while (reader.Read() && reader.TokenType != JsonTokenType.EndArray);

        return new IdsOrLists(lists);
    }

    public override void Write(Utf8JsonWriter writer, IdsOrLists value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var list in value.Values)
        {
            writer.WriteStartArray();
            foreach (var id in list)
            {
                writer.WriteNumberValue(id);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    /// <summary>Reads from the first element on, or the end of an empty array.</summary>
    private static List<int> ReadIds(ref Utf8JsonReader reader, string place)
    {
        var ids = new List<int>();
        for (; reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            ids.Add(
                reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var id)
                    ? id
                    : throw new BodyValueException("a token id", string.Create(CultureInfo.InvariantCulture, $"{place}[{ids.Count}]"))
            );
        }

        return ids;
    }
}
