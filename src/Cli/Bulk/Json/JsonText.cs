using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TransformerService.Cli.Bulk.Json;

/// <summary>Writes parts of JSON lines.</summary>
internal static class JsonText
{
    /// <summary>A text as a JSON string. A line is never part of an HTML page: characters such as é stay as they are.</summary>
    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    /// <summary>The value of a field, the last one of several; null if there is none.</summary>
    public static JsonElement? Find(JsonElement line, string field)
    {
        JsonElement? found = null;
        foreach (var property in line.EnumerateObject().Where(property => IsNamed(property, field)))
        {
            found = property.Value;
        }

        return found;
    }

    /// <summary>
    /// An object with one more field, whose value replaces that of an equal name. The other fields stay as they were written.
    /// </summary>
    public static string With(JsonElement line, string raw, string field, string value)
    {
        var written = raw.AsSpan().TrimEnd();
        if (Find(line, field) is null)
        {
            var separator = line.EnumerateObject().Any() ? "," : "";
            return $"{written[..^1]}{separator}{Quote(field)}:{value}}}";
        }

        var text = new StringBuilder("{");
        foreach (var property in line.EnumerateObject().Where(property => !IsNamed(property, field)))
        {
            var name = Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property)); // as it is escaped there
            text.Append('"').Append(name).Append("\":").Append(property.Value.GetRawText()).Append(',');
        }

        return text.Append(Quote(field)).Append(':').Append(value).Append('}').ToString();
    }

    private static bool IsNamed(JsonProperty property, string name)
    {
        try
        {
            return property.NameEquals(name);
        }
        catch (InvalidOperationException) // half of a surrogate pair, which no name of an option has
        {
            return false;
        }
    }
}
