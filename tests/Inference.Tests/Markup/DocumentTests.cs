using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Shouldly;
using TransformerService.Inference.Tests.Translation.Plans;
using TransformerService.Models.Errors;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Markup;

/// <summary>Documents, translated by the default model.</summary>
public sealed class DocumentTests(EnFrModel model, ITestOutputHelper output) : IClassFixture<EnFrModel>
{
    /// <summary>Where Debian's packages have their pages. A run of the tests reads few of them, unless PAGES says how many.</summary>
    private const string Folder = "/usr/share/doc";

    private const int FewPages = 12,
        LargestPage = 20_000;

    private static readonly int _pages = int.TryParse(Environment.GetEnvironmentVariable("PAGES"), out var asked) ? asked : FewPages;

    /// <summary>Documents with the tags that their translations must have, and the words that must stand inside of them.</summary>
    public static TheoryData<string, string> Fragments =>
        new()
        {
            { "<p>Two dogs are <b>playing</b> in the snow.</p>", "<p>Deux chiens <b>jouent</b> dans la neige.</p>" },
            { "<p>\n  Two dogs are playing\n  in the snow.\n</p>\r\n", "<p>\n  Deux chiens jouent dans la neige.\n</p>\r\n" },
            {
                "<h1>A man</h1><!-- kept --><hr><p class=x>A <i>woman</i>.",
                "<h1>Un homme</h1><!-- kept --><hr><p class=x>Une <i>femme</i>."
            },
            {
                "<script>if (a < b) 'a man';</script><pre>a man\n</pre><style>p{}</style>",
                "<script>if (a < b) 'a man';</script><pre>a man\n</pre><style>p{}</style>"
            },
            { "<p translate=no>A man</p><p>A man</p>", "<p translate=no>A man</p><p>Un homme</p>" },
            { "<p title='A man'>12</p>", "<p title='A man'>12</p>" },
            { "<p>A man &amp; a dog&nbsp;<img src=x></p>", "<p>Un homme &amp; un chien&nbsp;<img src=x></p>" },
            { "<p translate=no>A man<p>A man", "<p translate=no>A man<p>Un homme" },
            { "<div><p translate=no>A man</div>A man", "<div><p translate=no>A man</div>Un homme" },
            {
                "<ul><li translate=no>A man<ul><li>A man</ul>A man<li>A man</ul>",
                "<ul><li translate=no>A man<ul><li>A man</ul>A man<li>Un homme</ul>"
            },
            {
                "<table><tr><td translate=no>A man<td>A man<tr translate=no><td>A man</table>A man",
                "<table><tr><td translate=no>A man<td>Un homme<tr translate=no><td>A man</table>Un homme"
            },
            { "<p>A man &amp a dog &copy 2024 &#174</p>", "<p>Un homme &amp; un chien &copy; 2024 &#174;</p>" },
            { "<p>A man<p><code>a<br>man</code>", "<p>Un homme<p><code>a<br>man</code>" },
            { "\uFEFF<p>A man</p>", "\uFEFF<p>Un homme</p>" },
            { "", "" },
            { "<p></p> <b> </b>", "<p></p> <b> </b>" },
            { "<p></>Two dogs are playing.</p>", "<p></>Deux chiens jouent.</p>" },
        };

    [Theory]
    [MemberData(nameof(Fragments))]
    public async Task Translate_Html_IsTheDocumentWithOtherWords(string source, string expected) =>
        (await AskAsync(source, TextFormat.Html)).Text.ShouldBe(expected);

    [Theory]
    [InlineData("<p>Use <code>git pull</code> in the <a href='x'>red car</a>.</p>", "<code>git pull</code>")]
    [InlineData("<p>A <span translate='no'>man in a hat</span> is sitting.</p>", "<span translate='no'>man in a hat</span>")]
    [InlineData("<p>A <span translate='nO' translate='yes'>man in a hat</span> is sitting.</p>", ">man in a hat</span>")]
    [InlineData("<p>A <span class=\"a\tnotranslate\nb\">man in a hat</span> is sitting.</p>", ">man in a hat</span>")]
    [InlineData("<p>A <span id=x CLASS=notranslate>man in a hat</span> is sitting.</p>", ">man in a hat</span>")]
    [InlineData("<p>A dog.</p><div class='notranslate'><p class='translate'>A man</p></div>", ">A man</p></div>")]
    [InlineData("<p>Two dogs<br>A <b><i>man</i></b></p>", "<br>")]
    [InlineData("<a class='notranslate' href='/'><div>A man</div></a><p>A dog</p>", "<div>A man</div></a>")]
    [InlineData("<x-brand translate='no'><p>A man</p> in</x-brand><p>A dog</p>", "<p>A man</p> in</x-brand>")]
    public async Task Translate_KeptElements_AreKeptAsTheyAre(string source, string kept)
    {
        var answer = await AskAsync(source, TextFormat.Html);

        answer.Text.ShouldContain(kept);
        ShouldKeepTree(source, answer.Text, "");
    }

