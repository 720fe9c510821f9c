using System.IO.Compression;
using System.Text;

namespace TransformerService.Api.Tests.Cli.Documents;

/// <summary>Makes and reads docx files.</summary>
internal static class Docx
{
    private const string Types = """
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/><Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/></Types>
        """;

    private const string Start =
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n<w:{0} xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" mc:Ignorable=\"\">{1}</w:{0}>";

    /// <summary>A file with this content in its body.</summary>
    public static byte[] With(string body) =>
        Of(
            ("[Content_Types].xml", Types),
            ("word/document.xml", Part("document", $"<w:body>{body}</w:body>")),
            ("word/header1.xml", Part("hdr", Paragraph("A header"))),
            ("word/footnotes.xml", Part("footnotes", $"<w:footnote w:id=\"2\">{Paragraph("A note")}</w:footnote>")),
            ("word/comments.xml", Part("comments", Paragraph("A comment"))),
            ("word/media/image.bin", "\u0001\u0002")
        );

    public static byte[] Of(params (string Name, string Content)[] entries)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return file.ToArray();
    }

    public static string Part(string root, string content) =>
        Start.Replace("{0}", root, StringComparison.Ordinal).Replace("{1}", content, StringComparison.Ordinal);

    public static string Paragraph(params string[] texts) =>
        $"<w:p>{string.Concat(texts.Select(text => $"<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>"))}</w:p>";

    /// <summary>A run with formatting, such as <c>b</c> for bold.</summary>
    public static string Run(string formatting, string content) => $"<w:r><w:rPr><w:{formatting}/></w:rPr>{content}</w:r>";

    /// <summary>The files by their names, in order.</summary>
    public static IReadOnlyList<(string Name, string Content)> Parts(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        return
        [
            .. archive.Entries.Select(entry =>
            {
                using var reader = new StreamReader(entry.Open(), Encoding.UTF8);
                return (entry.FullName, reader.ReadToEnd());
            }),
        ];
    }

    public static string Body(byte[] file) => Parts(file).Single(part => part.Name == "word/document.xml").Content;
}
