using System.ComponentModel;
using System.Diagnostics;
using Shouldly;
using TransformerService.Cli.Documents;
using Xunit;

namespace TransformerService.Api.Tests.Cli.Documents;

/// <summary>Message catalogs: what is translated, and that all else stays.</summary>
public sealed class PoFormatTests
{
    private const string Catalog = """
        # Translators.
        msgid ""
        msgstr ""
        "Content-Type: text/plain; charset=UTF-8\n"
        "Plural-Forms: nplurals=3; plural=0;\n"

        #. A comment
        #: main.c:12
        #, c-format
        msgctxt "menu"
        msgid "Open %s now"
        msgstr ""

        #, fuzzy, c-format
        #| msgid "Old text"
        msgid "New text"
        msgstr "Vieux texte"

        msgid "One file"
        msgid_plural "%d files"
        msgstr[0] ""
        msgstr[1] ""
        msgstr[2] ""

        msgid ""
        "First \"line\"\n"
        "Second line\n"
        msgstr ""

        msgid "Done"
        msgstr "Fait"

        #~ msgid "Gone"
        #~ msgstr "Parti"

        """;

    [Fact]
    public void Texts_ByDefault_AreThoseWithoutATranslationAndTheFuzzy() =>
        Opened.Of("a.po", Catalog).Sent().ShouldBe(["Open %s now", "New text", "One file", "%d files", "First \"line\"\nSecond line\n"]);

    [Fact]
    public void Texts_Retranslate_AreAll() =>
        Opened.Of("a.po", Catalog, new DocumentOptions { Retranslate = true }).Sent().ShouldContain("Done");

    [Fact]
    public void Write_Translations_FillsThemInAndKeepsTheRest()
    {
        var written = Opened.Of("a.po", Catalog).Written(Opened.Upper);

        written.ShouldBe(
            Catalog
                .Replace("msgid \"Open %s now\"\nmsgstr \"\"", "msgid \"Open %s now\"\nmsgstr \"OPEN %s NOW\"", StringComparison.Ordinal)
                .Replace("#, fuzzy, c-format\n#| msgid \"Old text\"\n", "#, c-format\n", StringComparison.Ordinal)
                .Replace("\"Vieux texte\"", "\"NEW TEXT\"", StringComparison.Ordinal)
                .Replace("msgstr[0] \"\"", "msgstr[0] \"ONE FILE\"", StringComparison.Ordinal)
                .Replace("msgstr[1] \"\"", "msgstr[1] \"%d FILES\"", StringComparison.Ordinal)
                .Replace("msgstr[2] \"\"", "msgstr[2] \"%d FILES\"", StringComparison.Ordinal)
                .Replace(
                    "\"Second line\\n\"\nmsgstr \"\"",
                    "\"Second line\\n\"\nmsgstr \"\"\n\"FIRST \\\"LINE\\\"\\n\"\n\"SECOND LINE\\n\"",
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void Write_WindowsLineBreaks_StayThem()
    {
        var catalog = Catalog.ReplaceLineEndings("\r\n");

        var written = Opened.Of("a.po", catalog).Written(Opened.Upper);

        written.Replace("\r\n", "", StringComparison.Ordinal).ShouldNotContain("\n");
        written.ShouldContain("msgstr \"\"\r\n\"FIRST \\\"LINE\\\"\\n\"\r\n");
    }

    [Fact]
    public void Write_SameTranslations_GivesTheSameBytes()
    {
        var translated = Opened.Of("a.po", Catalog).Written(text => text);

        Opened
            .Of("a.po", translated, new DocumentOptions { Retranslate = true })
            .Written(text => text == "Done" ? "Fait" : text)
            .ShouldBe(translated);
        Opened.Of("a.po", Catalog).Written(_ => null).ShouldBe(Catalog);
    }

    [Fact]
    public void Check_PlaceholderLost_LeavesTheEntry()
    {
        var document = Opened.Of("a.po", Catalog);

        document.Check(0, "Ouvrir maintenant").ShouldBe(TranslationChecks.Lost);
        document.Check(0, "Ouvrir %s maintenant").ShouldBeNull();
        document.Check(3, "%s fichiers").ShouldBe(TranslationChecks.Lost);
        document.Written(_ => "Ouvrir {0}").ShouldBe(Catalog);
    }

    [Fact]
    public void Texts_AfterAnObsoleteEntry_HaveNotItsFlags()
    {
        const string Obsolete = "#, fuzzy\n#| msgid \"Old\"\n#~ msgid \"Gone\"\n#~ msgstr \"Parti\"\n\nmsgid \"Live\"\nmsgstr \"Vif\"\n";

        Opened.Of("a.po", Obsolete).Texts.ShouldBeEmpty();
        Opened
            .Of("a.po", Obsolete, new DocumentOptions { Retranslate = true })
            .Written(Opened.Upper)
            .ShouldBe(Obsolete.Replace("Vif", "LIVE", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_PartOfAFuzzyPluralFails_StaysFuzzy()
    {
        const string Plural = "#, fuzzy\nmsgid \"One file\"\nmsgid_plural \"%d files\"\nmsgstr[0] \"Un\"\nmsgstr[1] \"Des\"\n";

        Opened
            .Of("a.po", Plural)
            .Written(text => text == "One file" ? "Un fichier" : "fichiers")
            .ShouldBe(Plural.Replace("\"Un\"", "\"Un fichier\"", StringComparison.Ordinal));
        Opened.Of("a.po", Plural).Written(Opened.Upper).ShouldStartWith("msgid");
    }

    [Fact]
    public async Task Write_Translations_CompilesWithGettext()
    {
        var folder = Directory.CreateTempSubdirectory("po-");
        try
        {
            var path = Path.Combine(folder.FullName, "a.po");
            await File.WriteAllBytesAsync(path, Opened.Of("a.po", Catalog).Bytes(Opened.Upper), TestContext.Current.CancellationToken);
            using var compiler = Process.Start("msgfmt", ["--check-format", "-o", Path.Combine(folder.FullName, "a.mo"), path]);
            await compiler.WaitForExitAsync(TestContext.Current.CancellationToken);
            compiler.ExitCode.ShouldBe(0);
        }
        catch (Win32Exception)
        {
            Assert.Skip("msgfmt of gettext is not installed.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("msgid \"a\"\nmsgstr \"b\nmsgid \"c\"\n", "Line 2")]
    [InlineData("msgid \"a\\q\"\nmsgstr \"b\"\n", "Line 1")]
    [InlineData("hello\n", "Line 1")]
    [InlineData("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=ISO-8859-1\\n\"\n", "msgconv")]
    public void Open_NotACatalog_SaysWhere(string content, string expected) => Opened.Refused("a.po", content).ShouldContain(expected);
}