    [Theory]
    [InlineData(TextFormat.Html, "<p>The <code>dog</code> is running with a dog in the snow.</p>", "<code>dog</code>")]
    [InlineData(
        TextFormat.Html,
        "<p>The <span translate=\"no\">dog</span> is running with a dog.</p>",
        "<span translate=\"no\">dog</span>"
    )]
    [InlineData(TextFormat.Html, "<p>The <code>big dog</code> is running with a dog.</p>", "<code>big dog</code>")]
    [InlineData(TextFormat.Xml, "<p>The <![CDATA[dog]]> is running with a dog.</p>", "<![CDATA[dog]]>")]
    [InlineData(TextFormat.Markdown, "The `dog` is running with a dog.", "`dog`")]
    public async Task Translate_TermInKeptElement_IsKept(TextFormat format, string source, string kept)
    {
        var answer = (
            await model.AskAsync(new TranslationRequest([source]) { Format = format, Glossary = [new GlossaryEntry("dog", "toutou")] })
        )[0];

        answer.Text.ShouldContain(kept);
        answer.Text.Replace(kept, "", StringComparison.Ordinal).ShouldContain("toutou");
        answer.Text.ShouldNotContain("running");
        answer.Glossary.ShouldHaveSingleItem().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("<nav><a href=\"/\">Home</a><a href=\"/a\">About us</a><a href=\"/c\">Contact</a></nav>", "contact|nous")]
    [InlineData("<p>There are 20 m<sup>2</sup> and 10<sup>6</sup> dogs.</p>", "20 m<sup>2</sup>|10<sup>6</sup>")]
    [InlineData("<p>CO<sub>2</sub> is a gas.</p>", "CO<sub>2</sub> est")]
    [InlineData("<p>The dogs<sup><a href=\"#fn1\">1</a></sup> are running.</p>", "<sup><a href=\"#fn1\">1</a></sup>|chiens")]
    [InlineData("<p>The <i class=\"icon\"></i> dog is running.</p>", " <i class=\"icon\"></i> ")]
    [InlineData("<p>Press <img src=\"k.png\"> to go and <input> to write.</p>", " <img src=\"k.png\"> | <input> ")]
    public async Task Translate_Inline_KeepsWordsWhole(string source, string expected)
    {
        var answer = await AskAsync(source, TextFormat.Html);

        ShouldKeepTree(source, answer.Text, source);
        foreach (var part in expected.Split('|'))
        {
            answer.Text.ShouldContain(part);
        }
    }

    [Fact]
    public async Task Translate_KeptXmlWithBlocks_IsKept() =>
        (await AskAsync("<d><p>See <g translate=\"no\"><i>A man</i></g> now.</p></d>", TextFormat.Xml)).Text.ShouldContain(
            "<g translate=\"no\"><i>A man</i></g>"
        );

    [Fact]
    public async Task Translate_MarkdownWithScopes_KeepsThem() =>
        (await AskAsync("Use std::vector and std::string.", TextFormat.Markdown)).Text.ShouldMatch("std::vector .*std::string");

    [Theory]
    [InlineData("<p class='notranslated'>A man</p>")]
    [InlineData("<p class='no translate'>A man</p>")]
    [InlineData("<p class='a' class='notranslate'>A man</p>")]
    [InlineData("<p id='notranslate' data-class='notranslate'>A man</p>")]
    public async Task Translate_OtherClasses_AreTranslated(string source) =>
        (await AskAsync(source, TextFormat.Html)).Text.ShouldEndWith(">Un homme</p>");

    [Fact]
    public async Task Translate_Attributes_AreTranslatedWhenAsked()
    {
        const string source =
            """<p title="A man">1</p><img alt='Two dogs' src="a man"><input placeholder="A &quot;woman&quot;"><a title=dog>x</a>""";
        var asked = TranslationOptions.Default with { TranslateAttributes = true };

        (await AskAsync(source, TextFormat.Html)).Text.ShouldContain("title=\"A man\"");
        (await AskAsync(source, TextFormat.Html, asked)).Text.ShouldStartWith(
            """<p title="Un homme">1</p><img alt='Deux chiens' src="a man"><input placeholder="Un &quot;"""
        );
    }

