using System.Text;
using Shouldly;
using TransformerService.Cli.Documents;
using Xunit;

namespace TransformerService.Api.Tests.Cli.Documents;

/// <summary>Resources of .NET: strings are translated, and every other byte stays.</summary>
public sealed class ResxFormatTests
{
    private const string Resources = """
        <?xml version="1.0" encoding="utf-8"?>
        <root>
          <!-- <data name="No"><value>No</value></data> -->
          <resheader name="version"><value>Two dogs</value></resheader>
          <data name="Greeting" xml:space="preserve">
            <value>Hello {0}, you &amp; I have &lt;b&gt;{1:N0}&lt;/b&gt; dogs.</value>
            <comment>Two dogs</comment>
          </data>
          <data name="Lines" xml:space='preserve'><value>First line.
        Second line.</value></data>
          <data name="Data"><value><![CDATA[Tom & Ann]]></value></data>
          <data name="Locked"><value>Two dogs</value><comment>{Locked}</comment></data>
          <data name="Size" type="System.Drawing.Size, System.Drawing"><value>Two dogs</value></data>
          <data name="Icon" mimetype="application/x-microsoft.net.object.bytearray.base64"><value>AAAA</value></data>
          <data name=">>button.Name" xml:space="preserve"><value>button</value></data>
          <data name="Number"><value>12</value></data>
          <data name="Empty"><value /></data>
          <data name="None"/>
        </root>
        """;

    [Fact]
    public void Texts_Resources_AreTheStrings() =>
        Opened
            .Of("a.resx", Resources)
            .Sent()
            .ShouldBe(["Hello {0}, you & I have <b>{1:N0}</b> dogs.", "First line.\nSecond line.", "Tom & Ann"]);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Write_Identity_GivesTheSameBytes(string newLine)
    {
        var resources = Resources.ReplaceLineEndings(newLine);

        Opened.Of("a.resx", resources).Written(text => text).ShouldBe(resources);
    }

    [Fact]
    public void Write_Translations_ChangesValuesOnly()
    {
        var resources = Resources.ReplaceLineEndings("\r\n");

        var written = Opened
            .Of("a.resx", resources)
            .Written(text =>
                text.Replace("dogs.", "\"chiens\".", StringComparison.Ordinal).Replace("line", "ligne", StringComparison.Ordinal)
            );

        written.ShouldBe(
            resources
                .Replace("dogs.</value>", "\"chiens\".</value>", StringComparison.Ordinal)
                .Replace("First line.\r\nSecond line.", "First ligne.\r\nSecond ligne.", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Write_OtherEncoding_KeepsIt()
    {
        var resources = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><root><data name=\"a\"><value>Un été</value></data></root>";

        var written = Opened.Of("a.resx", Encoding.Latin1.GetBytes(resources)).Bytes(text => text + " → €");

        Encoding.Latin1.GetString(written).ShouldBe(resources.Replace("été", "été &#8594; &#8364;", StringComparison.Ordinal));
        byte[] utf16 = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(resources.Replace("iso-8859-1", "utf-16", StringComparison.Ordinal))];
        Opened.Of("a.resx", utf16).Bytes(text => text).ShouldBe(utf16);
    }

    [Fact]
    public void Check_PlaceholderLost_LeavesTheValue()
    {
        var document = Opened.Of("a.resx", Resources);

        document.Check(0, "Bonjour {0}, <b>{1}</b>").ShouldBe(TranslationChecks.Lost);
        document.Check(0, "Bonjour {0}, {1:N0}").ShouldBe(TranslationChecks.Lost);
        document.Check(0, "<b>{1:N0}</b> chiens, {0}").ShouldBeNull();
        document.Written(_ => "{7}").ShouldBe(Resources);
    }
}
