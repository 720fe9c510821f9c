using Shouldly;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Comparison;
using Xunit;

namespace TransformerService.Shadow.Tests.Comparison;

/// <summary>The comparisons of taggers, embedding models and rerankers, on cases that are easy by hand.</summary>
public sealed class EncoderComparersTests
{
    [Fact]
    public void Entities_OneOfThreeInCommon_HaveTheirF1()
    {
        TaggedEntity anna = new("PER", 0.9, "Anna", 0, 4),
            paris = new("LOC", 0.9, "Paris", 14, 19),
            same = anna with { Score = 0.4 },
            other = paris with { Label = "ORG" };

        var comparison = EntityComparer.Compare([same, other], [anna]);

        comparison.Differs.ShouldBeTrue();
        comparison.Metrics[ShadowMetrics.EntityF1].ShouldBe(2.0 / 3, 1e-9);
        comparison.Metrics[ShadowMetrics.ExtraEntities].ShouldBe(1);
        comparison.Metrics[ShadowMetrics.MissedEntities].ShouldBe(0);
        EntityComparer.Compare([same], [anna]).Differs.ShouldBeFalse();
        EntityComparer.Compare([], []).Metrics[ShadowMetrics.EntityF1].ShouldBe(1);
        EntityComparer.Compare([], [anna]).Severity.ShouldBe(1);
    }

    [Theory]
    [InlineData(new double[] { 3, 2, 1 }, new double[] { 30, 20, 10 }, 1, false)]
    [InlineData(new double[] { 3, 2, 1 }, new double[] { 1, 2, 3 }, -1, true)]
    [InlineData(new double[] { 3, 2, 1 }, new double[] { 3, 1, 2 }, 1.0 / 3, false)]
    [InlineData(new double[] { 3, 2, 1 }, new double[] { 2, 3, 1 }, 1.0 / 3, true)]
    [InlineData(new double[] { 1, 1, 0 }, new double[] { 2, 1, 0 }, 0.8164965809, false)] // two of three pairs ordered by one: 2 / √6
    [InlineData(new double[] { 1 }, new double[] { 7 }, 1, false)]
    public void Rankings_KnownOrders_HaveKendallsTau(double[] student, double[] teacher, double tau, bool differs)
    {
        var comparison = RankingComparer.Compare(student, teacher);

        comparison.Metrics[ShadowMetrics.KendallTau].ShouldBe(tau, 1e-9);
        comparison.Metrics[ShadowMetrics.TopChange].ShouldBe(differs ? 1 : 0);
        comparison.Differs.ShouldBe(differs);
        comparison.Severity.ShouldBeInRange(differs ? RankingComparer.TopSeverity : 0, differs ? 1 : RankingComparer.TopSeverity);
    }

    [Fact]
    public void Rankings_OfOtherDocuments_CannotBeCompared() => Should.Throw<ArgumentException>(() => RankingComparer.Compare([1, 2], [1]));

    [Fact]
    public void Embeddings_OfOneSpace_AreComparedByTheirCosine()
    {
        EmbeddingComparer.Compare([1, 0], [2, 0]).Metrics[ShadowMetrics.Cosine].ShouldBe(1, 1e-6);
        EmbeddingComparer.Compare([1, 0], [2, 0]).Differs.ShouldBeFalse();
        EmbeddingComparer.Compare([1, 0], [0, 5]).Metrics[ShadowMetrics.Cosine].ShouldBe(0, 1e-6);
        EmbeddingComparer.Compare([1, 0], [0, 5]).Differs.ShouldBeTrue();
        EmbeddingComparer.Compare([1, 0, 0], [0, 5]).Metrics.ShouldBeEmpty();
    }

    [Fact]
    public void Neighbours_OfARotatedSpace_AreTheSame()
    {
        var neighbours = new Neighbours();
        var random = new Random(7);
        for (var text = 0; text < Neighbours.FewestTexts + 20; text++)
        {
            float[] teacher = [random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f];
            float[] rotated = [-teacher[1], teacher[0], teacher[2]];

            var comparison = neighbours.Add(EmbeddingComparer.Compare(rotated, teacher), rotated, teacher);

            comparison.Metrics.ContainsKey(ShadowMetrics.NeighbourOverlap).ShouldBe(text >= Neighbours.FewestTexts);
            if (text >= Neighbours.FewestTexts)
            {
                comparison.Metrics[ShadowMetrics.NeighbourOverlap].ShouldBe(1, "a rotation keeps every cosine between texts");
                comparison.Differs.ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void Neighbours_OfAnotherOrder_Differ()
    {
        var neighbours = new Neighbours();
        var random = new Random(7);
        AnswerComparison? last = null;
        for (var text = 0; text <= Neighbours.MostTexts; text++)
        {
            float[] teacher = [random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f];
            float[] unrelated = [random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, 0];
            last = neighbours.Add(EmbeddingComparer.Compare(unrelated, teacher), unrelated, teacher);
        }

        last.ShouldNotBeNull().Differs.ShouldBeTrue();
        last.Metrics[ShadowMetrics.NeighbourOverlap].ShouldBeLessThan(Neighbours.AlikeOverlap);
    }
}