    [Theory]
    [InlineData("<p>A man <b>is <i>sitting</b> here</i>")]
    [InlineData("</p></p><<<a <b>dog &notanentity; &#xFFFFFFFF; <p")]
    [InlineData("<table><tr>A man<td>A dog</table><i>a dog<p>A man")]
    [InlineData("<title>A man</title><textarea>A man</textarea><svg><title>A</title><style>x</style></svg>A man\0")]
    [InlineData("<a href=\"")]
    [InlineData("<p>A man at <b>https://x.com/<span translate=\"no\">a</span>/b</b> is {<span translate=\"no\">x</span>} here")]
    [InlineData("<![CDATA[x]]><?php a ?></>a man</b x>")]
    public async Task Translate_BrokenHtml_KeepsItsTree(string source)
    {
        var answer = await AskAsync(source, TextFormat.Html);

        ShouldKeepTree(source, answer.Text, "");
    }

    /// <summary>The parser would call itself for each, or compare each with all others.</summary>
    [Theory]
    [InlineData("", "</>", 150_000, "")]
    [InlineData("<i", " a", 200_000, ">")]
    [InlineData("<i", " translate", 40_000, ">")]
    public async Task Translate_HostileTags_AreCopied(string before, string repeated, int times, string after)
    {
        var tags = before + string.Concat(Enumerable.Repeat(repeated, times)) + after;
        (await AskAsync(tags + "A man", TextFormat.Html)).Text.ShouldBe(tags + "Un homme");
    }

    [Fact]
    public async Task Translate_Xml_TranslatesTextAndKeepsTheRest()
    {
        const string source =
            "<?xml version=\"1.0\"?>\n<!DOCTYPE r [<!ENTITY x \"y>\">]>\n<r a='A man'>\n  <s>Two dogs are <em>playing</em> in the snow.</s>\n  <t translate=\"no\">A man</t><![CDATA[A man]]><e/>\n</r>\n";
        var answer = await AskAsync(source, TextFormat.Xml);

        answer.Text.ShouldBe(source.Replace("Two dogs are <em>playing</em> in the snow.", "Deux chiens <em>jouent</em> dans la neige."));
    }

    [Theory]
    [InlineData("<a>A man")]
    [InlineData("<a>A man</b>")]
    [InlineData("<a>&unknown;</a>")]
    [InlineData("<a b=c/>")]
    public async Task Translate_BrokenXml_IsRefused(string source)
    {
        var refusal = await Should.ThrowAsync<InferenceException>(() => AskAsync(source, TextFormat.Xml));

        refusal.Error.ShouldBe(InferenceError.InvalidInput);
        refusal.Message.ShouldContain("well-formed");
        refusal.Message.ShouldNotContain("man");
    }

    [Theory]
    [InlineData("# A man\n\nTwo dogs are **playing** in the snow.\n", "# Un homme\n\nDeux chiens **jouent** dans la neige.\n")]
    [InlineData("> Two dogs are\n> playing in the snow.\n", "> Deux chiens jouent dans la neige.\n")]
    [InlineData("> Two dogs are\r\n> playing in the snow.\r\n", "> Deux chiens jouent dans la neige.\r\n")]
    [InlineData("Two dogs are playing\r\nin the snow.\r\n\r\n# A man\r\n", "Deux chiens jouent dans la neige.\r\n\r\n# Un homme\r\n")]
    [InlineData("\uFEFF# A man\n", "\uFEFF# Un homme\n")]
    [InlineData("- A man\n- [A woman](x \"A man\")\n\n```\nA man\n```\n", "- Un homme\n- [Une femme](x \"A man\")\n\n```\nA man\n```\n")]
    [InlineData("| A man | `A man` |\n|---|---|\n| A woman | 1 |\n", "| Un homme | `A man` |\n|---|---|\n| Une femme | 1 |\n")]
    [InlineData("[A man][] ![A man](x)\n\n[A man]: y\n", "[A man][] ![A man](x)\n\n[A man]: y\n")]
    [InlineData("---\ntitle: A man\n---\nA man\n", "---\ntitle: A man\n---\nUn homme\n")]
    [InlineData("<div>A man</div>\n\n1\\. A man\n", "<div>A man</div>\n\n1\\. Un homme\n")]
    public async Task Translate_Markdown_TranslatesTextAndKeepsTheRest(string source, string expected) =>
        (await AskAsync(source, TextFormat.Markdown)).Text.ShouldBe(expected);

