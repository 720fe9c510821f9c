using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using TransformerService.Distillation.Modeling;
using TransformerService.Distillation.Tests.Onnx;
using TransformerService.Inference;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Hosting;
using TransformerService.Inference.Translation;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Distillation.Tests.Shortlists;

/// <summary>The server on an export with a lexical shortlist.</summary>
public sealed class ShortlistServingTests
{
    private const int Rows = 24;
    private static readonly int[][] Sources = SsruModel.Sources(Rows, seed: 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DecoderType.Attention)]
    [InlineData(DecoderType.Ssru)]
    public void Generate_ShortlistOfAllPieces_AnswersAsWithoutAShortlist(DecoderType decoder)
    {
        using var with = new ShortlistModel(ShortlistModel.OfAll(), decoder);
        using var without = new ShortlistModel(null, decoder);
        using TranslationModel all = with.Load(),
            usual = without.Load();
        usual.Shortlist.ShouldBeNull();

        var expected = Answers(usual, usesShortlist: false);
        foreach (var usesShortlist in new[] { true, false })
        {
            var found = Answers(all, usesShortlist);
            found.Select(answer => answer.Tokens).ShouldBe(expected.Select(answer => answer.Tokens));
            found.Select(answer => answer.Score).ShouldBe(expected.Select(answer => answer.Score), 1e-6);
        }

        expected.Select(answer => string.Join(' ', answer.Tokens)).Distinct().Count().ShouldBeGreaterThan(Rows / 2);
    }

    /// <summary>Rows with other shortlists and without one share the batch; greedy rows and beams leave at different steps.</summary>
    [Theory]
    [InlineData(DecoderType.Attention)]
    [InlineData(DecoderType.Ssru)]
    public void Generate_RowsTogether_AnswersAsAloneWithPiecesOfTheirOwnLists(DecoderType decoder)
    {
        using var folder = new ShortlistModel(ShortlistModel.OfFew(), decoder);
        using var model = folder.Load();
        TranslationRow[] rows = [.. Sources.Select((_, row) => Row(model, row, usesShortlist: row % 4 != 3))];

        var together = model.Generate(rows, Token);

        for (var row = 0; row < Rows; row++)
        {
            var alone = model.Generate([rows[row]], Token)[0];
            together[row].Count.ShouldBe(alone.Count);
            together[row][0].Tokens.ShouldBe(alone[0].Tokens, $"row {row}");
            together[row][0].Score.ShouldBe(alone[0].Score, 1e-9, $"row {row}");
            if (rows[row].PiecesOf(model.Shortlist) is { } allowed)
            {
                together[row][0].Tokens.ShouldBeSubsetOf(allowed);
                allowed.Length.ShouldBeLessThan(ShortlistModel.Vocabulary / 2);
            }
        }

        // The lists matter: without them other pieces occur.
        var free = model.Generate([.. rows.Select(row => row with { UsesShortlist = false })], Token);
        together.Where((found, row) => !found[0].Tokens.SequenceEqual(free[row][0].Tokens)).Count().ShouldBeGreaterThan(Rows / 2);
        together
            .Where((found, row) => row % 4 == 3)
            .Select(found => found[0].Tokens)
            .ShouldBe(free.Where((_, row) => row % 4 == 3).Select(found => found[0].Tokens));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Generate_ForcedFirstPieceOutsideTheLists_BeginsWithIt(int beams)
    {
        using var folder = new ShortlistModel(ShortlistModel.OfFew());
        using var model = folder.Load();
        var row = Row(model, 0, usesShortlist: true);
        var outside = Enumerable.Range(2, ShortlistModel.Vocabulary - 3).Except(row.PiecesOf(model.Shortlist)!).First(); // it has a list
        var forced = row with { Settings = row.Settings with { NumBeams = beams, ForcedBosTokenId = outside } };

        var found = model.Generate([forced], Token)[0];

        found[0].Tokens[0].ShouldBe(outside);
        double.IsFinite(found[0].Score).ShouldBeTrue();
        found[0].Tokens[1..].ShouldBeSubsetOf(forced.PiecesOf(model.Shortlist)!);
    }

    [Fact]
    public void Generate_OptionsThatForbidPieces_StillEnds()
    {
        using var folder = new ShortlistModel(ShortlistModel.OfFew());
        using var model = folder.Load();
        var row = Row(model, 2, usesShortlist: true);
        row = row with { Settings = row.Settings with { NumBeams = 4, NoRepeatNgramSize = 1, RepetitionPenalty = 1.5, MaxLength = 60 } };

        var found = model.Generate([row], Token)[0][0];

        found.Tokens.Distinct().Count().ShouldBe(found.Tokens.Length);
        double.IsFinite(found.Score).ShouldBeTrue();
    }

    [Fact]
    public void WarmUp_ModelWithAShortlist_Passes()
    {
        using var folder = new ShortlistModel(ShortlistModel.OfFew());
        using var model = folder.Load();
        model.WarmUp(Token);
        model.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task TranslateAsync_OptionOff_UsesAllPiecesAsAWholeTextDoes()
    {
        using var folder = new ShortlistModel(ShortlistModel.OfFew());
        var model = Directory.GetParent(folder.Path)!; // a variant's folder is in a model's
        var repository = Directory.CreateDirectory(Path.Combine(model.FullName, "models")).FullName;
        var copy = Directory.CreateDirectory(Path.Combine(repository, "few", "student")).FullName;
        foreach (var file in Directory.EnumerateFiles(folder.Path))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(repository, "few", "model.json"), """{ "task": "translation" }""");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Models:Path", repository)]);
        builder.Services.AddTransformerInference(builder.Configuration);
        using var host = builder.Build();
        await host.Services.GetRequiredService<ModelCatalog>().LoadAsync(Token);
        var pipeline = host.Services.GetRequiredService<InferencePipeline>();

        // Random weights repeat themselves, and a whole text is never ended for that.
        var untouched = new TranslationOptions { StopRunaways = false };
        var usual = await AnswerAsync(untouched);
        var off = await AnswerAsync(untouched with { Shortlist = false });
        var whole = await AnswerAsync(new TranslationOptions { SplitSentences = false });

        off.Text.ShouldBe(whole.Text);
        off.Score.ShouldBe(whole.Score, 1e-9);
        Math.Abs(usual.Score - off.Score).ShouldBeGreaterThan(1e-3);

        async Task<TranslatedText> AnswerAsync(TranslationOptions options)
        {
            var answer = await pipeline.TranslateAsync(new TranslationRequest(["A dog sees the cat."]) { Options = options }, Token);
            return answer.Translations[0];
        }
    }

    /// <summary>Rows of greedy search and of four beams, which may have different numbers of tokens.</summary>
    private static TranslationRow Row(TranslationModel model, int row, bool usesShortlist) =>
        new(Sources[row], model.Generation with { NumBeams = row % 3 == 2 ? 4 : 1, NumReturnSequences = 1, MaxLength = 4 + (row * 7 % 29) })
        {
            UsesShortlist = usesShortlist,
        };

    private static IReadOnlyList<GeneratedSequence> Answers(TranslationModel model, bool usesShortlist) =>
        [.. model.Generate([.. Enumerable.Range(0, Rows).Select(row => Row(model, row, usesShortlist))], Token).Select(found => found[0])];
}
