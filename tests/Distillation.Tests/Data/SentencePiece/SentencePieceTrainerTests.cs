using System.Text.Json;
using Shouldly;
using TransformerService.Distillation.Data.SentencePiece;
using TransformerService.Tokenization.Loading;
using Xunit;

namespace TransformerService.Distillation.Tests.Data.SentencePiece;

public sealed class SentencePieceTrainerTests
{
    private static readonly SentencePieceOptions Options = new() { VocabularySize = 150, ModelMaxLength = 64 };

    private static readonly SentencePieceOptions ByteOptions = new()
    {
        VocabularySize = 450,
        ModelMaxLength = 64,
        ByteFallback = true,
        CharacterCoverage = 0.9999,
        RequiredCharacters = "<>{}$%ŁłØø€«»",
    };

    private static readonly string[] Texts =
    [
        .. SourceTree
            .Json("tests", "Distillation.Tests", "Evaluation", "Metrics", "sacrebleu-tatoeba.json")
            .GetProperty("segments")
            .EnumerateArray()
            .Select(line => line.GetProperty("reference").GetString() ?? ""),
        "Two dogs are playing in the snow, and nobody is there.",
        "A man is reading\na book in the garden.",
    ];

    [Fact]
    public async Task TrainAsync_Written_LoadsAndRoundTrips()
    {
        using var folder = new TemporaryFolder();
        var model = await TrainAsync(Options);
        model.Write(folder.Path, Options);

        var vocabulary = model.Vocabulary();
        var ids = SourceTree
            .Json(folder.Path, "vocab.json")
            .EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32());
        (vocabulary.Count, vocabulary[0], vocabulary[1], vocabulary[^1]).ShouldBe((150, "</s>", "<unk>", "<pad>"));
        ids.Count.ShouldBe(150);
        ids.ShouldAllBe(entry => vocabulary[entry.Value] == entry.Key);
        File.ReadAllBytes(Path.Combine(folder.Path, "target.spm")).ShouldBe(File.ReadAllBytes(Path.Combine(folder.Path, "source.spm")));

        var tokenizer = TokenizerLoader.Load(folder.Path);
        (tokenizer.PadId, tokenizer.ModelMaxLength).ShouldBe((149, 64));
        foreach (var text in Texts.Where(text => text.Length > 0))
        {
            var encoded = tokenizer.Encode(text, 256);

            // Every character of the corpus has a piece, so none is unknown, and the end is the only special id.
            encoded.Ids[^1].ShouldBe(0);
            encoded.Ids[..^1].ShouldAllBe(id => id > 1 && id < 149);
            tokenizer.Encode(tokenizer.Decode(encoded.Ids), 256).Ids.ShouldBe(encoded.Ids);
        }

