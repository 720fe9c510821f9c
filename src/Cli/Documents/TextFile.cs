using System.Text;
using System.Text.RegularExpressions;

namespace TransformerService.Cli.Documents;

/// <summary>A file of text in memory, written again in the encoding that it has.</summary>
internal sealed partial class TextFile
{
    /// <summary>Most bytes of a file.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private static readonly (byte[] Mark, Encoding Encoding)[] _marks =
    [
        ([0xEF, 0xBB, 0xBF], new UTF8Encoding(false, throwOnInvalidBytes: true)),
        ([0xFF, 0xFE], new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true)),
        ([0xFE, 0xFF], new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true)),
    ];

    private readonly Encoding _encoding;
    private readonly byte[] _mark;
    private int[]? _lines;

    private TextFile(string text, Encoding encoding, byte[] mark) => (Text, _encoding, _mark) = (text, encoding, mark);

    /// <summary>What is in it, without the byte order mark.</summary>
    public string Text { get; }

    /// <summary>The first line break in it, otherwise a line feed.</summary>
    public string NewLine =>
        Text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var at
            ? Text[at] == '\n'
                ? "\n"
                : at + 1 < Text.Length && Text[at + 1] == '\n'
                    ? "\r\n"
                    : "\r"
            : "\n";

    /// <summary>Reads a file in UTF-8 or, with a byte order mark, UTF-16; XML also in the encoding that it declares.</summary>
    /// <exception cref="DocumentException">It is too large, or not in its encoding.</exception>
    public static TextFile Read(Stream input)
    {
        var bytes = ReadBytes(input, MaxBytes);
        var (mark, encoding) = Array.Find(_marks, known => bytes.AsSpan().StartsWith(known.Mark));
        mark ??= [];
        encoding ??= DeclaredIn(bytes) ?? _marks[0].Encoding;
        string text;
        try
        {
            text = encoding.GetString(bytes, mark.Length, bytes.Length - mark.Length);
        }
        catch (DecoderFallbackException)
        {
            throw new DocumentException($"The file is not valid {encoding.WebName}. Save it as UTF-8.");
        }

        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new DocumentException("The file is not a text in UTF-8, or in UTF-16 with a byte order mark. Save it as UTF-8.")
            : new TextFile(text, encoding, mark);
    }

    /// <summary>Reads at most so many bytes.</summary>
    /// <exception cref="DocumentException">There are more.</exception>
    public static byte[] ReadBytes(Stream input, int most)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81_920];
        while (input.Read(buffer) is > 0 and var read)
        {
            if (bytes.Length + read > most)
            {
                throw new DocumentException($"The file has more than {most} bytes. Divide it into smaller files.");
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    /// <summary>Writes another text in the encoding of the file.</summary>
    public void Write(Stream output, string text)
    {
        output.Write(_mark);
        output.Write(_encoding.GetBytes(_marks.Any(known => known.Encoding == _encoding) ? WholePairs(text) : WithReferences(text)));
    }

    /// <summary>The line that a place is in, from 1.</summary>
    public string LineOf(int at)
    {
        _lines ??= [.. TextLines.Of(Text, 0, Text.Length).Select(line => line.Start)];
        var found = Array.BinarySearch(_lines, at);
        return $"line {(found < 0 ? ~found : found + 1)}";
    }

    private static Encoding? DeclaredIn(byte[] bytes)
    {
        var start = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 200));
        if (XmlDeclaration().Match(start) is not { Success: true } declared)
        {
            return null;
        }

        var name = declared.Groups[1].Value;
        try
        {
            return name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) ? null
                : (CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name)) is var found
                && found.IsSingleByte
                && found.Clone() is Encoding copy
                    ? Strict(copy)
                : throw new DocumentException(
                    "The file declares another encoding than UTF-8 or one of a byte for each character. Save it as UTF-8, and declare that."
                );
        }
        catch (ArgumentException)
        {
            throw new DocumentException("The file declares an unknown encoding. Save it as UTF-8, and declare that.");
        }
    }

    private static Encoding Strict(Encoding encoding)
    {
        encoding.DecoderFallback = DecoderFallback.ExceptionFallback;
        encoding.EncoderFallback = EncoderFallback.ExceptionFallback;
        return encoding;
    }

    /// <summary>A half of a surrogate pair cannot be encoded.</summary>
    private static string WholePairs(string text) => string.Concat(text.EnumerateRunes());

    /// <summary>Only XML has other encodings, and what they lack can only be in text: it is written as references.</summary>
    private string WithReferences(string text)
    {
        var known = new Dictionary<Rune, bool>();
        var written = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!known.TryGetValue(rune, out var fits))
            {
                known[rune] = fits = Fits(rune);
            }

            written.Append(fits ? rune.ToString() : $"&#{rune.Value};");
        }

        return written.ToString();
    }

    private bool Fits(Rune rune)
    {
        try
        {
            return rune.IsAscii || _encoding.GetByteCount(rune.ToString()) > 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    [GeneratedRegex("""^<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")]
    private static partial Regex XmlDeclaration();
}
