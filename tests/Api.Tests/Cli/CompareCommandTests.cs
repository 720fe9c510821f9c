using System.Text.Json;
using Shouldly;
using TransformerService.Api.Tests.Compatibility;
using TransformerService.Api.Tests.Hosting;
using TransformerService.Cli.Comparison;
using Xunit;
using CliAnswer = TransformerService.Cli.Bulk.Tasks.Answer;

namespace TransformerService.Api.Tests.Cli;

/// <summary>The tool's <c>compare</c>, against real servers.</summary>
public sealed class CompareCommandTests(ApiServer server, ExportsServer exports) : IDisposable
{
    private static readonly string[] Texts =
    [
        "Two dogs are playing in the snow.",
        "A man is sitting on a chair.",
        "The weather is very nice in the mountains today.",
        "a",
    ];

    private readonly BulkFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Compare_TwoTranslationModels_SaysHowFarTheyDiffer()
    {
        _files.Write("in.txt", string.Join("\n\n", Texts) + "\n   \n");
        var first = await exports.TranslateAsync(new { text = Texts, model = "marian-split" });
        var second = await exports.TranslateAsync(new { text = Texts, model = "t5-split" });
        var differ = Texts.Index().Where(text => first[text.Index] != second[text.Index]).ToArray();
        differ.Length.ShouldBeGreaterThan(1);

        var (code, said, report) = await RunAsync(
            "--model=marian-split",
            "--other-model=t5-split",
            $"--server={exports.Address}",
            "--batch=2",
            "--examples=100"
        );

        code.ShouldBe(0, said);
        report.GetProperty("task").GetString().ShouldBe("translation");
        report.GetProperty("first").GetProperty("model").GetString().ShouldBe("marian-split");
        report.GetProperty("second").GetProperty("model").GetString().ShouldBe("t5-split");
        report.GetProperty("second").GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        report.GetProperty("texts").GetInt32().ShouldBe(Texts.Length);
        report.GetProperty("failed").GetInt32().ShouldBe(0);
        report.GetProperty("equal").GetDouble().ShouldBe(1 - (differ.Length / (double)Texts.Length), 1e-9);
        report.GetProperty("chrF").GetDouble().ShouldBeInRange(0, 99.99);
        report.GetProperty("bleu").GetDouble().ShouldBeInRange(0, 99.99);
        var worst = report.GetProperty("worst").EnumerateArray().ToDictionary(line => line.GetProperty("line").GetInt32());
        worst.Keys.Order().ShouldBe(differ.Select(text => (2 * text.Index) + 1)); // every other line is blank
        foreach (var (place, text) in differ)
        {
            var line = worst[(2 * place) + 1];
            line.GetProperty("text").GetString().ShouldBe(text);
            line.GetProperty("first").GetString().ShouldBe(first[place]);
            line.GetProperty("second").GetString().ShouldBe(second[place]);
        }

        said.ShouldContain("1: marian-split, version ");
        said.ShouldContain("  chrF: ");
        said.ShouldContain(Texts[differ[0].Index]);
    }

    [Fact]
    public async Task Compare_TheSameModelOnTwoServers_IsEqual()
    {
        _files.Write("in.txt", "\uFEFF" + string.Join("\r\n", Texts));

        var (code, said, report) = await RunAsync(
            "--model=en-fr",
            "--other-model=marian-split",
            $"--server={server.Address}",
            $"--other-server={exports.Address}"
        );

        code.ShouldBe(0, said);
        report.GetProperty("texts").GetInt32().ShouldBe(Texts.Length);
        report.GetProperty("equal").GetDouble().ShouldBe(1);
        report.GetProperty("chrF").GetDouble().ShouldBe(100, 1e-9);
        report.GetProperty("bleu").GetDouble().ShouldBe(100, 1e-9);
        report.GetProperty("worst").GetArrayLength().ShouldBe(0);
        said.ShouldContain("  equal: 100 %");
    }

