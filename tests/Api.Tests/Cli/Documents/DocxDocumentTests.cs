using System.Buffers.Binary;
using System.IO.Compression;
using Shouldly;
using TransformerService.Cli.Documents;
using Xunit;

namespace TransformerService.Api.Tests.Cli.Documents;

/// <summary>Documents of Word: runs are tags, parts without changes stay byte for byte, and hostile archives are refused.</summary>
public sealed class DocxDocumentTests
{
    private static readonly string _body =
        Docx.Paragraph("Two dogs ", "are here.")
        + $"<w:p><w:pPr><w:jc w:val=\"both\"/></w:pPr>{Docx.Run("b", "<w:t>A man</w:t>")}<w:r><w:t xml:space=\"preserve\"> is &amp; </w:t></w:r>"
        + "<w:hyperlink w:anchor=\"a\"><w:r><w:t>sitting</w:t></w:r></w:hyperlink><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:t>.</w:t></w:r></w:p>"
        + $"<w:tbl><w:tr><w:tc>{Docx.Paragraph("Cell")}</w:tc></w:tr></w:tbl>"
        + "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r><w:r><w:t>Field</w:t></w:r></w:p>"
        + $"{Docx.Paragraph("In field")}<w:p><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>"
        + "<w:p><w:ins w:id=\"1\"><w:r><w:t>Inserted</w:t></w:r></w:ins><w:del w:id=\"2\"><w:r><w:delText>Deleted</w:delText></w:r></w:del></w:p>"
        + $"<w:p><w:r><w:t>Outside</w:t></w:r><w:r><w:pict><w:txbxContent>{Docx.Paragraph("In a box")}</w:txbxContent></w:pict></w:r></w:p>"
        + "<w:p><w:r><w:t>Line</w:t><w:br/><w:t>break</w:t></w:r></w:p>"
        + Docx.Paragraph("12");

    [Fact]
    public void Texts_Document_AreItsParagraphs()
    {
        var document = Opened.Of("a.docx", Docx.With(_body));

        document
            .Sent()
            .ShouldBe([
                "Two dogs are here.",
                "A man<x id=\"1\"> is &amp; <x id=\"3\">sitting<x id=\"5\"><x id=\"6\">.",
                "Cell",
                "Outside",
                "In a box",
                "Line<br id=\"1\">break",
                "A header",
                "A note",
            ]);
        document.Texts[6].Place.ShouldBe("word/header1.xml, paragraph 1");
    }

    [Fact]
    public void Write_Identity_KeepsEveryPartByteForByte()
    {
        var file = Docx.With(_body);

        Docx.Parts(Opened.Of("a.docx", file).Bytes(text => text)).ShouldBe(Docx.Parts(file));
        Docx.Parts(Opened.Of("a.docx", file).Bytes(_ => null)).ShouldBe(Docx.Parts(file));
    }

    [Fact]
    public void Write_Translations_KeepsRunsAndEverythingElse()
    {
        var file = Docx.With(_body);

        var written = Opened.Of("a.docx", file).Bytes(Opened.Upper);

        Docx.Body(written)
            .ReplaceLineEndings("")
            .Replace(" />", "/>", StringComparison.Ordinal)
            .ShouldBe(
                Docx.Body(file)
                    .ReplaceLineEndings("")
                    .Replace("Two dogs ", "TWO DOGS ARE HERE.", StringComparison.Ordinal)
                    .Replace(">are here.<", "><", StringComparison.Ordinal)
                    .Replace("A man", "A MAN", StringComparison.Ordinal)
                    .Replace(" is &amp; ", " IS &amp; ", StringComparison.Ordinal)
                    .Replace("sitting", "SITTING", StringComparison.Ordinal)
                    .Replace("Cell", "CELL", StringComparison.Ordinal)
                    .Replace("Outside", "OUTSIDE", StringComparison.Ordinal)
                    .Replace("In a box", "IN A BOX", StringComparison.Ordinal)
                    .Replace("Line", "LINE", StringComparison.Ordinal)
                    .Replace(">break<", ">BREAK<", StringComparison.Ordinal)
            );
        Docx.Parts(written).Select(part => part.Name).ShouldBe(Docx.Parts(file).Select(part => part.Name));
        Docx.Parts(written)
            .Single(part => part.Name == "word/comments.xml")
            .ShouldBe(Docx.Parts(file).Single(part => part.Name == "word/comments.xml"));
    }

