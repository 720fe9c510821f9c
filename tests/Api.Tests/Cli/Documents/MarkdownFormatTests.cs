using Shouldly;
using TransformerService.Cli.Documents;
using Xunit;

namespace TransformerService.Api.Tests.Cli.Documents;

/// <summary>Markdown: blocks with prose are sent, and everything else stays byte for byte.</summary>
public sealed class MarkdownFormatTests
{
    private const string Text = """
        ---
        title: Two dogs
        ---

        # Two dogs

        A man with `code` and [a link](https://example.com "Title"),
        see [the guide][guide] and ![a picture](a.png).

        - One
          - Two

        ```csharp
        var dogs = "Two dogs";
        ```

            indented code

        | Dog | Cat |
        |---|--:|
        | One | Two |

        <div>Two dogs</div>

        ---

        > A quote

        [guide]: https://example.com/guide

        1. 2. 3.
        """;

    [Fact]
    public void Texts_Document_AreTheBlocksWithProse()
    {
        var sent = Opened.Of("a.md", Text).Sent();

        sent.ShouldBe([
            "# Two dogs",
            "A man with `code` and [a link](https://example.com \"Title\"),\nsee [the guide][guide] and ![a picture](a.png)."
                + "\n\n[guide]: https://example.com/guide\n",
            "- One\n  - Two",
            "| Dog | Cat |\n|---|--:|\n| One | Two |",
            "> A quote\n\n[guide]: https://example.com/guide",
        ]);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Write_Identity_GivesTheSameBytes(string newLine)
    {
        var text = Text.ReplaceLineEndings(newLine);

        Opened.Of("a.md", text).Written(sent => sent).ShouldBe(text);
    }

    [Fact]
    public void Write_Translations_ChangesProseOnly()
    {
        static string Translated(string text) =>
            text.Replace("A man with", "Un homme avec", StringComparison.Ordinal)
                .Replace("- One", "- Un", StringComparison.Ordinal)
                .Replace("| One |", "| Un |", StringComparison.Ordinal)
                .Replace("A quote", "Une citation", StringComparison.Ordinal);

        Opened.Of("a.md", Text).Written(Translated).ShouldBe(Translated(Text));
    }

    [Theory]
    [InlineData("Un homme avec `autre` et [un lien](https://example.com), voir [le guide][guide] et ![a picture](a.png).", true)]
    [InlineData("Un homme avec `code` et un lien, voir [le guide][guide] et ![a picture](a.png).", true)]
    [InlineData("Un homme avec `code` et [un lien](https://example.com \"Title\"), voir [le guide][guide] et ![a picture](a.png).", false)]
    public void Check_StructureLost_IsAFault(string translation, bool isLost)
    {
        var document = Opened.Of("a.md", Text);

        document.Check(1, translation + "\n\n[guide]: https://example.com/guide\n").ShouldBe(isLost ? TranslationChecks.Lost : null);
        document.Check(1, translation).ShouldBe(TranslationChecks.Lost);
    }

    [Fact]
    public void Open_TooDeepOrTooLong_IsRefused()
    {
        Opened.Refused("a.md", string.Concat(Enumerable.Repeat("> ", 5_000)) + "a").ShouldContain("nested");
        Opened.Refused("a.md", new string('a', 300_000)).ShouldContain("characters");
    }
}
