using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TransformerService.Distillation.Tests.SelfChecks;
using TransformerService.Inference;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Distillation.Tests.Isolation;

/// <summary>
/// Requests that share batches with a text at which the model fails: theirs are answered, and only the text's own caller hears of it.
/// </summary>
public sealed class FaultyRowTests
{
    private const int Requests = 60,
        AtOnce = 16,
        OneIsFaultyIn = 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en-fr", true, 1)]
    [InlineData("en-fr", true, 4)]
    [InlineData("en-fr", false, 1)]
    [InlineData("en-fr", false, 4)]
    [InlineData("sentiment", true, 1)]
    [InlineData("sentiment", false, 1)]
    [InlineData("intent", true, 1)]
    [InlineData("intent", false, 1)]
    public async Task Requests_EveryTenthFaulty_OnlyThoseFail(string name, bool crashes, int beams)
    {
        using var student = new EditedStudent(name);
        string[] texts = [.. student.SelfCheck.Samples.Select(sample => sample.Text)];
        var faulty = name switch
        {
            "en-fr" => "A horse is sleeping.",
            "sentiment" => "a horse .",
            _ => "my horse is hungry",
        };
        var read = name == "en-fr" && !crashes ? "Un cheval dort." : faulty;
        student.Poison(PoisonToken(name, read, [.. texts, .. student.SelfCheck.Samples.Select(sample => sample.Answer)]), crashes);
        using var host = await student.StartAsync(Token);
        var catalog = host.Services.GetRequiredService<ModelCatalog>();
        catalog.Describe(name).State.ShouldBe(ModelState.Ready, string.Join(' ', catalog.Describe(name).Variants[0].Faults));
        var pipeline = host.Services.GetRequiredService<InferencePipeline>();
        string[] alone = [.. texts.Select(text => AskAsync(text).GetAwaiter().GetResult())];
        int right = 0,
            refused = 0;

        await Parallel.ForEachAsync(
            Enumerable.Range(0, Requests),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token },
            async (request, _) =>
            {
                if (request % OneIsFaultyIn == 0)
                {
                    var failure = await Should.ThrowAsync<InferenceException>(() => AskAsync(faulty));
                    failure.Error.ShouldBe(InferenceError.Internal);
                    failure.Message.ShouldContain(
                        crashes ? "The model cannot run one of the texts: indices element out of data bounds" : "The model returned NaN"
                    );
                    Interlocked.Increment(ref refused);
                    return;
                }

                (await AskAsync(texts[request % texts.Length])).ShouldBe(alone[request % texts.Length]);
                Interlocked.Increment(ref right);
            }
        );

        (right, refused).ShouldBe((Requests - (Requests / OneIsFaultyIn), Requests / OneIsFaultyIn));
        catalog.Describe(name).State.ShouldBe(ModelState.Ready, "the model itself works");

        async Task<string> AskAsync(string text) => name == "en-fr" ? (
                    await pipeline.TranslateAsync(
                        new TranslationRequest([text])
                        {
                            Options = new TranslationOptions { BeamSize = beams, MaxNewTokens = 40 },
                        },
                        Token
                    )
                ).Translations[0].Text : (await pipeline.ClassifyAsync(new ClassificationRequest([text]), Token)).Results[0].Labels[0].Label;
    }

    /// <summary>A token of the faulty text that no other text has.</summary>
    private static int PoisonToken(string name, string faulty, string[] texts)
    {
        var folder = Onnx.RepositoryRoot.Folder("models", name, "student");
        var tokenizer = TokenizerLoader.Load(
            folder,
            name == "en-fr" ? TransformerService.Models.Exports.TokenizerKind.Marian : Models.Exports.TokenizerKind.WordPiece
        );
        HashSet<int> others =
        [
            .. texts
                .Append("Warm-up.")
                .Append("Warm-up of a longer row.")
                .Append("warm up. ")
                .SelectMany(text => tokenizer.Encode(text, 64).Ids),
        ];
        return tokenizer.Encode(faulty, 64).Ids.First(id => !others.Contains(id));
    }
}