    [Fact]
    public async Task Translate_WrongFormat_IsRefused()
    {
        var options = TranslationOptions.Default;
        await RefusedAsync(TextFormat.Html, options with { SplitSentences = false }, "splitSentences");
        await RefusedAsync(TextFormat.Html, options with { BeamSize = 2, NumHypotheses = 2 }, "numHypotheses");
        await RefusedAsync(TextFormat.Text, options with { TranslateAttributes = true }, "translateAttributes");
        await RefusedAsync(TextFormat.Markdown, options with { TranslateAttributes = true }, "translateAttributes");
    }

    [Fact]
    public async Task Translate_Pages_KeepTheirTreesAndTranslateBlocksAsAWhole()
    {
        var files = Directory.Exists(Folder)
            ? new DirectoryInfo(Folder)
                .EnumerateFiles("*.html", SearchOption.AllDirectories)
                .Where(file => file.LinkTarget is null && file.Length <= LargestPage)
                .OrderBy(file => file.Length % 97)
                .ThenBy(file => file.FullName, StringComparer.Ordinal)
                .Take(_pages)
                .ToArray()
            : [];
        Assert.SkipWhen(files.Length == 0, $"There are no pages in {Folder}.");
        var (blocks, inParts) = (0, 0);
        foreach (var file in files)
        {
            var source = await File.ReadAllTextAsync(file.FullName, TestContext.Current.CancellationToken);
            var answer = await AskAsync(source, TextFormat.Html, TranslationOptions.Default with { BeamSize = 1 });
            var statistics = answer.Statistics.ShouldNotBeNull();

            ShouldKeepTree(source, answer.Text, file.FullName);
            (blocks, inParts) = (blocks + statistics.Blocks ?? 0, inParts + statistics.BlocksInParts ?? 0);
        }

        output.WriteLine($"{files.Length} pages, {blocks} blocks, {inParts} of them in parts");
        inParts.ShouldBeLessThanOrEqualTo(blocks / 20);
    }

    private async Task RefusedAsync(TextFormat format, TranslationOptions options, string mentions)
    {
        var refusal = await Should.ThrowAsync<InferenceException>(() => AskAsync("<p>A man", format, options));
        refusal.Error.ShouldBe(InferenceError.InvalidInput);
        refusal.Message.ShouldContain(mentions);
    }

    private async Task<TranslatedText> AskAsync(string source, TextFormat format, TranslationOptions? options = null) =>
        (await model.AskAsync(new TranslationRequest([source]) { Format = format, Options = options ?? TranslationOptions.Default }))[0];

    /// <summary>Every element is where it was, with its attributes, its comments and what is never translated; and each that had text has some.</summary>
    private static void ShouldKeepTree(string source, string translated, string name)
    {
        var parser = new HtmlParser();
        using var before = parser.ParseDocument(source);
        using var after = parser.ParseDocument(translated);
        INode[] nodes = [.. Nodes(before)],
            others = [.. Nodes(after)];
        var place = nodes.Zip(others).TakeWhile(pair => Describe(pair.First) == Describe(pair.Second)).Count();
        others.Skip(place).Take(3).Select(Describe).ShouldBe(nodes.Skip(place).Take(3).Select(Describe), $"{name}, node {place}");
        KeptTexts(after).ShouldBe(KeptTexts(before), name);
        nodes.Zip(others).ShouldAllBe(pair => !HasText(pair.First) || HasText(pair.Second));
    }

    private static IEnumerable<INode> Nodes(INode node) => (node is IText ? [] : (INode[])[node]).Concat(node.ChildNodes.SelectMany(Nodes));

    /// <summary>What is never translated. Words of code may stand in another order in the translation.</summary>
    private static IEnumerable<string> KeptTexts(IDocument document) =>
        document.QuerySelectorAll("script, style, pre, code, kbd, samp, tt, var, textarea").Select(element => element.TextContent).Order();

    private static bool HasText(INode node) =>
        node.ChildNodes.Any(child => child is IText && !string.IsNullOrWhiteSpace(child.TextContent));

    private static string Describe(INode node) =>
        node switch
        {
            IElement element =>
                $"{element.ParentElement?.LocalName} > {element.LocalName} {string.Join(' ', element.Attributes.Select(attribute => $"{attribute.Name}={attribute.Value}"))}",
            IComment => node.TextContent,
            _ => node.NodeName,
        };
}
