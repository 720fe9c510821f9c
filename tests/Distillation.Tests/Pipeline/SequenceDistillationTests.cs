using Shouldly;
using TransformerService.Distillation.Data;
using TransformerService.Distillation.Pipeline;
using TransformerService.Distillation.Recipes;
using TransformerService.Distillation.Tests.Onnx;
using Xunit;

namespace TransformerService.Distillation.Tests.Pipeline;

public sealed class SequenceDistillationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("distil-").FullName;
    private readonly StringWriter _log = new();

    private string File => Path.Combine(_folder, "distilled.jsonl");

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task TranslateAsync_TeacherOfTheFixtures_WritesItsTranslationsOnce()
    {
        List<TextPair> pairs = [new("Two dogs are playing in the snow.", "x"), new("A man \"is\" sitting.", "y")];

        var learned = await Distil(new(), pairs);
        var again = await Distil(new(), pairs);

        learned[0].ShouldBe(new TextPair("Two dogs are playing in the snow.", "Deux chiens jouent dans la neige."));
        again.ShouldBe(learned);
        System.IO.File.ReadLines(File).Count().ShouldBe(2);
    }

    [Fact]
    public async Task TranslateAsync_HalfALineOfARunThatWasKilled_GoesOnBehindTheLastWholeOne()
    {
        List<TextPair> pairs = [new("Two dogs are playing in the snow.", "x"), new("A man is sitting.", "y")];
        await System.IO.File.WriteAllTextAsync(
            File,
            "{\"source\":\"Two dogs are playing in the snow.\",\"target\":\"kept as it is\"}\n{\"source\":\"A ma",
            TestContext.Current.CancellationToken
        );

        var learned = await Distil(new(), pairs);

        learned.Select(pair => pair.Source).ShouldBe(pairs.Select(pair => pair.Source));
        learned[0].Target.ShouldBe("kept as it is");
        System.IO.File.ReadLines(File).Count().ShouldBe(2);
    }

    [Fact]
    public async Task TranslateAsync_FileOfMorePairs_TakesItsBeginning()
    {
        List<TextPair> pairs = [new("Two dogs are playing in the snow.", "x"), new("A man is sitting.", "y")];
        var all = await Distil(new(), pairs);

        (await Distil(new(), pairs[..1])).ShouldBe(all.Take(1));
        (await Distil(new(), pairs)).ShouldBe(all);
    }

    [Fact]
    public void Drawn_SharesOfCorpora_HasEveryPairOfTheEpochsAndNoOther()
    {
        TextPair[] pairs =
        [
            .. Enumerable.Range(0, 400).Select(pair => new TextPair($"{pair}", "x") { Draw = Draw.Of($"{pair}", pair % 2 == 0 ? 0.2 : 1) }),
        ];

        var two = SequenceDistillation.Drawn(pairs, epochs: 2);

        two.ToHashSet().SetEquals(pairs.Where(pair => pair.Draw.Times(0) + pair.Draw.Times(1) > 0)).ShouldBeTrue();
        two.Count.ShouldBeInRange(240, 320); // 200 and 0.4 of 200
        SequenceDistillation.Drawn(pairs, epochs: 3).Take(two.Count).ShouldBe(two);
    }

    [Fact]
    public async Task TranslateAsync_FileOfOtherCorpora_SaysSo()
    {
        await System.IO.File.WriteAllTextAsync(
            File,
            "{\"source\":\"Another.\",\"target\":\"Autre.\"}\n",
            TestContext.Current.CancellationToken
        );
        (await Should.ThrowAsync<CorpusException>(() => Distil(new(), [new("Two dogs.", "x")]))).Message.ShouldContain("other corpora");
    }

    [Fact]
    public async Task TranslateAsync_FileOfAnotherTeacherOrSearch_SaysSo()
    {
        List<TextPair> pairs = [new("Two dogs.", "x", Weight: 3)];
        (await Distil(new(), pairs))[0].Weight.ShouldBe(3);
        (await Distil(new(), pairs))[0].Weight.ShouldBe(3);
        (await Should.ThrowAsync<CorpusException>(() => Distil(new(), pairs, teacherHash: "b"))).Message.ShouldContain(
            "by another teacher"
        );
        (await Should.ThrowAsync<CorpusException>(() => Distil(new() { Beams = 2 }, pairs))).Message.ShouldContain("by another search");
    }

    [Fact]
    public async Task TranslateAsync_Interpolated_TakesTheBeamNearestToTheReference()
    {
        const string Source = "A little girl climbing into a wooden playhouse.";
        var likeliest = (await Distil(new(), [new(Source, "x")]))[0].Target;
        System.IO.File.Delete(File);

        var nearest = (
            await Distil(new() { Interpolate = true, Beams = 8 }, [new(Source, "Une petite fille grimpant dans un escalier en bois.")])
        )[0].Target;

        nearest.ShouldNotBe(likeliest);
        nearest.ShouldContain("grimpant");
    }

    private Task<IReadOnlyList<TextPair>> Distil(
        TranslationDistillationOptions options,
        IReadOnlyList<TextPair> pairs,
        string teacherHash = "a"
    )
    {
        var model = Path.Combine(_folder, "model");
        if (!Directory.Exists(model))
        {
            Directory.CreateDirectory(Path.Combine(model, "teacher"));
            System.IO.File.WriteAllText(Path.Combine(model, "model.json"), """{ "task": "translation" }""");
            foreach (
                var file in Directory
                    .GetFiles(RepositoryRoot.Folder("tests", "fixtures", "marian-tiny"))
                    .Where(file => !file.EndsWith("golden.json", StringComparison.Ordinal))
            )
            {
                System.IO.File.Copy(file, Path.Combine(model, "teacher", Path.GetFileName(file)));
            }
        }

        return new SequenceDistillation(options, _log).TranslateAsync(
            model,
            teacherHash,
            pairs,
            File,
            TestContext.Current.CancellationToken
        );
    }
}
