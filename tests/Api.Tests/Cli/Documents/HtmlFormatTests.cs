using Shouldly;
using TransformerService.Cli.Documents;
using Xunit;

namespace TransformerService.Api.Tests.Cli.Documents;

/// <summary>Pages: divided between blocks, and every byte outside of the texts stays.</summary>
public sealed class HtmlFormatTests
{
    private const string Page = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="UTF-8"><title>Two dogs</title>
        <script>if (a < b) { say("Two dogs"); }</script><style>p { color: red }</style></head>
        <body class=main>
        <!-- Two dogs -->
        <p>Two <b>dogs &amp; cats</b> are here.<br>A man.</p>
        <ul><li>One<li>Two <code>x < y</code></ul>
        <pre>Two dogs <b>here</b></pre>
        <div translate="no"><p>Two dogs</p><div>A man</div></div>
        <div class="box notranslate"><p>Two dogs</p><div>A man</div></div>
        <p>After.</p>
        <img src="a.png" alt="A dog"><p>1 2 3 &nbsp;</p>
        <table><tr><td>Cell<td translate=no>Kept</table>
        </body></html>
        """;

    [Fact]
    public void Texts_Page_AreTheBlocksWithText() =>
        Opened
            .Of("a.html", Page)
            .Sent()
            .Select(text => text.Trim())
            .ShouldBe([
                "<title>Two dogs</title>",
                "<p>Two <b>dogs &amp; cats</b> are here.",
                "<br>A man.</p>",
                "<li>One",
                "<li>Two <code>x < y</code></ul>",
                "<p>After.</p>",
                "<img src=\"a.png\" alt=\"A dog\">",
                "<td>Cell",
                "<td translate=no>Kept</table>\n</body></html>",
            ]);

    [Fact]
    public void Write_Identity_GivesTheSameBytes()
    {
        var page = Page.ReplaceLineEndings("\r\n");

        Opened.Of("a.html", page).Written(text => text).ShouldBe(page);
        Opened.Of("a.htm", "<p>" + string.Concat(Enumerable.Repeat("</>", 1_000)) + "a<b").Written(text => text).ShouldStartWith("<p></>");
    }

    [Fact]
    public void Write_Translations_ChangesTheirPlacesOnly()
    {
        var written = Opened
            .Of("a.html", Page)
            .Written(text =>
                text.Replace("After.", "Après.", StringComparison.Ordinal).Replace("A dog", "Un chien", StringComparison.Ordinal)
            );

        written.ShouldBe(Page.Replace("After.", "Après.", StringComparison.Ordinal).Replace("A dog", "Un chien", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_TagLost_IsAFault()
    {
        var document = Opened.Of("a.html", "<p>Two <b>dogs</b> {0}.</p>");

        document.Check(0, "<p>Deux chiens {0}.</p>").ShouldBe(TranslationChecks.Lost);
        document.Check(0, "<p>Deux <b>chiens</b>.</p>").ShouldBe(TranslationChecks.Lost);
        document.Check(0, "<p>{0} <b>chiens</b>.</p>").ShouldBeNull();
    }

    [Fact]
    public void Open_OtherEncodingDeclared_IsRefused() =>
        Opened.Refused("a.html", "<meta http-equiv=a content='text/html; charset=iso-8859-1'><p>a</p>").ShouldContain("UTF-8");
}
