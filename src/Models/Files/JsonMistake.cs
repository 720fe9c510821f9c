using System.Text;
using System.Text.Json;

namespace TransformerService.Models.Files;

/// <summary>Describes what is wrong with a file that is not valid JSON: the position, and for known mistakes what to change.</summary>
public static class JsonMistake
{
    /// <summary>Literals that Python's json module writes, but JSON does not have.</summary>
    private static readonly string[] PythonNumbers = ["NaN", "-Infinity", "Infinity"];

    /// <summary>Returns a clause to put after a colon, without a full stop.</summary>
    /// <param name="json">The file.</param>
    /// <param name="exception">The parser's exception.</param>
    public static string Describe(ReadOnlySpan<byte> json, JsonException exception)
    {
        long line = exception.LineNumber ?? 0,
            place = exception.BytePositionInLine ?? 0;
        var where = $"line {line + 1}, byte {place + 1}";
        var text = json.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return "it is empty";
        }

        if (text[0] == '<')
        {
            return "it is a web page, not the file itself; download it again";
        }

        if (text[0] == '\'' || (text[0] == '"' && text[1..].TrimStart(" \t"u8) is [(byte)'{', ..]))
        {
            return $"it begins with a quotation mark ({(char)text[0]}): cmd.exe keeps the quotes of echo '{{…}}'; write the file without them";
        }

        foreach (var number in PythonNumbers)
        {
            if (StartsNear(json, line, place, number))
            {
                return $"{where}: Python wrote {number}, which JSON does not have; write a number or null";
            }
        }

        return where;
    }

    /// <summary>Whether a word is at the position where the parser stopped, which may be after the word's sign.</summary>
    private static bool StartsNear(ReadOnlySpan<byte> json, long line, long place, string word)
    {
        for (; line > 0; line--)
        {
            json = json[(json.IndexOf((byte)'\n') + 1)..];
        }

        var bytes = Encoding.UTF8.GetBytes(word);
        var start = (int)Math.Min(place, json.Length);
        return json[start..].StartsWith(bytes) || (word[0] == '-' && start > 0 && json[(start - 1)..].StartsWith(bytes));
    }
}
