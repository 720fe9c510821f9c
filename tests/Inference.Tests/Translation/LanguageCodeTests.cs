using Shouldly;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Translation;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Translation;

/// <summary>A language code that a caller writes before a text holds for every sentence of it.</summary>
public sealed class LanguageCodeTests : IDisposable
{
    private const string Two = "A man is running. A dog is running.";
    private readonly ModelFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Translate_CodeBeforeATextOfTwoSentences_IsPutBeforeBoth()
    {
        await BeginAsync();
        var plain = await InputTokensAsync(Two);
        (await InputTokensAsync(">>fra<< " + Two)).ShouldBe(plain + 2);
        (await InputTokensAsync("  >>fra<<\n" + Two)).ShouldBe(plain + 2);
        (await InputTokensAsync(">>fra<<" + Two)).ShouldBe(plain + 2);
        (await InputTokensAsync(">>fra<< A man is running.\n>>deu<< A dog is running.")).ShouldBe(plain + 2);
        (await InputTokensAsync(">>fra<< " + Two, splits: false)).ShouldBe(plain); // one end token less
    }

    [Fact]
    public async Task Translate_CodeBeforeASentence_GivesTheIdsOfTheCodeAndTheSentence()
    {
        await BeginAsync();
        var model = Model;
        var code = model.Tokenizer.Tokens.First(token => token.Text == ">>fra<<").Id;
        var sentence = model.Encode("A man is running.").Ids;
        model.Encode("A man is running.", ">>fra<<").Ids.ShouldBe([code, .. sentence]);
        model.Encode(">>fra<< A man is running.").Ids.ShouldBe([code, .. sentence]);
        model.Encode("He says >>no<<.", ">>fra<<").Ids[0].ShouldBe(code);
    }

    [Fact]
    public async Task Translate_CodeThatTheVocabularyLacks_IsTextThatIsKept()
    {
        await BeginAsync();
        Model.Tokenizer.LanguageCode(">>xxx<< A man.").ShouldBeNull();
        (await TranslateAsync(">>xxx<< " + Two, true)).Text.ShouldMatch("^>>[^<>]*<< .*$");
        (await TranslateAsync("A man says >>hello<< and runs.", true)).Text.ShouldMatch("^[^<>]+ >>[^<>]+<< [^<>]+$");
    }

    [Fact]
    public async Task Translate_CodeThatIsNotThePrefix_TakesPrecedence()
    {
        await BeginAsync(">>deu<< ");
        var model = Model;
        int code = model.Tokenizer.Tokens.First(token => token.Text == ">>fra<<").Id,
            other = model.Tokenizer.Tokens.First(token => token.Text == ">>deu<<").Id;
        model.Encode("A man is running.").Ids[0].ShouldBe(other);
        model.Encode(">>fra<< A man is running.").Ids.ShouldBe([code, .. model.Encode("A man is running.").Ids[1..]]);
    }

    [Fact]
    public async Task Translate_TextOfACodeOnly_IsEmpty()
    {
        await BeginAsync();
        (await TranslateAsync(">>fra<<", true)).Text.ShouldBe("");
    }

    private TranslationModel Model => (TranslationModel)_folder.Catalog.Catalog.Models[0].Variants[0].Model!; // the test has seen that it loads

    private async Task BeginAsync(string? prefix = null)
    {
        _folder.Begin("marian-tiny");
        _folder.Edit(
            "vocab.json",
            root =>
            {
                // Two of the last pieces give their ids to codes.
                foreach (var code in new[] { ">>fra<<", ">>deu<<" })
                {
                    var last = root.Where(entry =>
                            entry.Value!.GetValue<int>() < 852 && !entry.Key.StartsWith(">>", StringComparison.Ordinal)
                        )
                        .MaxBy(entry => entry.Value!.GetValue<int>())
                        .Key;
                    var id = root[last]!.GetValue<int>();
                    root.Remove(last);
                    root[code] = id;
                }
            }
        );
        if (prefix is not null)
        {
            _folder.WriteManifest($$"""{ "task": "translation", "prefix": "{{prefix}}" }""");
        }

        (await _folder.FaultsAsync()).ShouldBeEmpty();
    }

    private async Task<int> InputTokensAsync(string text, bool splits = true) => (await TranslateAsync(text, splits)).InputTokens;

    private async Task<TranslatedText> TranslateAsync(string text, bool splits) =>
        (
            await _folder
                .Catalog.Pipeline()
                .TranslateAsync(
                    new TranslationRequest([text])
                    {
                        Options = new TranslationOptions
                        {
                            BeamSize = 1,
                            MaxNewTokens = 20,
                            SplitSentences = splits,
                        },
                    },
                    Token
                )
        ).Translations[0];
}
