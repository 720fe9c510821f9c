using Shouldly;
using TransformerService.Models.Cards;
using Xunit;

namespace TransformerService.Models.Tests.Cards;

/// <summary>The scores of model cards.</summary>
public sealed class ScoreTableTests
{
    private static readonly string[] _card =
    [
        "# A model",
        "",
        "| system | set | x |",
        "## Scores",
        "",
        "| system | model | set | BLEU | 95 % | precision |",
        "|---|---|---|---:|---:|---|",
        "| student | m | a.tsv | 40.1 | 39 to 41 | int8 |",
        "| teacher | m | a.tsv | 41.3 | 40 to 42 | float32 |",
        "| student | m | b.tsv | 17.5 | NaN | int8 |",
        "| student | m | c.tsv |",
        "",
        "| student | m | d.tsv | 1 | 2 | 3 |",
    ];

    [Fact]
    public void Read_Table_HasTheNumbersOfTheSystem()
    {
        ScoreTable.Read(_card, "student").ShouldBe([new CardScore("a.tsv", "BLEU", 40.1), new CardScore("b.tsv", "BLEU", 17.5)]);
        ScoreTable.Read(_card, "teacher").ShouldBe([new CardScore("a.tsv", "BLEU", 41.3)]);
        ScoreTable.Read(_card, "other").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("## Scores")]
    [InlineData("## Scores\n\n| a | b |\n|---|---|\n| 1 | 2 |")]
    [InlineData("## Scores\ntext\n| system | set |\n|---|---|\n| student | x |")]
    public void Read_OtherText_HasNone(string card) => ScoreTable.Read(card.Split('\n'), "student").ShouldBeEmpty();

    [Fact]
    public void Read_NoCard_HasNone() =>
        ScoreTable.Read(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), "student").ShouldBeEmpty();
}
