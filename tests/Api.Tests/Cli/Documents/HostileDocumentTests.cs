using System.Text;
using CsCheck;
using Shouldly;
using TransformerService.Cli.Documents;
using Xunit;

namespace TransformerService.Api.Tests.Cli.Documents;

/// <summary>Files that are made to harm are refused, and the message says what to change without quoting the file.</summary>
public sealed class HostileDocumentTests
{
    private const string Secret = "do-not-quote-me";

    private static readonly string[] _pieces =
    [
        .. "\n|\r\n|\r| |a|Two dogs.|<b>|</b>|<p>|</p>|<p translate=no>|<script>|</script>|</>|<!--|-->|&amp;|&#x41;|&|<|>|\"|'|\\|{0}|%s|-|#|*|_|`|```\n|[a](b)|[a]: b\n|\t".Split(
            '|'
        ),
        "| a | b |\n|---|---|\n",
        "---\n",
        "00:00:01,000 --> 00:00:02,000\n",
        "{\\an8}",
        "msgid \"a\"\n",
        "msgid_plural \"b\"\n",
        "msgstr \"\"\n",
        "msgstr[0] \"\"\n",
        "#, fuzzy\n",
        "#| a\n",
        "<root>",
        "</root>",
        "<data><value>Two dogs</value></data>",
        "<xliff version=\"1.2\">",
        "</xliff>",
        "<trans-unit><source>Two <g>dogs</g> <x/></source></trans-unit>",
        "<![CDATA[a]]>",
        "\u00e9\ud83d\ude00",
    ];

    [Theory]
    [InlineData(
        "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><root><data name='x'><value>&b;</value></data></root>",
        "DOCTYPE"
    )]
    [InlineData("<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><root><data name='x'><value>&a;</value></data></root>", "DOCTYPE")]
    [InlineData("<root><data name='do-not-quote-me'><value>a</data></root>", "line 1")]
    [InlineData("<root><data name='x'><value>&do-not-quote-me;</value></data></root>", "line 1")]
    [InlineData("<root>", "well-formed")]
    [InlineData("", "not XML")]
    [InlineData("do-not-quote-me", "not XML")]
    public void Open_BadXml_IsRefused(string content, string expected)
    {
        var message = Opened.Refused("a.resx", content);

        message.ShouldContain(expected);
        message.ShouldNotContain(Secret);
    }

    [Fact]
    public void Open_DeepNesting_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 100_000)) + string.Concat(Enumerable.Repeat("</a>", 100_000));

        Opened.Refused("a.resx", $"<root>{deep}</root>").ShouldContain($"{XmlRules.Deepest}");
    }

    [Theory]
    [InlineData("a.srt")]
    [InlineData("a.po")]
    [InlineData("a.resx")]
    [InlineData("a.xlf")]
    [InlineData("a.md")]
    [InlineData("a.html")]
    public void Open_WrongEncoding_IsRefused(string name)
    {
        Opened.Refused(name, [(byte)'a', 0xFF, 0xFE, 0xC3]).ShouldContain("UTF-8");
        Opened.Refused(name, Encoding.Unicode.GetBytes("<root/>")).ShouldContain("UTF-8");
        Opened.Refused(name, "<?xml version='1.0' encoding='x-unknown'?><root/>").ShouldContain("UTF-8");
    }

    [Theory]
    [InlineData("a.srt")]
    [InlineData("a.po")]
    [InlineData("a.resx")]
    [InlineData("a.xlf")]
    [InlineData("a.md")]
    [InlineData("a.html")]
    [InlineData("a.docx")]
    public void Open_HugeLine_IsRefusedAndNotKept(string name)
    {
        using var endless = new EndlessStream();

        Should.Throw<DocumentException>(() => DocumentFormats.Open(name, endless)).Message.ShouldContain("bytes");
        endless.Given.ShouldBeLessThan(TextFile.MaxBytes + 1_000_000L);
    }

    [Fact]
    public void Open_ManyElements_IsRefused() =>
        Opened
            .Refused("a.resx", $"<root>{string.Concat(Enumerable.Repeat("<a/>", XmlRules.MaxElements + 1))}</root>")
            .ShouldContain($"{XmlRules.MaxElements}");

    [Theory]
    [InlineData("a.md", "[")]
    [InlineData("a.md", "*a_")]
    [InlineData("a.md", "`a")]
    [InlineData("a.html", "<b>")]
    [InlineData("a.html", "<p a=")]
    [InlineData("a.srt", "00:00:01,000 --> 00:00:02,000\n<")]
    public void Open_RepeatedSigns_IsRefusedOrGivesTheSameBytes(string name, string signs)
    {
        var content = "a " + string.Concat(Enumerable.Repeat(signs, 20_000 / signs.Length));

        ShouldBeRefusedOrTheSame(name, content);
    }

    [Theory]
    [InlineData("a.srt")]
    [InlineData("a.vtt")]
    [InlineData("a.po")]
    [InlineData("a.resx")]
    [InlineData("a.xlf")]
    [InlineData("a.md")]
    [InlineData("a.html")]
    public void Open_AnyPieces_IsRefusedOrGivesTheSameBytes(string name) =>
        Gen.Int[0, _pieces.Length - 1]
            .Select(index => _pieces[index])
            .Array[0, 30]
            .Sample(pieces => ShouldBeRefusedOrTheSame(name, string.Concat(pieces)), iter: 3_000);

    [Fact]
    public void Open_UnknownExtension_NamesThoseThatAreKnown()
    {
        DocumentFormats.Knows("a.exe").ShouldBeFalse();
        DocumentFormats.Knows("a.PO").ShouldBeTrue();
        Opened.Refused("a.exe", "a").ShouldContain(".resx");
    }

    private static void ShouldBeRefusedOrTheSame(string name, string content)
    {
        try
        {
            var document = Opened.Of(name, content);
            document.Written(_ => null).ShouldBe(content);
            if (name is not ("a.po" or "a.xlf"))
            {
                document.Written(text => text).ShouldBe(content);
            }

            _ = document.Written(Opened.Upper);
        }
        catch (DocumentException)
        {
            // It may be refused, in this way only.
        }
    }

    /// <summary>A line that never ends.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'a');
            Given += buffer.Length;
            return buffer.Length;
        }
    }
}
