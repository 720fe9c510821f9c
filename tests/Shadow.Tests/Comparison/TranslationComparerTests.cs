using CsCheck;
using Shouldly;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Comparison;
using Xunit;

namespace TransformerService.Shadow.Tests.Comparison;

public sealed class TranslationComparerTests
{
    [Fact]
    public void Compare_SameAnswer_HasNoDifference()
    {
        var comparison = Compare("The cat sleeps.", "Le chat dort.", "Le chat dort.");

        comparison.Differs.ShouldBeFalse();
        comparison.Severity.ShouldBe(0);
        comparison.Labels.ShouldBeNull();
        comparison
            .Metrics.OrderBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(metric => (metric.Key, metric.Value))
            .ShouldBe([
                ("chrF", 100),
                ("copiedSource", 0),
                ("editDistance", 0),
                ("exactMatch", 1),
                ("lengthRatio", 1),
                ("lostNumbers", 0),
                ("repeatedLoop", 0),
                ("scoreDifference", 0),
                ("truncation", 0),
            ]);
    }

    [Fact]
    public void Compare_ByHand_MeasuresEverything()
    {
        var comparison = TranslationComparer.Compare("x", Answer("abd", -0.5), Answer("abcd", -0.25));

        // chrF by order: unigrams 3/3 and 3/4, bigrams 1/2 and 1/3, trigrams 0/1 and 0/2.
        var (precision, recall) = ((1 + 0.5) / 3, (0.75 + (1.0 / 3)) / 3);
        var chrF = 5 * precision * recall / ((4 * precision) + recall);
        comparison.Metrics["chrF"].ShouldBe(100 * chrF, 1e-9);
        comparison.Metrics["exactMatch"].ShouldBe(0);
        comparison.Metrics["editDistance"].ShouldBe(1);
        comparison.Metrics["lengthRatio"].ShouldBe(0.75);
        comparison.Metrics["scoreDifference"].ShouldBe(-0.25);
        comparison.Differs.ShouldBeTrue();
        comparison.Severity.ShouldBe(0.75 * (1 - chrF), 1e-9);
    }

    [Fact]
    public void Compare_TrivialDifferences_DoNotCount()
    {
        var comparison = Compare("“Hello,” he said.", "« Bonjour », dit-il.", "\"bonjour\", dit–il.");

        comparison.Differs.ShouldBeFalse();
        comparison.Severity.ShouldBe(0);
        comparison.Metrics["exactMatch"].ShouldBe(0);
        comparison.Metrics["chrF"].ShouldBeLessThan(100);
    }

    [Fact]
    public void Compare_OtherWords_DifferFromHalfTheCharactersOn()
    {
        Compare("x", "Le petit chat dort sur le canapé.", "Le chat dort sur le canapé.").Differs.ShouldBeFalse();
        Compare("x", "Un félin sommeille au salon.", "Le chat dort sur le canapé.").Differs.ShouldBeTrue();
    }

    [Theory]
    [InlineData("copiedSource", "Where is the station, please?", "Where is the station, please?", "Où est la gare, s’il vous plaît ?")]
    [InlineData("repeatedLoop", "We agree.", "Nous sommes, nous sommes, nous sommes, nous sommes d’accord.", "Nous sommes d’accord.")]
    [InlineData("lostNumbers", "It costs 1,250 euros today.", "Cela coûte des euros aujourd’hui.", "Cela coûte 1 250 euros aujourd’hui.")]
    [InlineData("truncation", "He came home and then he slept.", "Il est rentré chez", "Il est rentré chez lui, puis il a dormi.")]
    public void Compare_FaultOfTheStudent_IsFoundAndSevere(string fault, string source, string student, string teacher)
    {
        var comparison = Compare(source, student, teacher);

        string[] faults = ["copiedSource", "repeatedLoop", "lostNumbers", "truncation"];
        faults.Where(name => comparison.Metrics[name] > 0).ShouldBe([fault]);
        comparison.Differs.ShouldBeTrue();
        comparison.Severity.ShouldBeInRange(TranslationComparer.FaultSeverity, 1);

        // The other way round the fault is the other's.
        faults.ShouldAllBe(name => Compare(source, teacher, student).Metrics[name] == 0);
        faults.ShouldAllBe(name => Compare(source, student, student).Metrics[name] == 0);
    }

    [Fact]
    public void Compare_OnlyTheStudentWasCut_IsTruncation()
    {
        var cut = Answer("Bonjour.", 0) with { Truncated = true };
        TranslationComparer.Compare("Hello.", cut, Answer("Bonjour.", 0)).Metrics["truncation"].ShouldBe(1);
        TranslationComparer.Compare("Hello.", cut, cut).Metrics["truncation"].ShouldBe(0);
    }

    [Theory]
    [InlineData("", "", 1, false)]
    [InlineData("", "Oui.", 0, true)]
    [InlineData("Oui.", "", 4, true)]
    public void Compare_EmptyAnswers_AreCompared(string student, string teacher, double ratio, bool differs)
    {
        var comparison = Compare("Yes.", student, teacher);
        comparison.Metrics["lengthRatio"].ShouldBe(ratio);
        comparison.Differs.ShouldBe(differs);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Compare_ScoreThatIsNoNumber_LeavesItsMetricOut(double score)
    {
        var comparison = TranslationComparer.Compare("x", Answer("a", -1), Answer("a", score));
        comparison.Metrics.ShouldNotContainKey("scoreDifference");
        comparison.Metrics.Count.ShouldBe(8);
    }

    [Fact]
    public void Compare_AnyTexts_GivesFiniteNumbersInTheirRanges() =>
        Gen.Select(Gen.String, Gen.String, Gen.String)
            .Sample(
                (source, student, teacher) =>
                {
                    var comparison = Compare(source, student, teacher);
                    comparison.Severity.ShouldBeInRange(0, 1);
                    comparison.Metrics.Values.ShouldAllBe(value => double.IsFinite(value));
                    comparison.Metrics["chrF"].ShouldBeInRange(0, 100 + 1e-9);
                    comparison.Metrics["editDistance"].ShouldBeInRange(0, 1);
                    var self = Compare(source, student, student);
                    self.Differs.ShouldBeFalse();
                    self.Severity.ShouldBe(0, 1e-9);
                },
                iter: 500
            );

    [Fact]
    public void Compare_LongTexts_TakeNoQuadraticTime()
    {
        var student = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"mot{number} "));
        var teacher = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"mot{number * 2} "));
        Compare("x", student, teacher).Metrics["editDistance"].ShouldBeInRange(0.4, 1);
    }

    private static AnswerComparison Compare(string source, string student, string teacher) =>
        TranslationComparer.Compare(source, Answer(student, -0.5), Answer(teacher, -0.5));

    private static TranslatedText Answer(string text, double score) => new(text, score, 1, 1, false, null);
}
