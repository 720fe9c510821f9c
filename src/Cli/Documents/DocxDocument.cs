using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace TransformerService.Cli.Documents;

/// <summary>
/// A document of Word (docx): the paragraphs of its text, headers, footers, footnotes and endnotes. Parts in which nothing changes are
/// copied byte for byte.
/// </summary>
internal sealed class DocxDocument : IDocument
{
    /// <summary>Most bytes of all files in it, unpacked.</summary>
    public const long MaxUnpackedBytes = 256L * 1024 * 1024;

    /// <summary>Most files in it.</summary>
    public const int MaxEntries = 10_000;

    private const string Types = "[Content_Types].xml",
        Main = "document.main+xml";

    private static readonly string[] _textTypes = [Main, "header+xml", "footer+xml", "footnotes+xml", "endnotes+xml"];

    private readonly byte[] _bytes;
    private readonly List<(string Part, XDocument Xml)> _parts = [];
    private readonly List<DocumentText> _texts = [];
    private readonly List<(DocxParagraph Paragraph, XDocument Part)> _paragraphs = [];

    private DocxDocument(byte[] bytes)
    {
        _bytes = bytes;
        using var archive = Open(bytes);
        foreach (var name in TextParts(archive))
        {
            var xml = Load(archive, name);
            _parts.Add((name, xml));
            foreach (var (index, paragraph) in DocxParagraph.Of(xml).Index())
            {
                if (paragraph.Text.HasLetter)
                {
                    _paragraphs.Add((paragraph, xml));
                    _texts.Add(new(paragraph.Text.Text, paragraph.Text.Format, $"{name}, paragraph {index + 1}"));
                }
            }
        }

        if (!_parts.Exists(part => DocxParagraph.Knows(part.Xml)))
        {
            throw new DocumentException("The text of the document is in an unknown XML namespace. Save it as docx with Word.");
        }

        // The other files are copied at the end: a damaged one is found before the server is asked.
        foreach (var entry in archive.Entries.Where(entry => !_parts.Exists(part => part.Part == entry.FullName)))
        {
            using var unpacked = entry.Open();
            Copy(unpacked, Stream.Null, entry.Length);
        }
    }

    public IReadOnlyList<DocumentText> Texts => _texts;

    /// <summary>Reads a document.</summary>
    /// <exception cref="DocumentException">It is not a docx file, or is too large.</exception>
    public static IDocument Read(Stream input)
    {
        var bytes = TextFile.ReadBytes(input, TextFile.MaxBytes);
        try
        {
            return new DocxDocument(bytes);
        }
        catch (InvalidDataException)
        {
            throw new DocumentException("The file is not a docx file, is damaged, or has a password. Save it as docx without a password.");
        }
    }

    public string? Check(int index, string translation) =>
        _paragraphs[index].Paragraph.Text.Read(translation) is null ? TranslationChecks.Lost : null;

    /// <summary>Writes the document; once, since its paragraphs then have their translations.</summary>
    public void Write(Stream output, IReadOnlyList<string?> translations)
    {
        HashSet<XDocument> changed = [];
        foreach (var (index, (paragraph, part)) in _paragraphs.Index())
        {
            if (translations[index] is { } translation && translation != paragraph.Text.Text && paragraph.Set(translation))
            {
                changed.Add(part);
            }
        }

        using var source = Open(_bytes);
        using var target = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var entry in source.Entries)
        {
            var copy = target.CreateEntry(entry.FullName);
            copy.LastWriteTime = entry.LastWriteTime;
            using var written = copy.Open();
            if (_parts.Find(part => part.Part == entry.FullName) is { Xml: { } xml } && changed.Contains(xml))
            {
                Save(xml, written);
            }
            else
            {
                using var read = entry.Open();
                Copy(read, written, entry.Length);
            }
        }
    }

    private static ZipArchive Open(byte[] bytes)
    {
        var archive = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
        if (archive.Entries.Count > MaxEntries || archive.Entries.Sum(entry => entry.Length) > MaxUnpackedBytes)
        {
            archive.Dispose();
            throw new DocumentException($"The document has more than {MaxEntries} files or {MaxUnpackedBytes} bytes in it, unpacked.");
        }

        return archive;
    }

    /// <summary>The text first, then the others in their order. A type is that of the file, otherwise that of its extension.</summary>
    private static IReadOnlyList<string> TextParts(ZipArchive archive)
    {
        var types = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var type in Load(archive, Types).Descendants())
        {
            var name = (string?)type.Attribute("PartName") ?? $".{(string?)type.Attribute("Extension")}";
            types[name] = (string?)type.Attribute("ContentType") ?? "";
        }

        (string Name, string Type)[] found =
        [
            .. archive
                .Entries.Select(entry => entry.FullName)
                .Distinct()
                .Select(name => (name, types.GetValueOrDefault($"/{name}") ?? types.GetValueOrDefault(Path.GetExtension(name)) ?? ""))
                .Where(part => Array.Exists(_textTypes, type => part.Item2.EndsWith("wordprocessingml." + type, StringComparison.Ordinal))),
        ];
        return Array.Exists(found, part => part.Type.EndsWith(Main, StringComparison.Ordinal))
            ? [.. found.OrderBy(part => part.Type.EndsWith(Main, StringComparison.Ordinal) ? 0 : 1).Select(part => part.Name)]
            : throw new DocumentException("The file has no text of Word in it. Save it as docx.");
    }

    private static XDocument Load(ZipArchive archive, string name)
    {
        var entry = archive.GetEntry(name) ?? throw new InvalidDataException();
        using var unpacked = new MemoryStream();
        using (var stream = entry.Open())
        {
            Copy(stream, unpacked, entry.Length, TextFile.MaxBytes);
        }

        XmlReader NewReader() => XmlReader.Create(new MemoryStream(unpacked.ToArray()), XmlRules.Settings);
        XmlRules.Check(NewReader);
        using var reader = NewReader();
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    /// <summary>Copies a file of the archive, which may be longer or shorter than it says.</summary>
    /// <exception cref="InvalidDataException">It is shorter, or damaged.</exception>
    private static void Copy(Stream source, Stream target, long length, long most = long.MaxValue)
    {
        var buffer = new byte[81_920];
        long copied = 0;
        while (source.Read(buffer) is > 0 and var read)
        {
            copied += read;
            if (copied > Math.Min(length, most))
            {
                throw new DocumentException($"A file in the document is longer than it says, or has more than {TextFile.MaxBytes} bytes.");
            }

            target.Write(buffer, 0, read);
        }

        if (copied < length)
        {
            throw new InvalidDataException();
        }
    }

    private static void Save(XDocument xml, Stream output)
    {
        var standalone = xml.Declaration?.Standalone is { Length: > 0 } value ? $" standalone=\"{value}\"" : "";
        output.Write(Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"{standalone}?>\r\n"));
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            NewLineHandling = NewLineHandling.Entitize,
            OmitXmlDeclaration = true,
        };
        using var writer = XmlWriter.Create(output, settings);
        xml.Save(writer);
    }
}
