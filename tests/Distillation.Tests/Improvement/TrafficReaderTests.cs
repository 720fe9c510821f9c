using System.Text;
using Shouldly;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Improvement;
using TransformerService.Distillation.Tests.Data;
using Xunit;

namespace TransformerService.Distillation.Tests.Improvement;

public sealed class TrafficReaderTests : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Read_AnExport_TakesBothSamplesWithTheirImportance()
    {
        var traffic = Read(
            """{"source":"pay now","target":"money","student":"music","severity":0.9,"weight":1,"sample":"severe","probability":1}""",
            """{"source":"it rains\ntoday","target":"weather","student":"weather","severity":0,"weight":1,"sample":"control","probability":0.05}""",
            """{"source":"no label yet","sample":"control","probability":0.5}"""
        );

        traffic.LeftOut.ShouldBeEmpty();
        traffic.Texts.ShouldBe([
            new TrafficText("pay now", "money", 1, IsControl: false),
            new TrafficText("it rains\ntoday", "weather", 20, IsControl: true),
            new TrafficText("no label yet", null, 2, IsControl: true),
        ]);
    }

    [Theory]
    [InlineData("half a li", LeftOut.Malformed)]
    [InlineData("[]", LeftOut.Malformed)]
    [InlineData("""{"target":"money","sample":"severe"}""", LeftOut.Malformed)]
    [InlineData("""{"source":7,"target":"money","sample":"severe"}""", LeftOut.Malformed)]
    [InlineData("""{"source":"\ud800","target":"money","sample":"severe"}""", LeftOut.Malformed)]
    [InlineData("""{"source":"pay","target":{"deep":[]},"sample":"severe"}""", LeftOut.Malformed)]
    [InlineData("""{"source":null,"target":"money","sample":"severe"}""", LeftOut.Empty)]
    [InlineData("""{"source":"  ","target":"money","sample":"severe"}""", LeftOut.Empty)]
    [InlineData("""{"source":"pay\u0000\u0007","target":"money","sample":"severe"}""", LeftOut.ControlCharacters)]
    [InlineData("""{"source":"write to [email]","target":"money","sample":"severe"}""", LeftOut.Redacted)]
    [InlineData("""{"source":"pay","pair":"now","target":"money","sample":"severe"}""", LeftOut.Pair)]
    [InlineData("""{"source":"pay","target":"money","model":"other","sample":"severe"}""", LeftOut.OtherModel)]
    [InlineData("""{"source":"pay","target":"poison","sample":"severe"}""", LeftOut.UnknownLabel)]
    [InlineData("""{"source":"pay","target":"money","sample":"chosen"}""", LeftOut.InvalidSample)]
    [InlineData("""{"source":"pay","target":"money","sample":"control","probability":0}""", LeftOut.InvalidSample)]
    [InlineData("""{"source":"pay","target":"money","sample":"control","probability":1e-300}""", LeftOut.InvalidSample)]
    [InlineData("""{"source":"pay","target":"money","sample":"control","probability":2}""", LeftOut.InvalidSample)]
    [InlineData("""{"source":"pay","target":"money","sample":"severe","weight":-1}""", LeftOut.InvalidSample)]
    internal void Read_ALineThatCannotBeUsed_IsCountedByItsReason(string line, LeftOut reason)
    {
        var traffic = Read(line, """{"source":"sound","target":"music","sample":"severe"}""");

        traffic.Texts.ShouldHaveSingleItem().Text.ShouldBe("sound");
        traffic.LeftOut.ShouldBe(new Dictionary<LeftOut, long> { [reason] = 1 });
        traffic.Lines.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"source":"Go.","target":"Va.\u0007","sample":"severe"}""", LeftOut.ControlCharacters)]
    [InlineData("""{"source":"Go.","target":"Va [phone].","sample":"severe"}""", LeftOut.Redacted)]
    [InlineData(
        """{"source":"Go.","target":"Va, va, va, va, va, va, va, va, va, va, va, va, va.","sample":"severe"}""",
        LeftOut.LengthRatio
    )]
    [InlineData("""{"source":"Los.","target":"Va.","sourceLanguage":"de","sample":"severe"}""", LeftOut.OtherDirection)]
    [InlineData("""{"source":"Go.","target":"Los.","targetLanguage":"de","sample":"severe"}""", LeftOut.OtherDirection)]
    [InlineData("""{"source":"Go.","target":["Va."],"sample":"severe"}""", LeftOut.Malformed)]
    internal void Read_ATranslationThatCannotBeUsed_IsCountedByItsReason(string line, LeftOut reason)
    {
        var traffic = ReadTranslations(line, """{"source":"Stay.","target":"Reste.\nIci.","targetLanguage":"fr","sample":"severe"}""");

        traffic.Texts.ShouldHaveSingleItem().Label.ShouldBe("Reste.\nIci.");
        traffic.LeftOut.ShouldBe(new Dictionary<LeftOut, long> { [reason] = 1 });
    }

    [Fact]
    public void Read_OtherTranslationsOfOneText_AreAllLeftOut()
    {
        var traffic = ReadTranslations(
            """{"source":"Go.","target":"Va.","sample":"severe"}""",
            """{"source":"go","target":"va","sample":"control"}""",
            """{"source":"Stay.","target":"Reste.","sample":"severe"}""",
            """{"source":"Stay.","target":"Pars.","sample":"severe"}"""
        );

        traffic.Texts.ShouldHaveSingleItem().ShouldBe(new TrafficText("Go.", "Va.", 1, IsControl: false));
        traffic.LeftOut.ShouldBe(new Dictionary<LeftOut, long> { [LeftOut.Duplicate] = 1, [LeftOut.Contradictory] = 2 });
    }

    [Fact]
    public void Read_SameTexts_AreTakenOnceOrNotAtAll()
    {
        var traffic = Read(
            """{"source":"pay","sample":"control"}""",
            """{"source":"pay","target":"money","sample":"severe"}""",
            """{"source":"pay","target":"money","sample":"severe"}""",
            """{"source":"play","target":"money","sample":"severe"}""",
            """{"source":"play","target":"music","sample":"severe"}""",
            """{"source":"play","sample":"severe"}"""
        );

        traffic.Texts.ShouldHaveSingleItem().ShouldBe(new TrafficText("pay", "money", 1, IsControl: false));
        traffic.LeftOut.ShouldBe(new Dictionary<LeftOut, long> { [LeftOut.Duplicate] = 2, [LeftOut.Contradictory] = 3 });
        traffic.Summary.ShouldBe("6 lines: 1 severe disagreements, 0 of the control sample; left out: duplicate 2, contradictory 3.");
    }

    [Fact]
    public void Read_LinesOfAnyLengthAndBytes_NeverEndIt()
    {
        var random = new Random(5);
        using var content = new MemoryStream();
        Add(Encoding.UTF8.GetBytes($$"""{"source":"{{new string('a', 30_000)}}","target":"music","sample":"severe"}"""));
        Add(Encoding.UTF8.GetBytes($$"""{"source":"{{new string('a', 5_000_000)}}","target":"music","sample":"severe"}"""));
        for (var line = 0; line < 500; line++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Add([.. bytes.Where(value => value != '\n')]);
        }

        Add(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 100_000))));
        Add("""{"source":"sound","target":"music","sample":"severe"}"""u8.ToArray());
        content.Write(
            new byte[3_000_000]
                .Select(_ => (byte)'x')
                .ToArray()
        );

        var traffic = Reader.Read(_files.Write("hostile.jsonl", content.ToArray()));

        traffic.Texts.ShouldHaveSingleItem().Text.ShouldBe("sound");
        traffic.Lines.ShouldBe(505);
        traffic.LeftOut[LeftOut.TooLong].ShouldBe(3);
        traffic.LeftOut[LeftOut.Malformed].ShouldBe(501);

        void Add(byte[] line)
        {
            content.Write(line);
            content.WriteByte((byte)'\n');
        }
    }

    [Fact]
    public void Read_MissingFile_SaysSo() =>
        Should
            .Throw<CorpusException>(() => Reader.Read(Path.Combine(_files.Path, "none.jsonl")))
            .Message.ShouldContain("the file does not exist");

    [Fact]
    public void Parts_OfTraffic_AreTheSameInEveryRun()
    {
        TrafficText[] texts = [.. Enumerable.Range(0, 2_000).Select(i => new TrafficText($"text {i}", "money", 1, i % 2 == 0))];
        var first = TrafficParts.Of(texts, 0.2);
        var later = TrafficParts.Of([.. texts.Reverse().Skip(500), new TrafficText("new", "money", 1, false)], 0.2);

        (first.Training.Count + first.Development.Count + first.HeldOut.Count).ShouldBe(2_000);
        first.HeldOut.Count.ShouldBeInRange(320, 480);
        first.HeldOut.Count(text => text.IsControl).ShouldBeInRange(140, 260);
        first.Development.Count.ShouldBeInRange(100, 220);
        later.HeldOut.Intersect(first.Training.Concat(first.Development)).ShouldBeEmpty();
        later.HeldOut.Except(first.HeldOut).ShouldAllBe(text => text.Text == "new");

        // The same words in another case are the same text.
        var held = first.HeldOut[0].Text;
        TrafficParts.IsHeldOut(held.ToUpperInvariant() + "!", 0.2).ShouldBeTrue();
    }

    private static TrafficReader Reader => new("requests", ["money", "weather", "music"]);

    private Traffic ReadTranslations(params string[] lines) =>
        new TrafficReader("en-fr", TrafficAnswers.Translations("en", "fr")).Read(
            _files.Write("translations.jsonl", string.Join('\n', lines) + "\n")
        );

    private Traffic Read(params string[] lines) => Reader.Read(_files.Write("export.jsonl", string.Join('\n', lines) + "\n"));
}