        // French sets spaces where English has none.
        const string French = "Les chiens sont là ! Est-ce un chien ?";
        tokenizer.Decode(tokenizer.Encode(French, 64).Ids).ShouldBe(French);
        tokenizer
            .Decode(tokenizer.Encode("Two dogs are in the garden, and a man is there.", 64).Ids)
            .ShouldBe("Two dogs are in the garden, and a man is there.");
    }

    [Theory]
    [InlineData("Ｔｗｏ dogs", "Two dogs")]
    [InlineData("ﬁne", "fine")]
    [InlineData("e\u0301te\u0301", "\u00E9t\u00E9")]
    [InlineData("a\u00A0\u00A0b\u200Bc", "a b c")]
    [InlineData("wait…", "wait...")]
    public async Task TrainAsync_CharactersThatHavePieces_AreNormalisedAsByNmtNfkc(string text, string normal)
    {
        using var folder = new TemporaryFolder();
        (await TrainAsync(Options)).Write(folder.Path, Options);
        var tokenizer = TokenizerLoader.Load(folder.Path);

        tokenizer.Encode(text, 64).Ids.ShouldBe(tokenizer.Encode(normal, 64).Ids);
        new FileInfo(Path.Combine(folder.Path, "source.spm")).Length.ShouldBeLessThan(100_000);
    }

    [Theory]
    [InlineData("naïve 日本語 😀 👩‍👧 Ωλ Жя ½ ² … № ＡＢ \uFFFD")]
    [InlineData("{name} %s <b>x</b> https://example.org/a?b=c&d=%20e#f C:\\x\\y `code` ~^|")]
    [InlineData("Est-ce un chien ? « Oui ! », dit-elle – l’été… “Yes”")]
    public async Task TrainAsync_ByteFallback_RoundTripsEveryCharacter(string text)
    {
        using var folder = new TemporaryFolder();
        (await TrainAsync(ByteOptions)).Write(folder.Path, ByteOptions);
        var tokenizer = TokenizerLoader.Load(folder.Path);

        var encoded = tokenizer.Encode(text, 512);

        encoded.Ids.ShouldNotContain(1);
        tokenizer.Decode(encoded.Ids).ShouldBe(text);
        tokenizer.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("e\u0301te\u0301", "\u00E9t\u00E9")]
    [InlineData("a\u00A0\u00A0b\u200Bc", "a b c")]
    [InlineData("a\tb\u0007", "a b")]
    [InlineData("ﬁne", "fine")]
    public async Task TrainAsync_ByteFallback_NormalisesWhiteSpaceAndAccents(string text, string normal)
    {
        using var folder = new TemporaryFolder();
        (await TrainAsync(ByteOptions)).Write(folder.Path, ByteOptions);
        var tokenizer = TokenizerLoader.Load(folder.Path);

        tokenizer.Encode(text, 64).Ids.ShouldBe(tokenizer.Encode(normal, 64).Ids);
    }

    [Fact]
    public async Task TrainAsync_ByteFallbackAndRequiredCharacters_HaveTheirPieces()
    {
        var vocabulary = (await TrainAsync(ByteOptions)).Vocabulary();

        vocabulary.Count.ShouldBe(ByteOptions.VocabularySize);
        ByteOptions.RequiredCharacters.ShouldAllBe(character => vocabulary.Contains(character.ToString()));
        Enumerable.Range(0, 256).ShouldAllBe(value => vocabulary.Contains($"<0x{value:X2}>"));
        vocabulary
            .Where(piece => piece.Any(char.IsAsciiDigit) && !piece.StartsWith("<0x", StringComparison.Ordinal))
            .ShouldAllBe(piece => piece.Trim('\u2581').Length == 1);
    }

    [Fact]
    public async Task TrainAsync_Again_GivesTheSameBytes() =>
        (await TrainAsync(Options)).Content.ShouldBe((await TrainAsync(Options)).Content);

    [Fact]
    public async Task TrainAsync_Log_IsKept() => (await TrainAsync(Options)).Log.ShouldContain("Saving model");

    [Fact]
    public async Task TrainAsync_TooManyPieces_SaysWhatTheProgramSaid()
    {
        var trainer = new SentencePieceTrainer(Program(), new SentencePieceOptions { VocabularySize = 8000 });

        var fault = await Should.ThrowAsync<SentencePieceException>(() => trainer.TrainAsync(Texts, TestContext.Current.CancellationToken));

        fault.Message.ShouldContain("exit code");
        fault.Message.ShouldContain("Vocabulary size");
    }

    [Fact]
    public async Task TrainAsync_Cancelled_Stops()
    {
        var trainer = new SentencePieceTrainer(Program(), Options);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => trainer.TrainAsync(Texts, cancelled.Token));
    }

    [Fact]
    public async Task RunAsync_CancelledWhileItRuns_EndsTheProgram()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(Path.Combine(folder.Path, SpmTrain.Name), "/bin/sleep");
        using var cancelled = new CancellationTokenSource();

        var run = SpmTrain.Find(folder.Path).RunAsync(folder.Path, ["600"], cancelled.Token);
        run.IsCompleted.ShouldBeFalse();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public void Find_Missing_NamesThePackage()
    {
        using var folder = new TemporaryFolder();

        Should.Throw<SentencePieceException>(() => SpmTrain.Find(folder.Path)).Message.ShouldContain("Debian's package sentencepiece");
        Should.Throw<SentencePieceException>(() => SpmTrain.Find(null)).Message.ShouldContain("apt-get install sentencepiece");
    }

    [Fact]
    public async Task RunAsync_NoProgram_SaysSo()
    {
        using var folder = new TemporaryFolder();
        folder.Write(SpmTrain.Name, "no program, and not to be run");

        var fault = await Should.ThrowAsync<SentencePieceException>(() =>
            SpmTrain.Find(folder.Path).RunAsync(folder.Path, [], TestContext.Current.CancellationToken)
        );

        fault.Message.ShouldContain("cannot be run");
    }

    [Theory]
    [InlineData("tokenizer_config.json")]
    [InlineData("special_tokens_map.json")]
    public async Task Write_Files_HaveTheFieldsThatHuggingFaceWrites(string file)
    {
        using var folder = new TemporaryFolder();
        (await TrainAsync(Options)).Write(folder.Path, new SentencePieceOptions());

        var reference = SourceTree.Json("tests", "fixtures", "marian-tiny", file).EnumerateObject();
        var written = SourceTree.Json(folder.Path, file);

        written.EnumerateObject().Select(field => field.Name).Order().ShouldBe(reference.Select(field => field.Name).Order());
        foreach (var field in reference.Where(field => field.Name is not ("added_tokens_decoder" or "clean_up_tokenization_spaces")))
        {
            JsonElement.DeepEquals(written.GetProperty(field.Name), field.Value).ShouldBeTrue(field.Name);
        }
    }

    private static Task<SentencePieceModel> TrainAsync(SentencePieceOptions options) =>
        new SentencePieceTrainer(Program(), options).TrainAsync(Texts, TestContext.Current.CancellationToken);

    private static SpmTrain Program()
    {
        try
        {
            return SpmTrain.Find(Environment.GetEnvironmentVariable("PATH"));
        }
        catch (SentencePieceException fault)
        {
            Assert.Skip(fault.Message);
            throw;
        }
    }
}
