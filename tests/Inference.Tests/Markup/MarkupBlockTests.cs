using System.Text;
using Shouldly;
using TransformerService.Inference.Markup;
using TransformerService.Tokenization;
using TransformerService.Tokenization.Segments.Spans;
using Xunit;

namespace TransformerService.Inference.Tests.Markup;

/// <summary>How documents are divided, and how translations are written into them, without a model.</summary>
public sealed class MarkupBlockTests
{
    private static TextWork Work => new(TestContext.Current.CancellationToken);

    [Theory]
    [InlineData("<nav><a href='/'>Home</a><a href='/a'>About us</a><a>Contact</a></nav>", "Home|About us|Contact")]
    [InlineData("<nav><a href='/'>Home</a> <a href='/a'>About us</a> | <button>log in</button></nav>", "Home|About us|log in")]
    [InlineData("<b>Total</b><i>25 dogs</i>", "Total|25 dogs")]
    [InlineData("<a>Dogs</a><span>(12)</span>", "Dogs")]
    [InlineData("<h3>The dog<a class=\"anchor\">#</a></h3>", "The dog")]
    [InlineData("<h3><a>¶</a> The dog</h3>", "The dog")]
    [InlineData("<span>dogs</span><!-- x --><span>cats</span>", "dogs|cats")]
    [InlineData("<b>Note:</b><i>Dogs run</i>", "Note:|Dogs run")]
    [InlineData("<b>un</b><i>happy</i>", "unhappy")]
    [InlineData("<b>H</b><i>ello</i> dogs", "Hello dogs")]
    [InlineData("<b>Dogs</b><i>, cats</i>", "Dogs, cats")]
    [InlineData("<b>Dogs</b> <i>run</i>", "Dogs run")]
    [InlineData("See <a>the dog</a> <a>here</a>", "See the dog here")]
    [InlineData("A <b>dog</b>s", "A dogs")]
    public void Of_ElementsThatTouch_AreTextsOfTheirOwn(string source, string expected) =>
        string.Join('|', Blocks(new HtmlSyntax(), source).Select(block => block.Plain)).ShouldBe(expected);

    [Theory]
    [InlineData("20 m<sup>2</sup> and 10<sup>6</sup> dogs", "20 m2 and 106 dogs", "m2|106")]
    [InlineData("CO<sub>2</sub> is a gas", "CO2 is a gas", "CO2")]
    [InlineData("H<sub>2</sub>SO<sub>4</sub> is an acid", "H2SO4 is an acid", "H2SO4")]
    [InlineData("The <sup>14</sup>C dog", "The 14C dog", "14C")]
    [InlineData("The Ca<sup>2+</sup> ion", "The Ca2+ ion", "Ca2+")]
    [InlineData("The 1<sup>st</sup> dog", "The 1st dog", "1st")]
    [InlineData("The dogs<sup><a href=\"#fn1\">1</a></sup> run", "The dogs run", "")]
    [InlineData("The dogs<sup>1</sup>. They run", "The dogs. They run", "")]
    [InlineData("The dogs<sup>TM</sup> run", "The dogs run", "")]
    [InlineData("The dogs<sup>big ones</sup> run", "The dogsbig ones run", "")]
    [InlineData("The <code>dog</code>s run", "The dogs run", "dogs")]
    [InlineData("Press <kbd>Ctrl</kbd><kbd>C</kbd> now", "Press CtrlC now", "CtrlC")]
    [InlineData("The <a><code>dog</code></a>s run", "The dog s run", "dog")]
    public void Of_Index_IsOneUnitWithItsWord(string source, string plain, string units)
    {
        var block = Blocks(new HtmlSyntax(), source).ShouldHaveSingleItem();

        block.Plain.ShouldBe(plain);
        string.Join('|', block.Units.Select(unit => unit.Text)).ShouldBe(units);
    }

    [Theory]
    [InlineData("Press <img src=\"k.png\"> to go and <input> to write.")]
    [InlineData("A dog <!-- c --> is here.")]
    [InlineData("The <i class=\"icon\"></i> dog")]
    [InlineData("The dog <b> runs </b> home")]
    [InlineData("The dog<img> runs")]
    [InlineData("The dog <img>runs")]
    [InlineData("The <b>dog</b> runs")]
    [InlineData("The <a><code>dog</code></a>s run")]
    [InlineData("The dogs<sup>1</sup> run")]
    [InlineData("The area is 20 m<sup>2</sup> large")]
    public void Write_SameWords_IsTheSource(string source) => Written(new HtmlSyntax(), source, null).ShouldBe(source);

    [Fact]
    public void Write_EmptyElementOfXml_KeepsItsSpaces() =>
        Written(new XmlSyntax(), "<t>Click <x id=\"2\"/> continue</t>", null).ShouldBe("<t>Click <x id=\"2\"/> continue</t>");

