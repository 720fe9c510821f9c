using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using TransformerService.Cli.Documents;

namespace TransformerService.Api.Tests.Cli.Documents;

/// <summary>Reads documents from memory, and writes them with translations.</summary>
internal static partial class Opened
{
    public static IDocument Of(string name, string content, DocumentOptions? options = null) =>
        Of(name, Encoding.UTF8.GetBytes(content), options);

    public static IDocument Of(string name, byte[] content, DocumentOptions? options = null) =>
        DocumentFormats.Open(name, new MemoryStream(content), options);

    /// <summary>The texts as they are sent.</summary>
    public static string[] Sent(this IDocument document) => [.. document.Texts.Select(text => text.Text)];

    public static byte[] Bytes(this IDocument document, Func<string, string?> translate)
    {
        using var output = new MemoryStream();
        document.Write(output, [.. document.Texts.Select(text => translate(text.Text))]);
        return output.ToArray();
    }

    public static string Written(this IDocument document, Func<string, string?> translate) =>
        Encoding.UTF8.GetString(document.Bytes(translate));

    /// <summary>Upper case outside of tags, placeholders and references.</summary>
    public static string Upper(string text)
    {
        var written = new StringBuilder();
        var at = 0;
        foreach (Match kept in Kept().Matches(text))
        {
            written.Append(text[at..kept.Index].ToUpperInvariant()).Append(kept.Value);
            at = kept.Index + kept.Length;
        }

        return written.Append(text[at..].ToUpperInvariant()).ToString();
    }

    /// <summary>A file is refused, and the message says why.</summary>
    public static string Refused(string name, byte[] content) => Should.Throw<DocumentException>(() => Of(name, content)).Message;

    public static string Refused(string name, string content) => Refused(name, Encoding.UTF8.GetBytes(content));

    [GeneratedRegex("<code[^>]*>[^<]*</code>|<[^>]*>|\\{[^}]*\\}|&[a-z]+;|%[a-z]")]
    private static partial Regex Kept();
}
