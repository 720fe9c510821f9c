using Shouldly;
using TransformerService.Cli.Documents;
using Xunit;

namespace TransformerService.Api.Tests.Cli.Documents;

/// <summary>XLIFF: source is translated into target, and inline elements come back as they are.</summary>
public sealed class XliffFormatTests
{
    private const string First = """
        <?xml version="1.0"?>
        <xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
          <file source-language="en" datatype="plaintext" original="a">
            <body>
              <trans-unit id="a">
                <source>Hello <x id="N" equiv-text="{{name}}"/>, <g id="1">two <bpt id="2">&lt;i></bpt>dogs</g> &amp; a man.</source>
                <note>Two dogs</note>
              </trans-unit>
              <trans-unit id="b"><source>New one</source><target state="new">New one</target></trans-unit>
              <trans-unit id="c"><source>Done</source><target state="translated">Fait</target></trans-unit>
              <trans-unit id="d" approved="yes"><source>Approved</source><target/></trans-unit>
              <trans-unit id="e" translate="no"><source>Kept</source></trans-unit>
              <trans-unit id="f"><source>A. B.</source><seg-source><mrk mtype="seg" mid="1">A.</mrk> <mrk mtype="seg" mid="2">B.</mrk></seg-source></trans-unit>
              <trans-unit id="g"><source>Empty</source><target/></trans-unit>
            </body>
          </file>
        </xliff>
        """;

    private const string Second = """
        <xliff version="2.0" srcLang="en" xmlns="urn:oasis:names:tc:xliff:document:2.0">
          <file id="f">
            <unit id="1">
              <originalData><data id="d1">&lt;br/></data></originalData>
              <segment>
                <source>Two <pc id="1">dogs<ph id="2" dataRef="d1"/></pc> are <mrk id="m" translate="no">Blue Door</mrk> here.</source>
              </segment>
              <ignorable><source> </source></ignorable>
              <segment id="s2" state="final"><source>Done</source><target>Fait</target></segment>
            </unit>
            <group translate="no"><unit id="2"><segment><source>Kept</source></segment></unit></group>
            <unit id="3"><segment state="initial"><source>A man</source><target>old</target></segment></unit>
          </file>
        </xliff>
        """;

    [Fact]
    public void Texts_Files_AreTheUnfinishedUnits()
    {
        Opened
            .Of("a.xlf", First)
            .Sent()
            .ShouldBe([
                "Hello <code id=\"1\">{{name}}</code>, <x id=\"3\">two <x id=\"5\">dogs<x id=\"7\"> &amp; a man.",
                "New one",
                "A.<br id=\"1\"> <br id=\"3\">B.",
                "Empty",
            ]);
        Opened
            .Of("a.xliff", Second)
            .Sent()
            .ShouldBe(["Two <x id=\"1\">dogs<x id=\"3\"><x id=\"4\"> are <code id=\"6\">Blue Door</code> here.", "A man"]);
        Opened.Of("a.xlf", First, new DocumentOptions { Retranslate = true }).Sent().ShouldContain("Done");
    }

    [Fact]
    public void Write_First_AddsTargets()
    {
        var document = Opened.Of("a.xlf", First, new DocumentOptions { TargetLanguage = "fr" });

        var written = document.Written(Opened.Upper);

        const string State = "state=\"translated\" state-qualifier=\"leveraged-mt\"";
        written.ShouldBe(
            First
                .Replace("original=\"a\">", "original=\"a\" target-language=\"fr\">", StringComparison.Ordinal)
                .Replace(
                    "a man.</source>",
                    $"a man.</source>\n        <target {State}>HELLO <x id=\"N\" equiv-text=\"{{{{name}}}}\"/>, <g id=\"1\">TWO <bpt id=\"2\">&lt;i></bpt>DOGS</g> &amp; A MAN.</target>",
                    StringComparison.Ordinal
                )
                .Replace("<target state=\"new\">New one", $"<target {State}>NEW ONE", StringComparison.Ordinal)
                .Replace(
                    "</seg-source>",
                    $"</seg-source><target {State}><mrk mtype=\"seg\" mid=\"1\">A.</mrk> <mrk mtype=\"seg\" mid=\"2\">B.</mrk></target>",
                    StringComparison.Ordinal
                )
                .Replace(
                    "<source>Empty</source><target/>",
                    $"<source>Empty</source><target {State}>EMPTY</target>",
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void Write_Second_AddsTargetsAndStates()
    {
        var written = Opened.Of("a.xlf", Second, new DocumentOptions { TargetLanguage = "fr" }).Written(Opened.Upper);

        written.ShouldContain(
            "<target>TWO <pc id=\"1\">DOGS<ph id=\"2\" dataRef=\"d1\"/></pc> ARE <mrk id=\"m\" translate=\"no\">Blue Door</mrk> HERE.</target>"
        );
        written.ShouldContain("<segment state=\"translated\">\n        <source>");
        written.ShouldContain("<segment state=\"translated\"><source>A man</source><target>A MAN</target>");
        written.ShouldContain(":2.0\" trgLang=\"fr\">");
        written.ShouldContain("<target>Fait</target>");
    }

    [Theory]
    [InlineData(First)]
    [InlineData(Second)]
    public void Write_SameTranslations_GivesTheSameBytes(string file)
    {
        Opened.Of("a.xlf", file, new DocumentOptions { TargetLanguage = "fr" }).Written(_ => null).ShouldBe(file);

        var translated = Opened.Of("a.xlf", file).Written(text => text);
        Opened
            .Of("a.xlf", translated, new DocumentOptions { Retranslate = true })
            .Written(text => text == "Done" ? "Fait" : text)
            .ShouldBe(translated);
    }

    [Fact]
    public void Check_ElementLostOrMoved_IsAFault()
    {
        var document = Opened.Of("a.xlf", First);

        document.Check(0, "Bonjour, <x id=\"3\">deux <x id=\"5\">chiens<x id=\"7\">.").ShouldBe(TranslationChecks.Lost);
        document
            .Check(0, "<x id=\"5\"><code id=\"1\">{{name}}</code><x id=\"3\">deux chiens<x id=\"7\">.")
            .ShouldBe(TranslationChecks.Lost);
        document.Check(0, "<code id=\"1\">{{name}}</code> : <x id=\"3\">deux <x id=\"5\">chiens<x id=\"7\">.").ShouldBeNull();
    }

    [Theory]
    [InlineData("<a/>", "'xliff'")]
    [InlineData("<xliff version=\"3.0\"/>", "1.2 or 2.0")]
    public void Open_NotXliff_IsRefused(string content, string expected) => Opened.Refused("a.xlf", content).ShouldContain(expected);
}