    [Theory]
    [InlineData("**Dog**: A dog", "Un chien: un chien", "**Un chien**: un chien")]
    [InlineData("**Dog** and `x`: the _cat_", "Chien et x : le chat", "**Chien** et `x` : le _chat_")]
    [InlineData("A ~~dog~~ runs", "Un chien court", "Un ~~chien~~ court")]
    public void Write_Emphasis_HasNoSpaceAtItsEdge(string source, string translation, string expected) =>
        Written(new MarkdownSyntax(), source, translation).ShouldBe(expected);

    [Theory]
    [InlineData("A ~~dog~~ runs.\n", "A dog runs.")]
    [InlineData("A dog[^1] runs.\n\n[^1]: A cat.\n\nA bird.\n", "A dog runs.|A cat.|A bird.")]
    [InlineData("A dog[^1] runs.\n", "A dog runs.")]
    [InlineData("[^1]: A cat.\n", "A cat.")]
    [InlineData("> [!NOTE]\n> A dog runs.\n", "A dog runs.")]
    [InlineData("::: warning\nA dog runs.\n:::\n", "A dog runs.")]
    [InlineData("+++\ntitle = \"A dog\"\n+++\nA dog runs.\n", "A dog runs.")]
    [InlineData("Dog\n: A dog runs.\n", "Dog|A dog runs.")]
    [InlineData("Press <kbd>Ctrl</kbd> now.\n", "Press Ctrl now.")]
    [InlineData("Ten m<sup>2</sup> now.\n", "Ten m2 now.")]
    [InlineData("[Home](/)[About](/a) [Dogs](/d)\n", "Home|About|Dogs")]
    [InlineData("| A ~~dog~~ | b |\n|---|---|\n| cat[^1] | 12 |\n\n- [x] A dog\n", "A dog|b|cat|A dog")]
    public void Of_Markdown_LeavesItsSigns(string source, string expected)
    {
        string.Join('|', Blocks(new MarkdownSyntax(), source).Select(block => block.Plain)).ShouldBe(expected);
        Written(new MarkdownSyntax(), source, null).ShouldBe(source);
    }

    [Theory]
    [InlineData("See https://x.org/?a=1&b=2&copy=3 now.")]
    [InlineData("Use {{ items[0] }} or {{ a|b }} now, says AT&T.")]
    [InlineData("Use foo\\_bar and a&amp;b, says AT&amp;T or AT&T.")]
    [InlineData("Set `a` to ${x[0]} and \\${y}, **{{ z[1] }}** too.")]
    [InlineData("| Use {{ a\\|b }} | {{ x[0] }} here |\n|---|---|\n")]
    [InlineData("The [sic] dog * cat ~ cow _ hen < hare, 5 < 6 & C:\\Users.")]
    [InlineData("#1 of -5 or +3 in 2.5 dogs (1.)")]
    [InlineData("A \\*dog\\* \\[runs\\](home) \\[^1\\] \\&copy; \\<b>.")]
    [InlineData("1\\. A dog")]
    [InlineData("\\# A dog")]
    [InlineData("A dog\\* **runs**.")]
    public void Write_Markdown_EscapesOnlyMarkup(string source) => Written(new MarkdownSyntax(), source, null).ShouldBe(source);

    [Theory]
    [InlineData("A {{ x[0] }} dog of AT&T.", "Un chien {{ x[0] }} d'AT&T.", "Un chien {{ x[0] }} d'AT&T.")]
    [InlineData("A dog foo\\_bar\\*b.", "foo_bar*b. Un chien", "foo\\_bar\\*b. Un chien")]
    [InlineData("The cat --- A dog.", "- A [b] c](d) 5 | 6", "\\- A [b] c\\](d) 5 | 6")]
    [InlineData("See a dog.\n\n[x]: y", "Le [chat] est là.", "Le \\[chat\\] est là.\n\n[x]: y")]
    public void Write_TranslationIntoMarkdown_CopiesSpans(string source, string translation, string expected) =>
        Written(new MarkdownSyntax(), source, translation).ShouldBe(expected);

    [Theory]
    [InlineData("<p>See https://x.org/?a=1&b=2, says AT&T &amp; you.</p>")]
    [InlineData("<p>See https://x.org/?a=1&amp;b=2&d=3  and  {{ a&b }} now.</p>")]
    public void Write_Html_CopiesSpans(string source) =>
        Written(new HtmlSyntax(), source, null).ShouldBe(source.Replace("  ", " ", StringComparison.Ordinal));

