using CsCheck;
using Shouldly;
using TransformerService.Models.Glossaries;
using TransformerService.Tokenization.Segments.Spans;
using Xunit;

namespace TransformerService.Tokenization.Tests.Segments;

public sealed class GlossarySpansTests
{
    [Theory]
    [InlineData("a Blue Door.", "Blue Door=P", "P")]
    [InlineData("Blue Doors, BlueDoor, the blue door", "Blue Door=P", "")]
    [InlineData("_Blue Door_ (Blue Door) Blue-Door", "Blue Door=P", "P P")]
    [InlineData("door Door DOOR doors", "door=porte", "porte Porte")]
    [InlineData("us US Us", "us=nous", "nous Nous")]
    [InlineData("A RED CARPET", "red carpet=tapis rouge", "TAPIS ROUGE")]
    [InlineData("STREET", "street=straße", "STRASSE")]
    [InlineData("a b c", "a b=1|a b c=2|b c=3", "2")]
    [InlineData("a b d", "a b=1|a b c=2|d=4", "1 4")]
    [InlineData("cafe\u0301 cafe", "cafe=x", "x")]
    [InlineData("cafe\u0301 caf\u00E9", "caf\u00E9=x", "x x")]
    [InlineData("cafe\u0301 caf\u00E9", "cafe\u0301=x", "x x")]
    [InlineData("Ｔｏｋｙｏ Tokyo ﬁsh", "Tokyo=x|fish=y", "x x y")]
    [InlineData("sit\u00ADting si\u200Btting", "sitting=x", "x x")]
    [InlineData("我爱北京天安门", "北京=Pékin", "Pékin")]
    [InlineData("C++ C", "C++=cpp|C=c", "cpp c")]
    [InlineData("", "a=b", "")]
    public void Find_Terms_AreWholeWordsAndTheLongest(string text, string entries, string expected) =>
        string.Join(' ', Find(text, entries).Select(span => span.Term?.Written)).ShouldBe(expected);

    [Fact]
    public void Find_TermsInOtherForms_AreWhereTheTextHasThem()
    {
        const string text = "A \u00ADｆｉｓh, a cafe\u0301\u00AD.";

        var found = Find(text, "fish=x|café=y");

        found.Select(span => text.Substring(span.Start, span.Length)).ShouldBe(["ｆｉｓh", "cafe\u0301"]);
    }

    [Fact]
    public void Find_AnyText_FindsWhatASearchFinds() =>
        Gen.Select(Gen.Char["ab c.Aé"].Array[0, 40], Gen.Char["ab c"].Array[1, 5].Array[1, 6])
            .Sample(
                (text, terms) =>
                {
                    var written = new string(text);
                    string[] sources = [.. terms.Select(term => new string(term).Trim()).Where(term => term.Length > 0).Distinct()];
                    var glossary = Glossary.Of([.. sources.Select(term => new GlossaryEntry(term))], 10, (_, _) => { });
                    var found = new GlossarySpans(glossary, null, Work()).Find(written, Work());
                    var end = 0;
                    foreach (var span in found)
                    {
                        span.Start.ShouldBeGreaterThanOrEqualTo(end);
                        span.WrittenIn(written).ShouldBe(written.Substring(span.Start, span.Length));
                        Words.IsWhole(written, span.Start, span.End).ShouldBeTrue();
                        end = span.End;
                    }

                    // Every place outside the spans at which a term stands as whole words overlaps one of them.
                    foreach (var term in sources)
                    {
                        for (var at = 0; (at = written.IndexOf(term, at, StringComparison.Ordinal)) >= 0; at++)
                        {
                            if (Words.IsWhole(written, at, at + term.Length))
                            {
                                found.ShouldContain(span => span.Start < at + term.Length && at < span.End);
                            }
                        }
                    }
                }
            );

    [Fact]
    public void Find_ManyTermsWithOneStart_WorkGrowsWithTheText()
    {
        var entries = Enumerable.Range(0, 1_000).Select(number => new GlossaryEntry($"{new string('a', 190)} {number}", "x"));
        var spans = new GlossarySpans(Glossary.Of([.. entries], 1_000, (_, _) => { }), null, Work());
        var work = Work();

        spans.Find(string.Concat(Enumerable.Repeat("aaaa ", 10_000)), work).ShouldBeEmpty();

        work.Steps.ShouldBeLessThan(50_000 * 4);
    }

    [Fact]
    public void Hash_SameEntries_IsTheSameInAnyOrder()
    {
        GlossaryEntry[] entries = [new("a", "b"), new("c")];
        var hash = Of(entries).Hash;

        hash.Length.ShouldBe(64);
        Of([entries[1], entries[0], entries[0]]).Hash.ShouldBe(hash);
        Of([entries[0]]).Hash.ShouldNotBe(hash);
        Of([]).Hash.ShouldBe("");

        static Glossary Of(GlossaryEntry[] entries) => Glossary.Of(entries, 10, (place, mustBe) => Assert.Fail(place + mustBe));
    }

    private static IReadOnlyList<ProtectedSpan> Find(string text, string entries) =>
        new GlossarySpans(
            Glossary.Of(
                [.. entries.Split('|').Select(pair => new GlossaryEntry(pair[..pair.IndexOf('=')], pair[(pair.IndexOf('=') + 1)..]))],
                10,
                (place, mustBe) => Assert.Fail(place + mustBe)
            ),
            "de",
            Work()
        ).Find(text, Work());

    private static TextWork Work() => new(CancellationToken.None);
}
