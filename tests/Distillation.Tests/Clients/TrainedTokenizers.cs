using System.Text.Json;
using TransformerService.Distillation.Data.SentencePiece;
using TransformerService.Distillation.Data.WordPiece;
using TransformerService.Distillation.Tests.Onnx;
using Xunit;

namespace TransformerService.Distillation.Tests.Clients;

/// <summary>Small tokenizers of both kinds, trained on the sentences that the repository has.</summary>
internal static class TrainedTokenizers
{
    // The last lines of that file are not sentences.
    private const int MadeUp = 30;

    private static readonly Lazy<Task<SentencePieceModel>> Model = new(() => TrainAsync(SentencePieceOptions(modelMaxLength: 256)));

    /// <summary>English and French texts: the sentences for other programs, and those that hold our tokenizers to SentencePiece.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        .. ClientSentences.Of("translation"),
        .. ClientSentences.Of("text-classification"),
        .. File.ReadLines(RepositoryRoot.Folder("tests", "Tokenization.Tests", "Data", "sentencepiece.jsonl"))
            .Skip(1)
            .SkipLast(MadeUp)
            .Select(Text),
    ];

    /// <summary>As many pieces as the fixture marian-tiny has embeddings for.</summary>
    public static SentencePieceOptions SentencePieceOptions(int modelMaxLength) =>
        new() { VocabularySize = FixtureMarian.Shape.Vocabulary, ModelMaxLength = modelMaxLength };

    /// <summary>With byte fallback.</summary>
    public static SentencePieceOptions ByteOptions { get; } =
        new()
        {
            VocabularySize = FixtureMarian.Shape.Vocabulary,
            ByteFallback = true,
            CharacterCoverage = 0.9999,
            RequiredCharacters = "Łßœ€«»…",
        };

    /// <summary>Trained once for all tests; skips the test without spm_train.</summary>
    public static Task<SentencePieceModel> SentencePieceAsync()
    {
        SkipWithoutSpmTrain();
        return Model.Value;
    }

    /// <summary>A model with byte fallback; skips the test without spm_train.</summary>
    public static Task<SentencePieceModel> BytesAsync()
    {
        SkipWithoutSpmTrain();
        return TrainAsync(ByteOptions);
    }

    public static WordPieceVocabulary WordPiece() => new WordPieceTrainer(new WordPieceOptions { VocabularySize = 800 }).Train(Texts);

    private static string Text(string line)
    {
        using var item = JsonDocument.Parse(line);
        return item.RootElement.GetProperty("text").GetString() ?? "";
    }

    private static void SkipWithoutSpmTrain()
    {
        if (ClientProgram.Find(SpmTrain.Name) is null)
        {
            Assert.Skip($"{SpmTrain.Name} is missing: run tools/install-test-tools.sh.");
        }
    }

    private static Task<SentencePieceModel> TrainAsync(SentencePieceOptions options) =>
        new SentencePieceTrainer(SpmTrain.Find(Environment.GetEnvironmentVariable("PATH")), options).TrainAsync(
            Texts,
            CancellationToken.None
        );
}