    [Theory]
    [InlineData(
        "Go to <a href=x><code>bar</code></a> with <em>dogs</em>",
        "Aller bar avec chiens",
        "Aller <a href=x><code>bar</code></a> avec <em>chiens</em>"
    )]
    [InlineData(
        "<a><code>bar</code></a> with <em>dogs</em> now",
        "bar avec des chiens",
        "<a><code>bar</code></a> avec <em>des</em> chiens"
    )]
    [InlineData("The dog runs to <a><code>bar</code></a>", "Le bar court", "The dog runs to <a><code>bar</code></a>")]
    public void Write_GapWithoutText_IsNeverMade(string source, string translation, string expected) =>
        Written(new HtmlSyntax(), source, translation).ShouldBe(expected);

    [Theory]
    [InlineData("<div translate=no>A man<p translate=yes>A dog</p>A cat</div>A bird", "A dog|A bird")]
    [InlineData("<div translate=no>A man<p translate=yes>A dog<p>A cat</div>A bird", "A dog|A bird")]
    [InlineData("<div translate=no>A man<ul translate=yes><li>A dog<li><code>x</code></ul>A cat</div>A bird", "A dog|A bird")]
    [InlineData("<p>The <span translate=no>Blue <b translate=yes>dog</b> cat</span> runs", "The|dog|runs")]
    [InlineData("<div translate=no><p translate=yes>A dog <i translate=no>Tom</i> runs</div>A bird", "A dog Tom runs|A bird")]
    [InlineData("<div translate=no><p translate=yes>A dog</div>A bird", "A dog|A bird")]
    public void Of_TranslatedInsideKept_IsTranslated(string source, string expected)
    {
        string.Join('|', Blocks(new HtmlSyntax(), source).Select(block => block.Plain)).ShouldBe(expected);
        Written(new HtmlSyntax(), source, null).ShouldBe(source);
    }

    [Theory]
    [InlineData("<r><?p?><a>A dog</a><?q r?><b>A cat</b></r>", "A dog|A cat")]
    [InlineData("<!DOCTYPE r [<?p it's?><!-- it's -->]><r>A dog</r>", "A dog")]
    [InlineData("<r><![CDATA[]]><a>A dog</a><!----><b>A cat</b></r>", "A dog|A cat")]
    [InlineData(
        "<r xmlns:its='i'><a translate = \"no\">A man</a><a translate\n=\t'no'>A man</a><a x='' its:translate=\"no\">A man</a><a>A dog</a></r>",
        "A dog"
    )]
    [InlineData("<r><a data-translate=\"no\">A dog</a><a title='translate=\"no\"'>A cat</a></r>", "A dog|A cat")]
    [InlineData("<r translate=\"no\"><a x=\"translate='yes'\">A man</a><a translate = 'yes'>A dog</a></r>", "A dog")]
    public void Of_Xml_ReadsInstructionsAndAttributes(string source, string expected)
    {
        string.Join('|', Blocks(new XmlSyntax(), source).Select(block => block.Plain)).ShouldBe(expected);
        Written(new XmlSyntax(), source, null).ShouldBe(source);
    }

    [Theory]
    [InlineData("<p>A dog runs.</")]
    [InlineData("A dog runs.</")]
    [InlineData("<p>A dog runs. </")]
    public void Of_HtmlThatEndsInATag_HasItsText(string source)
    {
        Blocks(new HtmlSyntax(), source).ShouldHaveSingleItem().Plain.ShouldBe("A dog runs.");
        Written(new HtmlSyntax(), source, null).ShouldBe(source);
    }

    [Fact]
    public void Of_TranslatedInsideKeptXml_IsTranslated() =>
        Blocks(new XmlSyntax(), "<r translate=\"no\"><a>A man</a><a translate=\"yes\">A dog</a><a>A cat</a></r>")
            .ShouldHaveSingleItem()
            .Plain.ShouldBe("A dog");

    private static IReadOnlyList<MarkupBlock> Blocks(MarkupSyntax syntax, string source) =>
        MarkupBlock.Of(source, WordMarks.Join(source, syntax.Read(source, null, Work), Work), Work);

    /// <summary>Writes each block with a translation; null for its own text.</summary>
    private static string Written(MarkupSyntax syntax, string source, string? translation)
    {
        var (output, done) = (new StringBuilder(), 0);
        var writer = new BlockWriter(source, syntax, (to, start, end) => to.Append(source, start, end - start));
        foreach (var block in Blocks(syntax, source))
        {
            output.Append(source, done, block.Start - done);
            string[] gaps = [.. block.Gaps.Select(gap => block.Plain[gap.Start..gap.End])];
            var cut = CutTranslation.Of(source, block, translation ?? block.Plain, gaps, attention: null, Work);
            writer.Write(block, SpanFinder.Find(block.Plain, Work), cut, gaps, output);
            done = block.End;
        }

        return output.Append(source, done, source.Length - done).ToString();
    }
}
