using Shouldly;
using TransformerService.Inference.Tagging;
using TransformerService.Models.Requests;
using TransformerService.Tokenization;
using Xunit;

namespace TransformerService.Inference.Tests.Tagging;

/// <summary>Names of entities under the schemes that taggers are trained with.</summary>
public sealed class EntitiesTests
{
    [Theory]
    [InlineData("B-PER I-PER O", "PER 0-2")]
    [InlineData("B-PER B-PER O", "PER 0-1, PER 1-2")]
    [InlineData("S-PER O U-LOC", "PER 0-1, LOC 2-3")] // BIOES, BILOU
    [InlineData("O M-LOC M-LOC", "LOC 1-3")] // BMES
    [InlineData("I-creative-work I-creative-work O", "creative-work 0-2")]
    [InlineData("PER PER O", "PER 0-2")]
    [InlineData("non-person non-person O", "non-person 0-2")]
    [InlineData("B- O O", "B- 0-1")]
    public void Of_LabelsOfAScheme_AreNamedWithoutItsMarks(string labels, string expected)
    {
        var given = labels.Split(' ');
        string[] known = [.. given.Distinct()];
        var row = new AlignedText(
            new TokenizedText([], [], 0),
            [.. given.Select((_, place) => new AlignedToken("x", place, place + 1, IsSpecial: false, IsUnknown: false))],
            MarksSubwords: true
        );
        double[][] scores = [.. given.Select(label => known.Select(one => one == label ? 1.0 : 0.0).ToArray())];

        var entities = Entities.Of("abc", row, scores, known, TagAggregation.Simple);

        string.Join(", ", entities.Select(entity => $"{entity.Label} {entity.Start}-{entity.End}")).ShouldBe(expected);
    }
}