    [Fact]
    public void Check_RunLostOrMoved_LeavesTheParagraph()
    {
        const string Lost = "Un homme<x id=\"1\"> assis<x id=\"3\"><x id=\"6\">.";
        var file = Docx.With(_body);
        var document = Opened.Of("a.docx", file);

        document.Check(1, Lost).ShouldBe(TranslationChecks.Lost);
        Docx.Parts(document.Bytes(_ => Lost)).ShouldBe(Docx.Parts(file), "no paragraph has a tag of another");
    }

    [Fact]
    public void Texts_TypeOfTheExtension_IsFound()
    {
        const string Types =
            "<Types><Default Extension=\"xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
            + "<Override PartName=\"/word/styles.xml\" ContentType=\"application/xml\"/></Types>";
        var part = Docx.Part("document", Docx.Paragraph("Two dogs"));

        Opened
            .Of("a.docx", Docx.Of(("[Content_Types].xml", Types), ("word/document.xml", part), ("word/styles.xml", part)))
            .Texts.ShouldHaveSingleItem()
            .Text.ShouldBe("Two dogs");
    }

    [Fact]
    public void Texts_StrictOpenXml_AreThoseOfTheDocument()
    {
        var strict = InNamespace("http://purl.oclc.org/ooxml/wordprocessingml/main");

        Opened.Of("a.docx", strict).Sent().ShouldBe(Opened.Of("a.docx", Docx.With(_body)).Sent());
        Docx.Body(Opened.Of("a.docx", strict).Bytes(Opened.Upper)).ShouldContain("TWO DOGS ARE HERE.");
        Opened.Refused("a.docx", InNamespace("urn:other")).ShouldContain("namespace");

        static byte[] InNamespace(string name) =>
            Docx.Of([
                .. Docx.Parts(Docx.With(_body))
                    .Select(part =>
                        (
                            part.Name,
                            part.Content.Replace(
                                "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                                name,
                                StringComparison.Ordinal
                            )
                        )
                    ),
            ]);
    }

    [Fact]
    public void Open_DamagedPicture_IsRefused()
    {
        var file = Docx.With(_body);
        var name = "word/media/image.bin"u8;
        file.AsSpan(file.AsSpan().IndexOf(name) + name.Length, 2).Fill(0xFF);

        Opened.Refused("a.docx", file).ShouldContain("damaged");
    }

    [Fact]
    public void Open_NotADocument_IsRefused()
    {
        Opened.Refused("a.docx", "text").ShouldContain("docx");
        Opened.Refused("a.docx", Docx.Of(("word/document.xml", "<a/>"))).ShouldContain("docx");
        Opened.Refused("a.docx", Docx.Of(("[Content_Types].xml", "<Types/>"))).ShouldContain("docx");
        Opened.Refused("a.docx", Docx.With("<w:p>")).ShouldContain("well-formed");
        Opened.Refused("a.docx", Docx.With("")[..^30]).ShouldContain("docx");
    }

    [Fact]
    public void Open_DocumentType_IsRefused() =>
        Opened
            .Refused(
                "a.docx",
                Docx.Of(("[Content_Types].xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><Types>&b;</Types>"))
            )
            .ShouldContain("DOCTYPE");

    [Fact]
    public void Open_DeepNesting_IsRefused() =>
        Opened
            .Refused(
                "a.docx",
                Docx.With(string.Concat(Enumerable.Repeat("<w:sdt>", 5_000)) + string.Concat(Enumerable.Repeat("</w:sdt>", 5_000)))
            )
            .ShouldContain($"{XmlRules.Deepest}");

    [Fact]
    public void Open_ZipBomb_IsRefusedBeforeItIsUnpacked()
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("word/bomb.bin").Open();
            var zeros = new byte[1024 * 1024];
            for (var written = 0L; written <= DocxDocument.MaxUnpackedBytes; written += zeros.Length)
            {
                entry.Write(zeros);
            }
        }

        Opened.Refused("a.docx", file.ToArray()).ShouldContain($"{DocxDocument.MaxUnpackedBytes}");
    }

    [Fact]
    public void Open_SizeThatLies_IsRefused()
    {
        var file = Docx.With(Docx.Paragraph(new string('a', 100_000)));
        for (var at = 0; at + 46 < file.Length; at++)
        {
            // The length of a file, unpacked, in the archive's directory.
            if (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)) == 0x02014b50)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + 24), 10);
            }
        }

        Opened.Refused("a.docx", file).ShouldNotBeEmpty();
    }
}
