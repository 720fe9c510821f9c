using System.Text;
using Shouldly;
using TransformerService.Cli.Documents;
using Xunit;

namespace TransformerService.Api.Tests.Cli.Documents;

/// <summary>Files that are made to harm are refused, and the message says what to change without quoting the file.</summary>
public sealed class HostileDocumentTests
{
    private const string Secret = "do-not-quote-me";

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
    public void Open_HugeLine_IsRefusedAndNotKept(string name)
    {
        using var endless = new EndlessStream();

        Should.Throw<DocumentException>(() => DocumentFormats.Open(name, endless)).Message.ShouldContain("bytes");
        endless.Given.ShouldBeLessThan(TextFile.MaxBytes + 1_000_000L);
    }

    [Fact]
    public void Open_UnknownExtension_NamesThoseThatAreKnown()
    {
        DocumentFormats.Knows("a.exe").ShouldBeFalse();
        DocumentFormats.Knows("a.PO").ShouldBeTrue();
        Opened.Refused("a.exe", "a").ShouldContain(".resx");
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
