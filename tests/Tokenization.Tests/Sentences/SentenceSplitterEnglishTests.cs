using Shouldly;
using Xunit;

namespace TransformerService.Tokenization.Tests.Sentences;

public sealed class SentenceSplitterEnglishTests
{
    [Theory]
    [InlineData("It rained. |We stayed at home. |Why? |Because!")]
    [InlineData("What?! |No way!!! |Yes...")]
    [InlineData("One sentence without an end")]
    [InlineData("He was born in 1990. |20 years later he left.")]
    [InlineData("I bought an iPad. |iPhone prices fell.")]
    [InlineData("I love it! |😀 See you.")]
    [InlineData("So it was.[12] |Then it changed.²  |Now it is so.")]
    public void Split_PlainSentences_SplitsAtEachEnd(string marked) => Check(marked);

    [Theory]
    [InlineData("Mr. Smith met Dr. Jones and Mrs. Brown on St. Peter's Square. |They talked.")]
    [InlineData("Bring fruit, e.g. Apples, i.e. Red ones. |Done.")]
    [InlineData("See Fig. 3, No. 5 and pp. 10–12. |It is all there.")]
    [InlineData("He said no. |I said yes.")]
    [InlineData("On Jan. 5 we met. |It was cold in Jan. |The snow was deep.")]
    [InlineData("We sell pens, paper, etc. |Visit us.")]
    [InlineData("Come at 5 p.m. Monday. |She left at 9 a.m. |He stayed.")]
    [InlineData("He moved to the U.S. in May. |She lives in the U.S. |They call often.")]
    [InlineData("The U.S. Senate voted. |Apple Inc. Chief Tim Cook spoke at Apple Inc. |The shares rose.")]
    [InlineData("J. K. Rowling and George W. Bush met J.R.R. Tolkien's heirs. |It was fun.")]
    [InlineData("The case Smith vs. Jones, cf. Miller et al. 2001, is old.")]
    [InlineData("Martin Luther King Jr. Day is a holiday. |He has a Ph.D. |His wife too.")]
    public void Split_Abbreviations_SplitsOnlyWhereASentenceBegins(string marked) => Check(marked);

    [Theory]
    [InlineData("Pi is 3.14 and a lot is 1.000,50 or 1,000.50. |Right.")]
    [InlineData("Go to example.com or https://a.example/b?c=D.E!F now. |Mail me.somebody@example.org. |Thanks.")]
    [InlineData("Use node.js with v1.2.3. |Open readme.md. |.NET is fine, too.")]
    [InlineData("It costs 5.99. |The rest is free.")]
    [InlineData("It cost too much. |$5 is enough.")]
    public void Split_DotsInsideWords_DoesNotSplitThere(string marked) => Check(marked);

    [Theory]
    [InlineData("\"Stop!\" he said. |\"Why?\" |\"Because I say so.\"")]
    [InlineData("“I know.” |“You do?” she asked. |‘Yes.’ |He left.")]
    [InlineData("\"Why?\" Mary asked. |\"Who cares?\" |He shrugged.")]
    [InlineData("(He left. |She stayed.) |Then it rained. |[It did.] |Yes.")]
    [InlineData("He (the boss!) left, and Mary (who?) stayed. |It (!) Happened.")]
    [InlineData("Yahoo! is old. |What is it?, he thought.")]
    public void Split_QuotesAndBrackets_KeepsThemWithTheirSentence(string marked) => Check(marked);

    [Theory]
    [InlineData("Well... maybe. |I waited… and waited... |Then he came.")]
    [InlineData("Well... I see. |\"It is [...] The thing,\" he read.")]
    [InlineData("Wait . . . what? |So. |...And then he left.")]
    public void Split_Ellipses_SplitsOnlyBeforeASentence(string marked) => Check(marked);

    [Theory]
    [InlineData("1. Open the lid.\n|2. Close it.\n|3. Wait.")]
    [InlineData("Steps: 1. Open the lid. |2. Close it.")]
    [InlineData("II. The plan\n|a. First\n|B. The second\n|1.1. Deeper")]
    [InlineData("- One. \n|- Two. |• Three.\n|* Four.")]
    public void Split_Lists_KeepsTheLabelWithItsItem(string marked) => Check(marked);

    [Theory]
    [InlineData("First paragraph. |It has two.\n\n|Second paragraph\n|goes on")]
    [InlineData("One.\r\n|Two.\r\n\r\n  |Three.  \r\n")]
    [InlineData("One\u2028|Two\u2029|Three\v|Four\f|Five\r|Six\u0085|Seven")]
    [InlineData("  One.   |Two.\t|Three.\u00a0 ")]
    public void Split_LineBreaks_AlwaysEndASentence(string marked) => Check(marked);

    private static void Check(string marked) => MarkedText.Mark(MarkedText.Unmark(marked), "en").ShouldBe(marked);
}