    [Fact]
    public async Task Compare_TwoVariantsOfAClassifier_ComparesTheirLabels()
    {
        await using var own = new ApiServer(
            new FixtureRepository().Add("m", "distilbert-tiny", """{ "teacher": "teacher" }""").AddTeacher("m", "distilbert-tiny")
        );
        await own.InitializeAsync();
        _files.Write("in.txt", string.Join('\n', Texts));

        var (code, said, report) = await RunAsync("--model=m", "--variant=student", "--other-variant=teacher", $"--server={own.Address}");

        code.ShouldBe(0, said);
        report.GetProperty("task").GetString().ShouldBe("text-classification");
        report.GetProperty("first").GetProperty("variant").GetString().ShouldBe("student");
        report.GetProperty("second").GetProperty("variant").GetString().ShouldBe("teacher");
        report.GetProperty("agreement").GetDouble().ShouldBe(1);
        report.GetProperty("scoreDifference").GetDouble().ShouldBeInRange(0, 1e-4);
        said.ShouldContain("  same label: 100 %");
    }

    [Fact]
    public async Task Compare_LinesThatCannotBeDone_AreCountedAndTheOthersCompared()
    {
        _files.Write("in.txt", $"{Texts[0]}\n{new string('a', 600_000)}\n{Texts[1]}\n");

        var (code, said, report) = await RunAsync("--model=marian-split", "--other-model=marian-merged", $"--server={exports.Address}");

        code.ShouldBe(3, said);
        report.GetProperty("texts").GetInt32().ShouldBe(2);
        report.GetProperty("failed").GetInt32().ShouldBe(1);
        report.GetProperty("equal").GetDouble().ShouldBe(1);
        said.ShouldContain("1 texts could not be compared. The first of them: line 2: ");
    }

    [Theory]
    [InlineData("--other-model=nope", "has no model 'nope'; its models are ")]
    [InlineData("--other-model=distilbert", "do not do the same")]
    [InlineData("--other-model=embedder", "neither a translation nor a classification model")]
    [InlineData("--other-variant=teacher", "variant")]
    [InlineData("--other-variant=student --variant=student", "Both sides are the same")]
    public async Task Compare_SidesThatDoNotFit_AreRefused(string options, string why)
    {
        _files.Write("in.txt", Texts[0]);

        var (code, said) = await CliProcess.RunAsync([
            "compare",
            _files.Path("in.txt"),
            "--model=marian-split",
            $"--server={exports.Address}",
            .. options.Split(' '),
        ]);

        (code is 1 or 2, said.Contains(why, StringComparison.Ordinal)).ShouldBe((true, true), $"{code}: {said}");
    }

    [Fact]
    public async Task Compare_AFileWithoutText_IsRefused()
    {
        _files.Write("in.txt", "\n \n");

        var (code, said) = await CliProcess.RunAsync(
            "compare",
            _files.Path("in.txt"),
            "--model=marian-split",
            "--other-model=t5-split",
            $"--server={exports.Address}"
        );

        (code, said.Contains("has no text.", StringComparison.Ordinal)).ShouldBe((2, true), said);
    }

    [Fact]
    public void Add_Answers_AreMeasuredAndTheWorstComeFirst()
    {
        var translations = new TranslationComparison();
        translations.Add(Text("a b c d"), Text("a b c d")).ShouldBe(0);
        var spaces = translations.Add(Text("a b"), Text("a  b"));
        var near = translations.Add(Text("two dogs play"), Text("two dogs run"));
        var far = translations.Add(Text("two dogs play"), Text("xyz"));
        spaces.ShouldBeGreaterThan(0);
        near.ShouldBeGreaterThan(spaces);
        far.ShouldBeGreaterThan(near);
        translations.Measures[0].Value.ShouldBe(0.25);

        var labels = new LabelComparison();
        labels.Add(Label("a", "0.9"), Label("a", "0.5")).ShouldBe(0.4, 1e-9);
        var unsure = labels.Add(Label("a", "0.5"), Label("b", "0.6"));
        labels.Add(Label("a", "0.9"), Label("b", "0.8")).ShouldBeGreaterThan(unsure);
        unsure.ShouldBeGreaterThan(1);
        labels.Measures.Select(measure => measure.Value).ShouldBe([1 / 3.0, 0.4], 1e-9);

        static CliAnswer Text(string text) => new("", [text]);
        static CliAnswer Label(string label, string score) => new("", [label, score]);
    }

    private async Task<(int Code, string Said, JsonElement Report)> RunAsync(params string[] options)
    {
        var (code, said) = await CliProcess.RunAsync(["compare", _files.Path("in.txt"), "--json", _files.Path("report.json"), .. options]);
        File.Exists(_files.Path("report.json")).ShouldBeTrue(said);
        using var report = JsonDocument.Parse(await _files.ReadAsync("report.json"));
        return (code, said, report.RootElement.Clone());
    }
}
